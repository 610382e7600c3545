import { COLLATERAL } from '../domain/flow-context.ts';
import type { Counters } from '../domain/flow-join.ts';
import { flowDirections, flowStates } from '../domain/flow-rounds.ts';
import type { ExportFlow } from './export-flow.ts';
import { readFlows } from './flows-file.ts';

type Test = (value: unknown) => boolean;

const oneOf =
  (values: readonly string[]): Test =>
  (value) =>
    typeof value === 'string' && values.includes(value);

const like =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

const isRounds: Test = (value) => Array.isArray(value) && value.every((round) => Number.isSafeInteger(round));

const isCounters: Test = (value) => {
  if (typeof value !== 'object' || value === null) return false;
  const { ageSeconds, packets, bytes }: Partial<Record<keyof Counters, unknown>> = value;
  return [ageSeconds, packets, bytes].every((count) => Number.isSafeInteger(count));
};

const INTERFACE = like(/^[a-z]{2,10}-[0-9a-f]{1,40}$/);

/** What each member may be, where it is there. */
const tests = {
  state: oneOf(flowStates),
  direction: oneOf(flowDirections),
  rounds: isRounds,
  forward: isCounters,
  backward: isCounters,
  firstRound: Number.isSafeInteger,
  lastRound: Number.isSafeInteger,
  firstSeenMs: Number.isSafeInteger,
  lastSeenMs: Number.isSafeInteger,
  protocolName: like(/^[A-Za-z0-9]{1,12}$/),
  matched: like(new RegExp(`^(?:${COLLATERAL}|f-[0-9a-f]{16})$`)),
  sourceInterfaceId: INTERFACE,
  destinationInterfaceId: INTERFACE,
  service: like(/^[a-z0-9-]{1,40}$/),
} satisfies Partial<Record<keyof ExportFlow, Test>>;

const known = Object.entries<Test>(tests);

const isCaseFlow = (flow: object): flow is ExportFlow => {
  const members: Readonly<Record<string, unknown>> = { ...flow };
  return known.every(([name, isRight]) => members[name] === undefined || isRight(members[name]));
};

/** Reads a case's `flows.ndjson.gz`: joined flows with everything that the case knows of them. What does not read as such
 * is left out of the flow.
 * @param name of the file, for messages
 * @throws ContractError when it is damaged, or a line is no flow of ours */
export const readCaseFlows = async function* (bytes: Uint8Array, name?: string): AsyncGenerator<ExportFlow> {
  for await (const flow of readFlows(bytes, name)) {
    if (isCaseFlow(flow)) yield flow;
    else {
      const { source, sourcePort, destination, destinationPort, protocol, ageSeconds, packets, bytes: size } = flow;
      yield { source, sourcePort, destination, destinationPort, protocol, ageSeconds, packets, bytes: size };
    }
  }
};
