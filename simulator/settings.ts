/** How a flow operation runs its course, once it has started. */
export interface OperationCourse {
  readonly status: 'COMPLETED' | 'COMPLETED_WITH_ERRORS' | 'FAILED';
  /** Milliseconds of the world's clock that it stays IN_PROGRESS. */
  readonly durationMs: number;
  readonly statusMessage?: string;
  /** Share of the flows that are found, 0 to 1: less than 1 when some firewall hosts fail. */
  readonly found: number;
}

/** An operation as a course is chosen for it. */
export interface StartedOperation {
  readonly firewallArn: string;
  readonly zone: string;
  /** Counts from 0, per firewall and zone. */
  readonly index: number;
  readonly kind: 'FLOW_CAPTURE' | 'FLOW_FLUSH';
}

/** What AWS leaves open, or what a test wants otherwise. Change a member at any time. */
export interface Settings {
  courseOf: (operation: StartedOperation) => OperationCourse;
  /** Operations and results are kept this long after they started; milliseconds. */
  retentionMs: number;
  /** A new operation shows in `ListFlowOperations` only after this long; milliseconds. */
  listingLagMs: number;
  /** The error for a second operation on a busy firewall and zone. The documentation names none. */
  busyError: 'ThrottlingException' | 'InvalidRequestException';
  /** How `Flow` rows are written. The documentation shows no sample. */
  addressForm: 'plain' | 'cidr';
  protocolForm: 'number' | 'name';
  /** Whether a conversation is one row, or one each way. */
  rowForm: 'once' | 'each-way';
  /** Rows a page when the caller names no `MaxResults`; 1 to 100. */
  resultsPageSize: number;
  /** Rows a page of a Describe call without `MaxResults`. */
  describePageSize: number;
  /** Where a duplicate flow log is reported. The documentation does not say. */
  flowLogDuplicates: 'top-level' | 'unsuccessful';
}

/** Ten seconds IN_PROGRESS, then COMPLETED with everything. */
export const usualCourse: OperationCourse = { status: 'COMPLETED', durationMs: 10_000, found: 1 };

export const defaultSettings = (): Settings => ({
  courseOf: () => usualCourse,
  retentionMs: 12 * 3_600_000,
  listingLagMs: 0,
  busyError: 'ThrottlingException',
  addressForm: 'plain',
  protocolForm: 'number',
  rowForm: 'once',
  resultsPageSize: 100,
  describePageSize: 1_000,
  flowLogDuplicates: 'top-level',
});
