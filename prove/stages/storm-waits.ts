import type { Seen } from '../check/seen.ts';

/** Milliseconds of simulated time. */
export interface WaitTimes {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface SeverityTimes extends WaitTimes {
  readonly severity: number;
}

/** How long one case waited for its first capture. */
interface Wait {
  readonly severity: number;
  readonly ms: number;
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** From when the event was delivered to when the case's first operation started. */
export const waitsOf = ({ world, records }: Seen): readonly Wait[] => {
  const startedAt = new Map(world.sim.operations.map(({ id, startedAtMs }) => [id, startedAtMs]));
  const deliveredAt = new Map(world.executions.map(({ executionArn, startedAtMs }) => [executionArn, startedAtMs]));
  const first = new Map<string, number>();
  for (const { caseId, operationId = '' } of records.captures) {
    const at = startedAt.get(operationId) ?? Number.POSITIVE_INFINITY;
    first.set(caseId, Math.min(first.get(caseId) ?? Number.POSITIVE_INFINITY, at));
  }
  return records.cases.flatMap(({ caseId, executionArn, plan: { lead } }) => {
    const ms = (first.get(caseId) ?? Number.NaN) - (deliveredAt.get(executionArn) ?? Number.NaN);
    return Number.isFinite(ms) ? [{ severity: lead?.severity ?? 0, ms }] : [];
  });
};

export const waitTimes = (waits: readonly Wait[]): WaitTimes => {
  const sorted = waits.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return { p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
};

/** Most severe first. */
export const timesBySeverity = (waits: readonly Wait[]): readonly SeverityTimes[] =>
  [...Map.groupBy(waits, ({ severity }) => severity)]
    .toSorted(([a], [b]) => b - a)
    .map(([severity, some]) => ({ severity, ...waitTimes(some) }));
