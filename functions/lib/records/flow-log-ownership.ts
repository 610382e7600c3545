import type { FlowLogDescription, FlowLogLease } from '../domain/flow-log.ts';
import { isRecorded } from '../domain/flow-log-coverage.ts';
import { newLease, reviveLease } from '../domain/flow-log-lease.ts';
import { claimedOwnership } from '../domain/flow-log-tags.ts';
import type { CaseStore, LeaseStore } from '../ports/case-store.ts';
import type { AccountRegion } from '../ports/flow-logs.ts';

export interface OwnershipDeps {
  readonly leases: Pick<LeaseStore, 'find' | 'create' | 'update'>;
  readonly cases: Pick<CaseStore, 'listFlowLogs'>;
  /** Our value of the owner tag. */
  readonly owner: string;
}

/** A flow log as somebody found it, and the end it gets when a crash has left it without a lease. */
export interface FoundFlowLog {
  readonly at: AccountRegion;
  readonly flowLog: FlowLogDescription;
  readonly nowMs: number;
  /** Used when the tag names no end. */
  readonly untilMs: number;
}

export interface OwnLease {
  readonly lease: FlowLogLease;
  /** The lease was given now. */
  readonly adopted: boolean;
}

/** The lease of a flow log of ours, or undefined when it is not ours. Ours is what carries our tags and has a lease; or
 * what carries our tags and a case of ours has on record that it asked for it: that one gets its lease now. A lease that
 * was ended although the flow log lives on is opened again.
 * Safe to run twice and at the same time: one lease is written. */
export const leaseOfOurs = ({ leases, cases, owner }: OwnershipDeps) => {
  /** `create` shows the lease in the list of open ones again; it does not replace it. */
  const revived = async (lease: FlowLogLease, nowMs: number): Promise<OwnLease> => {
    if (reviveLease(nowMs)(lease) === lease) return { lease, adopted: false };
    await leases.create(lease);
    return { lease: await leases.update(lease.flowLogId, reviveLease(nowMs)), adopted: true };
  };

  return async (found: FoundFlowLog): Promise<OwnLease | undefined> => {
    const { flowLogId, resourceId, tags } = found.flowLog;
    const claimed = claimedOwnership(tags, owner);
    if (claimed === undefined) return undefined;
    const known = await leases.find(flowLogId);
    if (known !== undefined) return await revived(known, found.nowMs);
    if (!isRecorded(found.flowLog, await cases.listFlowLogs(claimed.caseId), owner)) return undefined;
    const untilMs = claimed.leaseUntilMs ?? found.untilMs;
    const lease = newLease({ flowLogId, resourceId, ...found.at, createdAtMs: found.nowMs, untilMs }, claimed.caseId);
    if (await leases.create(lease)) return { lease, adopted: true };
    return { lease: (await leases.find(flowLogId)) ?? lease, adopted: false };
  };
};
