import type { FlowLogDescription, FlowLogLease } from '../domain/flow-log.ts';
import { isRecorded } from '../domain/flow-log-coverage.ts';
import { newLease } from '../domain/flow-log-lease.ts';
import { claimedOwnership } from '../domain/flow-log-tags.ts';
import type { CaseStore, LeaseStore } from '../ports/case-store.ts';
import type { AccountRegion } from '../ports/flow-logs.ts';

export interface OwnershipDeps {
  readonly leases: Pick<LeaseStore, 'find' | 'create'>;
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

/** The lease of a flow log of ours, or undefined when it is not ours. Ours is what carries our tags and has a lease; or
 * what carries our tags and a case of ours has on record that it asked for it: that one gets its lease now.
 * Safe to run twice and at the same time: one lease is written. */
export const leaseOfOurs =
  ({ leases, cases, owner }: OwnershipDeps) =>
  async (found: FoundFlowLog): Promise<{ readonly lease: FlowLogLease; readonly adopted: boolean } | undefined> => {
    const { flowLogId, resourceId, tags } = found.flowLog;
    const claimed = claimedOwnership(tags, owner);
    if (claimed === undefined) return undefined;
    const known = await leases.find(flowLogId);
    if (known !== undefined) return { lease: known, adopted: false };
    if (!isRecorded(found.flowLog, await cases.listFlowLogs(claimed.caseId), owner)) return undefined;
    const untilMs = claimed.leaseUntilMs ?? found.untilMs;
    const lease = newLease({ flowLogId, resourceId, ...found.at, createdAtMs: found.nowMs, untilMs }, claimed.caseId);
    if (await leases.create(lease)) return { lease, adopted: true };
    return { lease: (await leases.find(flowLogId)) ?? lease, adopted: false };
  };
