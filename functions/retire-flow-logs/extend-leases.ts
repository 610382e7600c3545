import type { Clock } from '../lib/domain/clock.ts';
import type { FlowLogLease } from '../lib/domain/flow-log.ts';
import { extendLease, isExtendable } from '../lib/domain/flow-log-lease.ts';
import type { ExtendOrder, LeaseChange } from './contract.ts';
import { changeOf, type OrderedLeasesDeps, orderedLeases, tellOnce } from './ordered-leases.ts';

export type ExtendLeasesDeps = OrderedLeasesDeps & { readonly clock: Clock };

/** An order, and the execution that carries it. */
export interface Ordered<Order> {
  readonly order: Order;
  readonly executionArn: string;
}

const extendOne = async (
  deps: ExtendLeasesDeps,
  { order, executionArn }: Ordered<ExtendOrder>,
  lease: FlowLogLease,
): Promise<LeaseChange> => {
  const { flowLogId, resourceId } = lease;
  const isCase = order.lease.startsWith('c-');
  if (isCase && !lease.caseIds.includes(order.lease))
    return changeOf(lease, 'refused', 'this case does not need it any more');
  const nowMs = deps.clock.nowMs();
  const untilMs = nowMs + Math.round(order.hours * 3_600_000);
  const later = await deps.leases.update(flowLogId, (current) =>
    extendLease(current.caseIds[0] ?? order.lease, untilMs)(current),
  );
  if (!isExtendable(later)) return changeOf(later, 'refused', 'it has ended, or is being deleted');
  if (later.untilMs !== untilMs) return changeOf(later, 'kept', 'it lasts longer already');
  for (const caseId of isCase ? [order.lease] : later.caseIds)
    await tellOnce(deps, caseId, {
      atMs: nowMs,
      what: 'flow log extended by hand',
      details: {
        flowLogId,
        resourceId,
        leaseUntil: new Date(untilMs).toISOString(),
        by: order.actor,
        execution: executionArn,
      },
    });
  return changeOf(later, 'extended', `${order.hours} h from now`);
};

/** Moves the ends of leases to `hours` from now, where that is later. Running it twice moves them on by the moment in
 * between, and tells the cases once. */
export const extendLeases =
  (deps: ExtendLeasesDeps) =>
  async (ordered: Ordered<ExtendOrder>): Promise<readonly LeaseChange[]> => {
    const changes: LeaseChange[] = [];
    for (const lease of await orderedLeases(deps, ordered.order.lease))
      changes.push(await extendOne(deps, ordered, lease));
    return changes;
  };
