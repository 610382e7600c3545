/** What was decided and done for flow logs on one resource of a case. */
export interface FlowLogRecord {
  readonly caseId: string;
  readonly resourceId: string;
  readonly account: string;
  readonly region: string;
  /** `subject`: the trigger names it. `peer`: captured flows revealed it. `verbatim`: the request asked for it. */
  readonly role: 'subject' | 'peer' | 'verbatim';
  readonly decision: 'created' | 'extended' | 'already-covered' | 'skipped' | 'failed' | 'dry-run';
  readonly reason: string;
  readonly flowLogId?: string;
  readonly leaseUntilMs?: number;
  readonly atMs: number;
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
  readonly status: 'ACTIVE' | 'RETIRED' | 'NEEDS_OPERATOR';
  /** Failed deletions so far; bounded, then NEEDS_OPERATOR. */
  readonly attempts: number;
  readonly retiredAtMs?: number;
  readonly reason?: string;
}
