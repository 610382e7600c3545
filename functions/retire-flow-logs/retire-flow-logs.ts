import type { FlowLogLease } from '../lib/domain/flow-log.ts';
import { isDue } from '../lib/domain/flow-log-lease.ts';
import { ownerOf } from '../lib/domain/flow-log-tags.ts';
import type { PolicySource } from '../lib/ports/policy-source.ts';
import { type AdoptOrphansDeps, adoptOrphans } from './adopt-orphans.ts';
import type { RetireFlowLogsOutput } from './contract.ts';
import { endIfRemoved, type RetireLeaseDeps, retireLease } from './retire-lease.ts';

export type RetireFlowLogsDeps = Omit<AdoptOrphansDeps & RetireLeaseDeps, 'owner'> & {
  readonly policy: PolicySource;
  /** Deletions in one run; the rest waits for the next. */
  readonly maximumDeletions: number;
};

/** Leases that were never tried come first, so that those which keep failing hold nobody up; then the oldest end. */
const byTurn = (a: FlowLogLease, b: FlowLogLease): number => a.attempts - b.attempts || a.untilMs - b.untilMs;

const inStatus = (leases: readonly FlowLogLease[], status: FlowLogLease['status']): readonly FlowLogLease[] =>
  leases.filter((lease) => lease.status === status);

/** Ends what has ended: first every flow log of ours that has no lease gets one, then flow logs whose lease is over are
 * deleted. It needs no case to be running, and it is safe to run twice and at the same time.
 * @throws what makes our own records or the policy unreadable; all else is counted */
export const retireFlowLogs = (deps: RetireFlowLogsDeps) => async (): Promise<RetireFlowLogsOutput> => {
  const shared = { ...deps, owner: ownerOf(deps.home) };
  const { policy } = await deps.policy.load();
  const { adopted, unreadable } = await adoptOrphans(shared, policy);
  const open = await deps.leases.listOpen();
  const nowMs = deps.clock.nowMs();
  const due = open.filter((lease) => isDue(lease, nowMs)).toSorted(byTurn);
  const more = due.length > deps.maximumDeletions;
  const ended: FlowLogLease[] = [];
  for (const lease of due.slice(0, deps.maximumDeletions)) ended.push(await retireLease(shared, lease));
  const waiting = more ? [] : inStatus(open, 'NEEDS_OPERATOR');
  for (const lease of waiting) ended.push(await endIfRemoved(shared, lease));
  const counts = {
    retired: inStatus(ended, 'RETIRED').length,
    active: inStatus(open, 'ACTIVE').filter(({ untilMs }) => untilMs > nowMs).length,
    failed: inStatus(ended, 'ACTIVE').filter(({ untilMs }) => untilMs <= nowMs).length,
    needOperator: inStatus(ended, 'NEEDS_OPERATOR').filter((lease) => !waiting.includes(lease)).length,
    adopted,
    unreadable,
    more,
  };
  deps.log.info('flow logs swept', counts);
  return { ...counts, leases: [] };
};
