import type { Counters } from '../domain/flow-join.ts';
import { flowDirections, flowStates } from '../domain/flow-rounds.ts';
import type { ExportFlow } from './export-flow.ts';
import { readFlows } from './flows-file.ts';

const isOneOf = (values: readonly string[], value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && values.includes(value));

const isRounds = (value: unknown): boolean =>
  Array.isArray(value) && value.every((round) => Number.isSafeInteger(round));

const isCounters = (value: unknown): boolean => {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { ageSeconds, packets, bytes }: Partial<Record<keyof Counters, unknown>> = value;
  return [ageSeconds, packets, bytes].every((count) => Number.isSafeInteger(count));
};

type Members = Partial<Record<keyof ExportFlow, unknown>>;

const isCaseFlow = (flow: object): flow is ExportFlow => {
  const { state, direction, rounds, firstRound, lastRound, forward, backward }: Members = flow;
  return (
    isOneOf(flowStates, state) &&
    isOneOf(flowDirections, direction) &&
    (rounds === undefined || isRounds(rounds)) &&
    isCounters(forward) &&
    isCounters(backward) &&
    [firstRound, lastRound].every((round) => round === undefined || Number.isSafeInteger(round))
  );
};

/** Reads a case's `flows.ndjson.gz`: joined flows with their change and direction. What does not read as a change or a
 * direction is left out of the flow. @throws ContractError when a line is no flow of ours */
export const readCaseFlows = async function* (bytes: Uint8Array): AsyncGenerator<ExportFlow> {
  for await (const flow of readFlows(bytes)) {
    if (isCaseFlow(flow)) yield flow;
    else {
      const { source, sourcePort, destination, destinationPort, protocol, ageSeconds, packets, bytes: size } = flow;
      yield { source, sourcePort, destination, destinationPort, protocol, ageSeconds, packets, bytes: size };
    }
  }
};
