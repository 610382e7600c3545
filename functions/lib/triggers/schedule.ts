import * as z from 'zod/mini';
import { parseCidr } from '../domain/address.ts';
import type { Problem, Subject, TriggerReading } from '../domain/lead.ts';
import { violationsOf } from '../policy/violations.ts';
import { at, type JsonNode, textOf, wordOf } from './json-node.ts';
import { SUBJECT_FORMS, subjectFromId } from './manual/subject-from-id.ts';
import type { TriggerReader } from './trigger-reader.ts';
import { parseTimeMs } from './values.ts';
import { watchTuples } from './watch-tuples.ts';

const CIDR_ALLOWED = 'an address or a CIDR without host bits';
const cidr = z.string().check(z.refine((text) => parseCidr(text) !== undefined, { error: CIDR_ALLOWED }));
const port = z.int().check(z.minimum(0), z.maximum(65_535));
const protocol = z.int().check(z.minimum(0), z.maximum(255));

/** What EventBridge Scheduler starts us with for a named watch of the policy. */
const watchInput = z.strictObject({
  source: z.literal('schedule'),
  watch: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  scheduledTime: z.optional(z.string().check(z.maxLength(64))),
  subjects: z
    .array(z.string().check(z.refine((text) => subjectFromId(text) !== undefined, { error: SUBJECT_FORMS })))
    .check(z.minLength(1), z.maxLength(50)),
  peers: z._default(z.array(cidr).check(z.maxLength(20)), []),
  ports: z._default(z.array(port).check(z.maxLength(20)), []),
  protocols: z._default(z.array(protocol).check(z.maxLength(10)), [6, 17]),
});

/** Nobody judged a watch: it waits behind every finding. */
const WATCH_SEVERITY = 1;

const refused = (problems: readonly Problem[]): TriggerReading => ({
  outcome: 'refused',
  reason: problems.map(({ path, problem }) => `${path} is ${problem}`).join('; '),
  problems,
});

const leadOf = (input: z.output<typeof watchInput>): TriggerReading => {
  const subjects = input.subjects.flatMap((text): readonly Subject[] => {
    const subject = subjectFromId(text);
    return subject === undefined ? [] : [subject];
  });
  const peers = input.peers.flatMap((peer) => parseCidr(peer) ?? []);
  const lastSeenMs = parseTimeMs(input.scheduledTime);
  const lead = {
    source: 'schedule' as const,
    key: ['schedule', input.watch, input.scheduledTime ?? ''],
    // The due time tells one run from the next, and a repeated delivery from a run.
    perExecution: lastSeenMs === undefined,
    type: input.watch,
    severity: WATCH_SEVERITY,
    ...(lastSeenMs === undefined ? {} : { lastSeenMs }),
    subjects,
    tuples: watchTuples({ peers, ports: input.ports, protocols: input.protocols }, `watch ${input.watch}`),
    drill: false,
    archived: false,
    notes: [],
  };
  return { outcome: 'lead', lead };
};

/** Reads the input of a named watch. Every violation is listed. */
export const readSchedule = (value: unknown): TriggerReading => {
  const parsed = watchInput.safeParse(value);
  return parsed.success ? leadOf(parsed.data) : refused(violationsOf(parsed.error));
};

const isWatch = (value: JsonNode): boolean =>
  wordOf(at(value, 'source')) === 'schedule' && textOf(at(value, 'detail-type')) === undefined;

/** Named watches, started by EventBridge Scheduler. */
export const scheduleReader: TriggerReader = {
  source: 'schedule',
  recognises: isWatch,
  read: (value) => [readSchedule(value.value)],
};
