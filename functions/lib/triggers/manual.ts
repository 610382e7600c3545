import { canonicalJson, jsonValueOf } from '../domain/canonical-json.ts';
import type { Problem, TriggerReading } from '../domain/lead.ts';
import { placeOfArn } from './aws-ids.ts';
import { type Checked, given, isRaw, rawOf } from './manual/checked.ts';
import { readCreateFlowLogs } from './manual/create-flow-logs.ts';
import { type RequestedLead, readRequest } from './manual/request.ts';
import { readStartFlowCapture } from './manual/start-flow-capture.ts';
import type { TriggerReader } from './trigger-reader.ts';

export { subjectFromId } from './manual/subject-from-id.ts';

/** An analyst's request is urgent: there is a person who waits. */
const SEVERITY = 10;
/** Violations listed one by one; a request that has more is not worth reading on. */
const MAX_PROBLEMS = 200;
/** Violations that the reason names; all are in the list. */
const MAX_NAMED = 3;

const nothingElse = { severity: SEVERITY, subjects: [], tuples: [], notes: [] };

/** The JSON that `aws network-firewall start-flow-capture --cli-input-json` takes. */
const captureLead = (value: unknown): Checked<RequestedLead> => {
  const reading = readStartFlowCapture(value);
  if ('problems' in reading) return reading;
  const { account, region } = placeOfArn(reading.value.firewallArn);
  return {
    value: {
      ...nothingElse,
      type: 'start-flow-capture',
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
      request: { captures: [reading.value] },
    },
  };
};

/** The JSON that `aws ec2 create-flow-logs --cli-input-json` takes. */
const flowLogsLead = (value: unknown): Checked<RequestedLead> => {
  const reading = readCreateFlowLogs(value);
  return 'problems' in reading
    ? reading
    : { value: { ...nothingElse, type: 'create-flow-logs', request: { createFlowLogs: [reading.value] } } };
};

type Form = (value: unknown) => Checked<RequestedLead>;

/** Which of the three forms a value has, by its members alone. */
const formOf = (value: unknown): Form | undefined => {
  const raw = rawOf(value);
  const has = (...members: readonly string[]) => members.some((member) => given(raw, member));
  if (raw.source === 'manual') return readRequest;
  if (has('detail-type', 'detail')) return undefined;
  if (has('startFlowCapture', 'createFlowLogs') || (has('subjects') && has('reason'))) return readRequest;
  if (has('FirewallArn', 'FlowFilters')) return captureLead;
  if (has('ResourceIds') || (has('ResourceType') && has('TrafficType', 'LogDestinationType', 'LogDestination')))
    return flowLogsLead;
  return undefined;
};

const atMost = (problems: readonly Problem[]): readonly Problem[] =>
  problems.length <= MAX_PROBLEMS
    ? problems
    : [
        ...problems.slice(0, MAX_PROBLEMS - 1),
        {
          path: '(root)',
          problem: `wrong in ${problems.length - MAX_PROBLEMS + 1} more places`,
          allowed: 'as for the places above',
        },
      ];

const refused = (problems: readonly Problem[]): TriggerReading => {
  const named = problems.slice(0, MAX_NAMED).map(({ path, problem, allowed }) => `${path} is ${problem} (${allowed})`);
  const more = problems.length > named.length ? `; and ${problems.length - named.length} more` : '';
  return { outcome: 'refused', reason: `${named.join('; ')}${more}`, problems: atMost(problems) };
};

/** Reads an analyst's request, in our words or as the JSON that the AWS CLI takes. Every violation is listed. Each
 * execution is a case of its own: asking twice means wanting it twice. */
export const readManual = (value: unknown): TriggerReading => {
  const reading = (formOf(value) ?? readRequest)(value);
  if ('problems' in reading) return refused(reading.problems);
  return {
    outcome: 'lead',
    lead: {
      ...reading.value,
      source: 'manual',
      key: ['manual', canonicalJson(jsonValueOf(value))],
      perExecution: true,
      drill: false,
      archived: false,
    },
  };
};

/** Requests of analysts, from the command line, the console or any other caller of the state machine. */
export const manualReader: TriggerReader = {
  source: 'manual',
  recognises: ({ value }) => isRaw(value) && formOf(value) !== undefined,
  read: ({ value }) => [readManual(value)],
};
