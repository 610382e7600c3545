import * as z from 'zod/mini';
import { parseCidr } from '../../domain/address.ts';
import type { Lead, Problem, Subject } from '../../domain/lead.ts';
import { parsePortRange } from '../../domain/port-range.ts';
import { protocolNumber } from '../../domain/protocol.ts';
import { listOf, numberFrom, textLike, wholeNumber } from '../../policy/ranges.ts';
import { type Checked, checked, given, problemAt, type Raw } from './checked.ts';
import { callProblems, verbatimCalls } from './request-calls.ts';
import { type NamedSubject, namedSubject, REQUEST_SUBJECT_FORMS } from './request-subjects.ts';
import { type Asked, MAX_REQUEST_TUPLES, requestTuples, tupleCount } from './request-tuples.ts';

const readable = (error: string, reads: (text: string) => boolean) =>
  z.string({ error }).check(z.maxLength(2_048, { error }), z.refine(reads, { error }));

const PORT = 'a port such as 443, or a range such as "5985:5986", from 0 to 65535';
const PROTOCOL = 'a protocol such as "tcp", or its number, 1 to 255';

const subject = readable(REQUEST_SUBJECT_FORMS, (text) => namedSubject(text) !== undefined);
const peer = readable(
  'an IPv4 or IPv6 address, or a network without host bits such as 198.51.100.0/24',
  (text) => parseCidr(text) !== undefined,
);
const port = z.unknown().check(z.refine((value) => parsePortRange(value) !== undefined, { error: PORT }));
const protocol = z.unknown().check(z.refine((value) => protocolNumber(value) !== undefined, { error: PROTOCOL }));

/** The analyst's request in our own words. Verbatim calls are read apart. */
const manualRequest = z.strictObject({
  source: z.literal('manual', { error: '"manual"' }),
  reason: textLike(/^(?=[\s\S]*\S)[\s\S]{1,500}$/u, 'why, in 1 to 500 characters'),
  account: z.optional(textLike(/^\d{12}$/, 'an account id of 12 digits')),
  region: z.optional(textLike(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a Region such as eu-central-1')),
  case: z.optional(textLike(/^c-[0-9a-f]{40}$/, 'a case: c- and 40 hexadecimal digits')),
  severity: z._default(numberFrom(0, 10), 10),
  subjects: z._default(listOf(subject, 1, 50), []),
  peers: z._default(listOf(peer, 0, 50), []),
  ports: z._default(listOf(port, 0, 50), []),
  protocols: z._default(listOf(protocol, 0, 10), []),
  direction: z.optional(
    z.enum(['inbound', 'outbound', 'unknown'], { error: 'one of "inbound", "outbound", "unknown"' }),
  ),
  rounds: z.optional(wholeNumber(1, 20)),
  roundIntervalSeconds: z.optional(wholeNumber(1, 3_600)),
  minimumFlowAgeSeconds: z.optional(wholeNumber(0, 3_600)),
  flowLogs: z.optional(z.boolean({ error: 'true or false' })),
  startFlowCapture: z.optional(z.unknown()),
  createFlowLogs: z.optional(z.unknown()),
});
type ManualRequest = z.output<typeof manualRequest>;

const somethingToDo = (raw: Raw): readonly Problem[] =>
  ['subjects', 'startFlowCapture', 'createFlowLogs', 'case'].some((member) => given(raw, member))
    ? []
    : [problemAt(raw, 'subjects', 'subjects, or startFlowCapture, or createFlowLogs, or case')];

const WITH_CASE = new Set(['source', 'reason', 'case', 'rounds']);

/** A case that is opened again keeps its own plan. */
const nothingBesideCase = (raw: Raw): readonly Problem[] =>
  given(raw, 'case')
    ? Object.keys(raw)
        .filter((member) => given(raw, member) && !WITH_CASE.has(member))
        .map((member) => problemAt(raw, member, 'nothing: a case that is opened again keeps its own plan'))
    : [];

/** What says with whom, which way and where, but not who. */
const needsSubjects = (raw: Raw): readonly Problem[] => {
  const loose = ['peers', 'ports', 'protocols', 'direction'].filter((member) => given(raw, member));
  if (given(raw, 'subjects') || loose.length === 0 || somethingToDo(raw).length > 0) return [];
  return [problemAt(raw, 'subjects', `subjects for ${loose.join(', ')}`)];
};

const namedSubjects = (texts: readonly string[]): readonly NamedSubject[] =>
  texts.flatMap((text) => namedSubject(text) ?? []);

const askedOf = (request: ManualRequest): Asked => {
  const named = namedSubjects(request.subjects);
  const networks = named.flatMap(({ network }) => network ?? []);
  return {
    subjects: networks.length < named.length ? [...networks, undefined] : networks,
    peers: request.peers.flatMap((text) => parseCidr(text) ?? []),
    ports: request.ports.flatMap((value) => parsePortRange(value) ?? []),
    protocols: request.protocols.flatMap((value) => protocolNumber(value) ?? []),
    ...(request.direction === undefined ? {} : { direction: request.direction }),
  };
};

/** The parts of a lead that a request tells. */
export type RequestedLead = Pick<
  Lead,
  'type' | 'severity' | 'account' | 'region' | 'subjects' | 'tuples' | 'notes' | 'request' | 'reopens'
>;

const subjectsOf = (request: ManualRequest): readonly Subject[] =>
  namedSubjects(request.subjects).flatMap(({ subjects }) => subjects);

const overridesOf = (request: ManualRequest): NonNullable<Lead['request']> => {
  const { rounds, roundIntervalSeconds, minimumFlowAgeSeconds, flowLogs } = request;
  return {
    ...(rounds === undefined ? {} : { rounds }),
    ...(roundIntervalSeconds === undefined ? {} : { roundIntervalSeconds }),
    ...(minimumFlowAgeSeconds === undefined ? {} : { minimumFlowAgeSeconds }),
    ...(flowLogs === undefined ? {} : { flowLogs }),
    ...verbatimCalls(request),
  };
};

/** Reads the request in our own words, with everything that is wrong with it. */
export const readRequest = (value: unknown): Checked<RequestedLead> => {
  const reading = checked(manualRequest, value, [somethingToDo, nothingBesideCase, needsSubjects, callProblems]);
  if ('problems' in reading) return reading;
  const request = reading.value;
  const asked = askedOf(request);
  const count = tupleCount(asked);
  if (count > MAX_REQUEST_TUPLES) {
    const allowed = `at most ${MAX_REQUEST_TUPLES} combinations of subjects, peers and ports`;
    return { problems: [{ path: '(root)', problem: 'too large', allowed, value: `${count} combinations` }] };
  }
  return {
    value: {
      type: request.reason,
      severity: request.severity,
      ...(request.account === undefined ? {} : { account: request.account }),
      ...(request.region === undefined ? {} : { region: request.region }),
      subjects: subjectsOf(request),
      tuples: requestTuples(asked),
      notes: [],
      request: overridesOf(request),
      ...(request.case === undefined ? {} : { reopens: request.case }),
    },
  };
};
