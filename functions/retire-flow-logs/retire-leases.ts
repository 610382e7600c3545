import type { FlowLogLease } from '../lib/domain/flow-log.ts';
import { isDue, leaveLease } from '../lib/domain/flow-log-lease.ts';
import type { LeaseChange, RetireOrder } from './contract.ts';
import type { Ordered } from './extend-leases.ts';
import { changeOf, type OrderedLeasesDeps, orderedLeases, tellOnce } from './ordered-leases.ts';
import { type RetireLeaseDeps, retireLease } from './retire-lease.ts';

export type RetireLeasesDeps = OrderedLeasesDeps & RetireLeaseDeps;

/** What a lease has become after its end was tried. */
const outcomeOf = (lease: FlowLogLease): LeaseChange => {
  if (lease.status === 'RETIRED') return changeOf(lease, 'retired', lease.reason ?? 'has ended');
  if (lease.status === 'NEEDS_OPERATOR')
    return changeOf(lease, 'needs-operator', lease.reason ?? 'a person must delete it');
  return changeOf(lease, 'waits', 'it could not be deleted yet, and will be tried again');
};

/** The case that an order speaks for; undefined where a flow log is named that several cases need. */
const caseOf = ({ lease: named }: RetireOrder, { caseIds }: FlowLogLease): string | undefined => {
  if (named.startsWith('c-')) return named;
  return caseIds.length === 1 ? caseIds[0] : undefined;
};

const retireOne = async (
  deps: RetireLeasesDeps,
  { order, executionArn }: Ordered<RetireOrder>,
  lease: FlowLogLease,
): Promise<LeaseChange> => {
  if (lease.status === 'RETIRED' || lease.status === 'NEEDS_OPERATOR') return outcomeOf(lease);
  const { flowLogId, resourceId } = lease;
  const caseId = caseOf(order, lease);
  if (caseId === undefined)
    return changeOf(lease, 'refused', `${lease.caseIds.length} cases need it: name one of them instead`);
  if (!lease.caseIds.includes(caseId)) return changeOf(lease, 'released', 'this case does not need it, others do');
  const nowMs = deps.clock.nowMs();
  const details = { flowLogId, resourceId, by: order.actor, execution: executionArn };
  await tellOnce(deps, caseId, { atMs: nowMs, what: 'flow log given up by hand', details });
  const left = await deps.leases.update(flowLogId, leaveLease(caseId, nowMs));
  if (!left.caseIds.includes(caseId)) return changeOf(left, 'released', 'other cases still need it');
  return outcomeOf(isDue(left, nowMs) ? await retireLease(deps, left) : left);
};

/** Ends a case's need of its flow logs now. What no other case needs is deleted at once, if it is ours; what others need
 * goes on for them. Safe to run twice: what was given up stays given up, and a deletion goes on where it was left. */
export const retireLeases =
  (deps: RetireLeasesDeps) =>
  async (ordered: Ordered<RetireOrder>): Promise<readonly LeaseChange[]> => {
    const changes: LeaseChange[] = [];
    for (const lease of await orderedLeases(deps, ordered.order.lease))
      changes.push(await retireOne(deps, ordered, lease));
    return changes;
  };
