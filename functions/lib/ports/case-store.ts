import type { AccountRegion } from '../domain/account-region.ts';
import type { CaptureId, CaptureRecord } from '../domain/capture.ts';
import type { CaseRecord, Sighting, TimelineEntry } from '../domain/case.ts';
import type { FlowLogLease, FlowLogRecord } from '../domain/flow-log.ts';
import type { Grade } from '../domain/grade.ts';

/** A pure change of a record. Returning the same object means "nothing to write". It may be called again after a conflict. */
export type Change<R> = (current: R) => R;

/** A part of the cases, by the time they were opened, ascending; times are epoch ms, both included. */
export interface CaseQuery {
  /** `OPEN` until a case has one and people were told of its end. */
  readonly grade: Grade | 'OPEN';
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** Only cases behind this one. */
  readonly after?: CaseEntry;
  readonly limit?: number;
}

/** A case in the list. */
export interface CaseEntry {
  readonly caseId: string;
  readonly openedAtMs: number;
}

/** Cases, what triggered them, captures, flow-log records and the timeline. Updates read, change and write conditionally, and start over
 * from a fresh read when somebody else was faster.
 * @throws RecordNotFoundError from `get…` and `update…` when there is no such record
 * @throws RecordConflictError from `update…` when it lost the race too often */
export interface CaseStore {
  /** What came of one accepted trigger. Repeating it for the same execution writes it once; false where it was there. */
  addSighting(sighting: Sighting): Promise<boolean>;
  /** Everything that came in for one case, in no particular order. */
  listSightings(caseId: string): Promise<readonly Sighting[]>;
  /** Claims a case for the execution that it names, in one conditional write. False when the case is already there. */
  createCase(record: CaseRecord): Promise<boolean>;
  findCase(caseId: string): Promise<CaseRecord | undefined>;
  getCase(caseId: string): Promise<CaseRecord>;
  updateCase(caseId: string, change: Change<CaseRecord>): Promise<CaseRecord>;
  /** Ids by grade. The list is behind the records: get a case before acting on it. */
  listCases(query: CaseQuery): Promise<readonly CaseEntry[]>;
  createCapture(record: CaptureRecord): Promise<boolean>;
  findCapture(id: CaptureId): Promise<CaptureRecord | undefined>;
  getCapture(id: CaptureId): Promise<CaptureRecord>;
  updateCapture(id: CaptureId, change: Change<CaptureRecord>): Promise<CaptureRecord>;
  /** Every round of every capture of a case, ascending by capture key and round. */
  listCaptures(caseId: string): Promise<readonly CaptureRecord[]>;
  /** Writes or replaces what was decided for one resource of a case. */
  putFlowLog(record: FlowLogRecord): Promise<void>;
  listFlowLogs(caseId: string): Promise<readonly FlowLogRecord[]>;
  /** Appends a line. Repeating an equal line writes it once. */
  addTimeline(caseId: string, entry: TimelineEntry): Promise<void>;
  /** Ascending by time. */
  listTimeline(caseId: string): Promise<readonly TimelineEntry[]>;
}

/** Leases of flow logs that we created. */
export interface LeaseStore {
  find(flowLogId: string): Promise<FlowLogLease | undefined>;
  /** False when this flow log already has a lease. */
  create(lease: FlowLogLease): Promise<boolean>;
  update(flowLogId: string, change: Change<FlowLogLease>): Promise<FlowLogLease>;
  /** Every lease that has not ended for good, for the sweeper. */
  listOpen(): Promise<readonly FlowLogLease[]>;
  /** Records that we are about to create flow logs there, so that the sweeper looks there for ever after. */
  addPlace(where: AccountRegion): Promise<void>;
  listPlaces(): Promise<readonly AccountRegion[]>;
}
