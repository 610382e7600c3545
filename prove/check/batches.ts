import type { CaptureRecord } from '../../functions/lib/domain/capture.ts';
import type { Operation } from '../../simulator/services/network-firewall/operation.ts';
import { filtersOf, isAt, wantedBy } from './operations.ts';
import { type Seen, type Violation, violation } from './seen.ts';

const FILTERS_PER_OPERATION = 20;
/** Longest from when a capture is asked for until it stands in the queue, where nothing fails. */
const QUEUED_WITHIN_MS = 20_000;
/** So many at most are read for one operation. */
const LOOKED_AT = 120;

interface Served {
  readonly record: CaptureRecord;
  readonly wanted: readonly string[];
  readonly startedAtMs: number;
}

/** Of those that waited when the operation started and were served by a later one: who would have fitted into it? */
const leftBehind = (operation: Operation, served: readonly Served[]): readonly Served[] => {
  const there = filtersOf(operation);
  const members = served.filter(({ record }) => record.operationId === operation.id).length;
  const waited = served.filter(
    ({ record, startedAtMs }) =>
      startedAtMs > operation.startedAtMs && record.askedAtMs < operation.startedAtMs - QUEUED_WITHIN_MS,
  );
  if (members + waited.length > LOOKED_AT) return [];
  return waited.filter(({ wanted }) => new Set([...there, ...wanted]).size <= FILTERS_PER_OPERATION);
};

/** Where nothing fails, an operation with room for a waiting capture takes it along: no more are started than 20 filters
 * each make necessary at that moment. Rounds of equal terms only, as a storm's are. */
export const checkBatches = ({ world, records }: Seen): readonly Violation[] => {
  const startedAt = new Map(world.sim.operations.map(({ id, startedAtMs }) => [id, startedAtMs]));
  const all = records.captures.flatMap((record): readonly Served[] => {
    const startedAtMs = startedAt.get(record.operationId ?? '');
    return startedAtMs === undefined ? [] : [{ record, wanted: wantedBy(record), startedAtMs }];
  });
  const bySlot = Map.groupBy(all, ({ record: { plan } }) => `${plan.firewallArn}#${plan.slotZone}`);
  return world.sim.operations.flatMap((operation) => {
    const served = (bySlot.get(`${operation.firewallArn}#${operation.zone}`) ?? []).filter(({ record }) =>
      isAt(record, operation),
    );
    const left = leftBehind(operation, served).length;
    return left === 0
      ? []
      : [violation('left-behind', `operation ${operation.id} in ${operation.zone} had room for ${left} that waited`)];
  });
};
