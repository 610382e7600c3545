import type { CaptureRecord } from '../../functions/lib/domain/capture.ts';
import { CLOCK_SKEW_MS } from '../../functions/lib/domain/capture-timing.ts';
import { toApiFilter } from '../../functions/lib/domain/flow-filter-api.ts';
import type { Operation } from '../../simulator/services/network-firewall/operation.ts';
import { type Seen, type Violation, violation } from './seen.ts';

/** A filter as text that is equal for equal filters. */
const filterText = (filter: object): string =>
  JSON.stringify(Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1)));

export const filtersOf = ({ filters }: Operation): ReadonlySet<string> => new Set(filters.map(filterText));
export const wantedBy = ({ plan }: CaptureRecord): readonly string[] =>
  plan.filters.map(({ filter }) => filterText(toApiFilter(filter)));

export const isAt = ({ plan }: CaptureRecord, operation: Operation): boolean =>
  plan.firewallArn === operation.firewallArn && plan.slotZone === operation.zone;

/** Could this operation have been started for that round? */
export const serves = (operation: Operation, record: CaptureRecord): boolean => {
  if (!isAt(record, operation)) return false;
  const there = filtersOf(operation);
  return wantedBy(record).every((filter) => there.has(filter));
};

const nameOf = ({ caseId, captureKey, round }: CaptureRecord): string =>
  `${caseId.slice(0, 10)}/${captureKey}/${round}`;

/** Operations of ours that no round names. Each is allowed only where a round that it would have served ended without an
 * operation and said so; beyond that it is a duplicate. */
const orphanViolations = ({ world, records }: Seen): readonly Violation[] => {
  const named = new Set(records.captures.map(({ operationId }) => operationId));
  const orphans = world.sim.operations.filter(({ id }) => !named.has(id) && !world.foreignOperationIds.has(id));
  const excused = new Set<CaptureRecord>();
  return orphans.flatMap((operation) => {
    const excuse = records.captures.find(
      (record) =>
        record.operationId === undefined &&
        record.status === 'ENDED' &&
        record.grade === 'NEEDS_OPERATOR' &&
        !excused.has(record) &&
        serves(operation, record),
    );
    if (excuse) excused.add(excuse);
    return excuse
      ? []
      : [violation('duplicate-capture', `operation ${operation.id} in ${operation.zone} serves no round`)];
  });
};

const roundViolations = ({ world, records }: Seen): readonly Violation[] => {
  const seen = new Set<string>();
  return records.captures.flatMap((record) => {
    const { operationId, caseId, captureKey } = record;
    if (operationId === undefined) return [];
    const key = JSON.stringify([caseId, captureKey, operationId]);
    const repeated = seen.has(key);
    seen.add(key);
    const operation = world.sim.operations.find(({ id }) => id === operationId);
    if (repeated) return [violation('shared-rounds', `${nameOf(record)} has the operation of another round`)];
    if (!operation) return [violation('unknown-operation', `${nameOf(record)} names an operation that never was`)];
    if (operation.startedAtMs < record.askedAtMs - CLOCK_SKEW_MS)
      return [violation('wrong-operation', `${nameOf(record)} has an operation from before it was asked for`)];
    return serves(operation, record)
      ? []
      : [violation('wrong-operation', `${nameOf(record)} was not served by its operation`)];
  });
};

const addressesOf = (filter: Operation['filters'][number]): readonly string[] =>
  [filter.SourceAddress, filter.DestinationAddress].map((end) =>
    (end?.AddressDefinition ?? 'any').replace(/\/(32|128)$/, ''),
  );

const narrowViolations = ({ world }: Seen): readonly Violation[] => {
  const subjects = new Set(world.network.subjects.map(({ address }) => address));
  return world.sim.operations
    .filter(({ id }) => !world.foreignOperationIds.has(id))
    .flatMap(({ id, kind, filters }) => {
      if (kind !== 'FLOW_CAPTURE') return [violation('flush', `operation ${id} is a flush`)];
      const count = filters.length;
      if (count < 1 || count > 20) return [violation('filter-count', `operation ${id} has ${count} filters`)];
      const wide = filters.some((filter) => !addressesOf(filter).some((address) => subjects.has(address)));
      return wide ? [violation('broad-filter', `operation ${id} names no subject`)] : [];
    });
};

/** S1, S2, S7: one operation a round, of exactly its filters, each of them narrow; never a flush. */
export const checkOperations = (seen: Seen): readonly Violation[] => [
  ...orphanViolations(seen),
  ...roundViolations(seen),
  ...narrowViolations(seen),
];
