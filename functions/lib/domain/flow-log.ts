import type { Address } from './address.ts';

/** What was decided and done for flow logs on one resource of a case. One record for each (resource, role, request). */
export interface FlowLogRecord {
  readonly caseId: string;
  readonly resourceId: string;
  readonly account: string;
  readonly region: string;
  /** `subject`: the trigger names it. `peer`: captured flows revealed it. `verbatim`: the request asked for it. */
  readonly role: 'subject' | 'peer' | 'verbatim';
  /** Which verbatim request, counted from 1 in the order of the plan; absent for the other roles. */
  readonly request?: number;
  /** `asked` is the intent, written before the call: the outcome is not known yet. All others are final but `failed`,
   * which the next run of the step tries again. */
  readonly decision: 'asked' | 'created' | 'extended' | 'already-covered' | 'skipped' | 'failed' | 'dry-run';
  readonly reason: string;
  readonly flowLogId?: string;
  /** The end that was asked for; kept when the call failed, because its effect may exist all the same. */
  readonly leaseUntilMs?: number;
  /** Ends that earlier runs asked for without hearing what came of it: a flow log with one of them may exist beside what
   * was decided since. */
  readonly unheardUntilMs?: readonly number[];
  readonly atMs: number;
  /** For which opening of the case it was decided; absent for the first. */
  readonly revision?: number;
  /** Addresses of the interface by which captured flows revealed it; those that several interfaces have are left out. */
  readonly addresses?: readonly Address[];
}

/** A flow log that we created, with an end. Later cases may extend it; only these are ever deleted. */
export interface FlowLogLease {
  readonly flowLogId: string;
  readonly resourceId: string;
  readonly account: string;
  readonly region: string;
  readonly createdAtMs: number;
  readonly untilMs: number;
  readonly caseIds: readonly string[];
  /** `RETIRING` is the claim before the deletion: no case can extend it any more. `RETIRED` ends it for good, unless EC2
   * still lists the flow log long afterwards. */
  readonly status: 'ACTIVE' | 'RETIRING' | 'RETIRED' | 'NEEDS_OPERATOR';
  /** Failed deletions so far; bounded, then NEEDS_OPERATOR. */
  readonly attempts: number;
  /** A deletion that failed is not tried again before this, epoch ms. */
  readonly notBeforeMs?: number;
  /** When the deletion began that ended it, epoch ms. */
  readonly retiredAtMs?: number;
  readonly reason?: string;
}

/** A flow log that exists, whoever made it. */
export interface FlowLogDescription {
  readonly flowLogId: string;
  readonly resourceId: string;
  /** `ACTIVE` is the only value that is documented. */
  readonly status?: string;
  readonly trafficType?: string;
  readonly logDestinationType?: string;
  readonly logDestination?: string;
  readonly logGroupName?: string;
  readonly logFormat?: string;
  readonly maxAggregationIntervalSeconds?: number;
  /** `SUCCESS`, `FAILED`, or absent until the first delivery. */
  readonly deliverLogsStatus?: string;
  readonly deliverLogsErrorMessage?: string;
  readonly tags: Readonly<Record<string, string>>;
}
