import type { PreparedCall } from '../aws/dispatch.ts';
import type { FaultMode } from '../aws/fault-modes.ts';
import type { ScheduleResult } from '../run-schedule.ts';
import { processTime } from '../time/process.ts';
import { faultsOfOutage } from './outages.ts';
import { playFinding, type SinglesContext } from './single-faults.ts';

type FaultAt = (n: number, call: PreparedCall) => FaultMode | undefined;

/** The first `times` calls that match suffer. */
const onCalls = (matches: (call: PreparedCall) => boolean, mode: FaultMode, times = 1): FaultAt => {
  let left = times;
  return (_, call) => {
    if (left === 0 || !matches(call)) return undefined;
    left -= 1;
    return mode;
  };
};

const isOperation =
  (name: string) =>
  (call: PreparedCall): boolean =>
    call.operation === name;
const isNextPage = (call: PreparedCall): boolean =>
  call.operation === 'ListFlowOperationResults' && call.parameters.NextToken !== undefined;

/** Writes of leases fail for as long as the case lives: only the sweeper can give the flow log its lease. */
const isLease = ({ operation, parameters }: PreparedCall): boolean =>
  operation === 'PutItem' && JSON.stringify(parameters.Item).startsWith('{"pk":{"S":"LEASE');

const UNTOLD_MS = 16_000;

/** Whoever starts an operation dies before telling its capture, and for a while so does whoever reads that. */
const untold = (): FaultAt => {
  const time = processTime();
  let victim: string | undefined;
  let untilMs = 0;
  return (_, { operation, parameters }) => {
    const text = JSON.stringify(parameters.Item ?? parameters.Key ?? '');
    if (
      victim === undefined &&
      operation === 'PutItem' &&
      text.includes('{"S":"SLOT"}') &&
      text.includes('"STARTED"')
    ) {
      [victim] = /c-[0-9a-f]{40}/.exec(text) ?? [];
      untilMs = time.nowMs() + UNTOLD_MS;
      return 'crash-after';
    }
    const isVictim = victim !== undefined && text.includes(victim) && text.includes('CAPTURE#');
    return operation === 'GetItem' && isVictim && time.nowMs() < untilMs ? 'crash-before' : undefined;
  };
};

/** Recoveries that chance takes too rarely. */
const situations: readonly (() => FaultAt)[] = [
  () => onCalls(isOperation('StartFlowCapture'), 'lost'),
  () => onCalls(isOperation('StartFlowCapture'), 'drop'),
  () => onCalls(isOperation('StartFlowCapture'), 'drop', 3),
  () => onCalls(isOperation('StartFlowCapture'), 'delayed', 2),
  () => onCalls(isOperation('StartFlowCapture'), 'refused'),
  () => onCalls(isNextPage, 'refused'),
  () => onCalls(isNextPage, 'refused', 20),
  () => onCalls(isOperation('CreateFlowLogs'), 'lost'),
  () => {
    const failing = faultsOfOutage(processTime(), { from: 1, service: 'dynamodb', mode: 'error-before' });
    return (n, call) => (isLease(call) ? failing(n, call) : undefined);
  },
];

/** The same, while another case wants the slot. */
const withRival: readonly (() => FaultAt)[] = [untold];

export const directedCount = situations.length + withRival.length;

/** One finding whose flows fill more than a page, in the situation with this index. */
export const directed = (context: SinglesContext, index: number): Promise<ScheduleResult> => {
  const situation = [...situations, ...withRival][index];
  if (!situation) throw new RangeError(`no situation ${index}`);
  return playFinding(context, situation(), { hard: true, rival: index >= situations.length });
};
