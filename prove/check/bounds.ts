import type { Operation } from '../../simulator/services/network-firewall/operation.ts';
import { type Seen, type Violation, violation } from './seen.ts';

const HOUR_MS = 3_600_000;

/** Places where more than `maximum` operations started within less than an hour, by the world's own clock. */
const overBound = (
  operations: readonly Operation[],
  placeOf: (operation: Operation) => string,
  maximum: number,
): readonly Violation[] =>
  [...Map.groupBy(operations, placeOf)].flatMap(([place, started]) => {
    const times = started.map(({ startedAtMs }) => startedAtMs).toSorted((a, b) => a - b);
    const over = times.findIndex(
      (atMs, index) => (times[index + maximum] ?? Number.POSITIVE_INFINITY) - atMs < HOUR_MS,
    );
    return over < 0 ? [] : [violation('over-bound', `more than ${maximum} captures in an hour: ${place}`)];
  });

/** Operations that we started keep within the bounds of an hour, on each target and in each account. */
export const checkBounds = ({ world }: Seen): readonly Violation[] => {
  const ours = world.sim.operations.filter(({ id }) => !world.foreignOperationIds.has(id));
  const { perTarget, perAccount } = world.bounds;
  return [
    ...overBound(ours, ({ firewallArn, zone }) => `${firewallArn} in ${zone}`, perTarget),
    ...overBound(ours, ({ account }) => account, perAccount),
  ];
};
