import type { FlowLogLease } from './flow-log.ts';

/** Failed deletions after which a person must look. */
export const MAX_DELETION_ATTEMPTS = 5;
/** Pause after the first failed deletion; it doubles with each one. */
const FIRST_PAUSE_MS = 5 * 60_000;

/** How long a description may lag behind a deletion, at most. */
const LISTING_LAG_MS = 60 * 60_000;

/** What came of ending a flow log. `not-ours`: it exists, but our tag is gone or another's. */
export type RemovalOutcome = 'deleted' | 'not-found' | 'access-denied' | 'not-ours' | 'failed';

/** A new lease, for a flow log that exists. */
export const newLease = (
  flowLog: Pick<FlowLogLease, 'flowLogId' | 'resourceId' | 'account' | 'region' | 'createdAtMs' | 'untilMs'>,
  caseId: string,
): FlowLogLease => ({
  flowLogId: flowLog.flowLogId,
  resourceId: flowLog.resourceId,
  account: flowLog.account,
  region: flowLog.region,
  createdAtMs: flowLog.createdAtMs,
  untilMs: flowLog.untilMs,
  caseIds: [caseId],
  status: 'ACTIVE',
  attempts: 0,
});

/** Can a case still rely on this flow log? */
export const isExtendable = (lease: FlowLogLease): boolean =>
  lease.status === 'ACTIVE' || lease.status === 'NEEDS_OPERATOR';

/** Lets one more case need the flow log: the later end counts, and deletions that failed start afresh at the new end.
 * A lease that is being retired stays as it is. */
export const extendLease =
  (caseId: string, untilMs: number) =>
  (lease: FlowLogLease): FlowLogLease => {
    if (!isExtendable(lease)) return lease;
    const known = lease.caseIds.includes(caseId);
    const later = untilMs > lease.untilMs;
    if (known && !later) return lease;
    const caseIds = known ? lease.caseIds : [...lease.caseIds, caseId];
    if (!later) return { ...lease, caseIds };
    const { notBeforeMs: _pause, reason: _reason, ...rest } = lease;
    return { ...rest, caseIds, untilMs, status: 'ACTIVE', attempts: 0 };
  };

/** Ends a lease now, where this case alone needs it. Unchanged where another case does, or it has ended. */
export const endLeaseEarly =
  (caseId: string, nowMs: number) =>
  (lease: FlowLogLease): FlowLogLease =>
    lease.status === 'ACTIVE' && lease.untilMs > nowMs && lease.caseIds.every((id) => id === caseId)
      ? { ...lease, untilMs: nowMs }
      : lease;

/** Ends a case's need of the flow log: the lease ends now where this case alone needs it, and goes on for the others where
 * they do. Unchanged where the case does not need it, or the lease has ended. */
export const leaveLease =
  (caseId: string, nowMs: number) =>
  (lease: FlowLogLease): FlowLogLease => {
    const others = lease.caseIds.filter((id) => id !== caseId);
    if (lease.status !== 'ACTIVE' || others.length === lease.caseIds.length) return lease;
    return others.length > 0 ? { ...lease, caseIds: others } : endLeaseEarly(caseId, nowMs)(lease);
  };

/** Has it ended, and may its deletion be tried now? A deletion that was begun is always due. */
export const isDue = (lease: FlowLogLease, nowMs: number): boolean =>
  lease.status === 'RETIRING' ||
  (lease.status === 'ACTIVE' && lease.untilMs <= nowMs && (lease.notBeforeMs ?? 0) <= nowMs);

/** Claims a lease for deletion, so that no case extends a flow log that is about to go. Unchanged when it is not due. */
export const beginRetirement =
  (nowMs: number) =>
  (lease: FlowLogLease): FlowLogLease =>
    lease.status !== 'RETIRING' && isDue(lease, nowMs) ? { ...lease, status: 'RETIRING', retiredAtMs: nowMs } : lease;

const needsOperator = {
  'access-denied': 'DeleteFlowLogs was denied; remove the flow log by hand, or allow the call',
  'not-ours': 'the flow log no longer carries our owner tag, so it was left alone',
  failed: `DeleteFlowLogs failed ${MAX_DELETION_ATTEMPTS} times`,
};

/** Records what came of a deletion. Unchanged when somebody else has finished it. */
export const endRetirement =
  (outcome: RemovalOutcome, nowMs: number) =>
  (lease: FlowLogLease): FlowLogLease => {
    if (lease.status !== 'RETIRING') return lease;
    if (outcome === 'deleted') return { ...lease, status: 'RETIRED', reason: 'deleted' };
    if (outcome === 'not-found') return { ...lease, status: 'RETIRED', reason: 'was gone already' };
    const { retiredAtMs: _began, ...rest } = lease;
    const attempts = lease.attempts + 1;
    if (outcome === 'failed' && attempts < MAX_DELETION_ATTEMPTS) {
      return { ...rest, status: 'ACTIVE', attempts, notBeforeMs: nowMs + FIRST_PAUSE_MS * 2 ** (attempts - 1) };
    }
    return { ...rest, status: 'NEEDS_OPERATOR', attempts, reason: needsOperator[outcome] };
  };

/** Ends a lease that waited for an operator, once the flow log is gone. */
export const endAfterOperator =
  (nowMs: number) =>
  (lease: FlowLogLease): FlowLogLease =>
    lease.status === 'NEEDS_OPERATOR'
      ? { ...lease, status: 'RETIRED', retiredAtMs: nowMs, reason: 'was removed by somebody else' }
      : lease;

/** Opens a lease again whose flow log is still listed long after it was thought gone: a listing had not shown it. */
export const reviveLease =
  (nowMs: number) =>
  (lease: FlowLogLease): FlowLogLease => {
    if (lease.status !== 'RETIRED' || nowMs - (lease.retiredAtMs ?? 0) < LISTING_LAG_MS) return lease;
    const { retiredAtMs: _ended, reason: _reason, ...rest } = lease;
    return { ...rest, status: 'ACTIVE', attempts: 0 };
  };
