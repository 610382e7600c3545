import type { Clock } from '../lib/domain/clock.ts';
import type { FlowLogLease } from '../lib/domain/flow-log.ts';
import { beginRetirement, endAfterOperator, endRetirement, type RemovalOutcome } from '../lib/domain/flow-log-lease.ts';
import { claimedOwnership } from '../lib/domain/flow-log-tags.ts';
import type { CaseStore, LeaseStore } from '../lib/ports/case-store.ts';
import type { FlowLogs } from '../lib/ports/flow-logs.ts';
import type { Log } from '../lib/ports/log.ts';

export interface RetireLeaseDeps {
  readonly cases: Pick<CaseStore, 'addTimeline'>;
  readonly leases: LeaseStore;
  readonly flowLogs: FlowLogs;
  /** Our value of the owner tag. */
  readonly owner: string;
  readonly clock: Clock;
  readonly log: Log;
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** Deletes a flow log that has a lease, if it still carries our tags. Whatever stops that is a value. */
const remove = async ({ flowLogs, owner, log }: RetireLeaseDeps, lease: FlowLogLease): Promise<RemovalOutcome> => {
  const at = { account: lease.account, region: lease.region };
  try {
    const existing = await flowLogs.describe(at, [lease.resourceId]);
    const flowLog = existing.find(({ flowLogId }) => flowLogId === lease.flowLogId);
    if (flowLog === undefined) return 'not-found';
    if (claimedOwnership(flowLog.tags, owner) === undefined) return 'not-ours';
    return await flowLogs.delete(at, lease.flowLogId);
  } catch (error) {
    log.warn('a flow log could not be deleted', { flowLogId: lease.flowLogId, error: nameOf(error) });
    return 'failed';
  }
};

/** One line in each case that needed the flow log; made of the lease alone, so that a repeat changes nothing. */
const tellCases = async (
  { cases }: RetireLeaseDeps,
  lease: FlowLogLease,
  what: string,
  atMs: number,
): Promise<void> => {
  const { flowLogId, resourceId } = lease;
  for (const caseId of lease.caseIds) {
    await cases.addTimeline(caseId, { atMs, actor: 'retire-flow-logs', what, details: { flowLogId, resourceId } });
  }
};

/** Ends one lease that is due. Claimed first, so that no case relies on a flow log that is about to go; safe to run
 * twice, because the claim stays until the outcome is on record, and "not found" is success.
 * @returns the lease as it is now: RETIRED, NEEDS_OPERATOR, or ACTIVE (extended meanwhile, or to be tried again) */
export const retireLease = async (deps: RetireLeaseDeps, due: FlowLogLease): Promise<FlowLogLease> => {
  const claimed = await deps.leases.update(due.flowLogId, beginRetirement(deps.clock.nowMs()));
  if (claimed.status !== 'RETIRING') return claimed;
  const outcome = await remove(deps, claimed);
  const nowMs = deps.clock.nowMs();
  if (outcome === 'deleted' || outcome === 'not-found') {
    await tellCases(deps, claimed, 'flow log ended', claimed.retiredAtMs ?? nowMs);
  }
  const ended = await deps.leases.update(due.flowLogId, endRetirement(outcome, nowMs));
  if (ended.status === 'NEEDS_OPERATOR') {
    await tellCases(deps, ended, 'flow log left for an operator', nowMs);
    deps.log.warn('a flow log needs an operator', { flowLogId: due.flowLogId, outcome, attempts: ended.attempts });
  }
  return ended;
};

/** Ends a lease that waited for an operator, when the flow log is gone. It only reads AWS, so it may run each time. */
export const endIfRemoved = async (deps: RetireLeaseDeps, lease: FlowLogLease): Promise<FlowLogLease> => {
  try {
    const at = { account: lease.account, region: lease.region };
    const existing = await deps.flowLogs.describe(at, [lease.resourceId]);
    if (existing.some(({ flowLogId }) => flowLogId === lease.flowLogId)) return lease;
  } catch (error) {
    deps.log.warn('a flow log cannot be looked up', { flowLogId: lease.flowLogId, error: nameOf(error) });
    return lease;
  }
  return await deps.leases.update(lease.flowLogId, endAfterOperator(deps.clock.nowMs()));
};
