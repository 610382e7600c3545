import type { PlannedFilter } from './flow-filter.ts';
import type { Grade } from './grade.ts';

/** Names one round of one capture target of one case. */
export interface CaptureId {
  readonly caseId: string;
  readonly captureKey: string;
  readonly round: number;
}

/** Which part of a firewall an operation looks at: exactly one member (StartFlowCapture API reference). Strings are
 * passed back verbatim as `DescribeFirewall` gave them; we never build a zone name. */
export type CaptureScope =
  | { readonly availabilityZone: string }
  | { readonly vpcEndpointId: string }
  | { readonly vpcEndpointAssociationArn: string };

/** A capture that a plan asks for: repeated once a round. */
export interface PlannedCapture {
  /** Unique within the case: firewall, scope and batch. */
  readonly captureKey: string;
  /** Account that owns the firewall, and the firewall's Region: where the calls go. */
  readonly account: string;
  readonly region: string;
  readonly firewallArn: string;
  readonly scope: CaptureScope;
  /** Whose slot this takes: the zone, verbatim; the endpoint or association where the zone is not known. */
  readonly slotZone: string;
  /** 1 to 20. */
  readonly filters: readonly PlannedFilter[];
  readonly minimumFlowAgeSeconds: number;
  /** Over all openings of the case: rounds are numbered onward, so that none is ever taken twice. */
  readonly rounds: number;
  /** The first round of each later opening, ascending; absent while the case was opened once. */
  readonly openings?: readonly number[];
  /** Seconds from the start of a round to the start of the next. */
  readonly roundIntervalSeconds: number;
  readonly pollSeconds: number;
  /** A round ends at the latest this long after it was asked for. */
  readonly deadlineSeconds: number;
  /** How often a round may wait, for its slot and for its results together, before the execution's history is full. */
  readonly waitsPerRound: number;
  /** Most operations that may start in an hour, on this target and in this account. */
  readonly maximumPerTargetHour: number;
  readonly maximumPerAccountHour: number;
}

/** A bound on captures in an hour that left no room for a round when its turn had come. */
export interface HeldBack {
  readonly by: 'target' | 'account';
  readonly maximum: number;
}

/** One round of a planned capture, as recorded. Terminal once `grade` is set. */
export interface CaptureRecord extends CaptureId {
  readonly plan: PlannedCapture;
  readonly status: 'WAITING' | 'FIRED' | 'COLLECTING' | 'ENDED';
  /** When this round was first asked for, epoch ms. */
  readonly askedAtMs: number;
  readonly severity: number;
  readonly firedAtMs?: number;
  readonly operationId?: string;
  /** Fence of the slot under which the operation was started. */
  readonly fence?: number;
  /** How many captures the operation served, this one included; flows of the others are told apart by filter. */
  readonly sharedBy?: number;
  /** AWS rejected a shared operation that had this capture in it: from then on it is fired by itself. */
  readonly alone?: boolean;
  readonly operationStatus?: string;
  readonly statusMessage?: string;
  /** When the engine identified the flows, epoch ms (`FlowRequestTimestamp`). */
  readonly flowRequestAtMs?: number;
  readonly polls: number;
  /** The bound that held this round back last, if any did. */
  readonly heldBack?: HeldBack;
  readonly collection?: CaptureCollection;
  readonly grade?: Grade;
  readonly gradeReason?: string;
  readonly endedAtMs?: number;
}

/** One object of evidence, as a record names it. */
export interface EvidenceRef {
  readonly key: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A page of results as stored: the bytes as received. */
export interface PageRef extends EvidenceRef {
  /** Rows on the page, whatever became of them. */
  readonly flows: number;
}

/** A stored list of pages (`PageRef`, one JSON object a line): a record holds at most 400 KB, an operation many pages. */
export interface PageIndexRef extends EvidenceRef {
  readonly pages: number;
  readonly flows: number;
}

/** How far collecting got. One whole attempt is evidence; earlier attempts stay beside it, unnamed by the manifest. */
export interface CaptureCollection {
  readonly attempt: number;
  /** Pages that are in an index already, in order; before `pages`. */
  readonly indexes?: readonly PageIndexRef[];
  readonly pages: readonly PageRef[];
  readonly nextToken?: string;
  /** Set when no further page is read: the result's own end, or why we stopped before it. */
  readonly pagesEnd?: 'all-read' | 'cut-short';
  readonly cutReason?: string;
  /** Rows on all pages while pages are read; flows of this capture in the flows file once that is written. */
  readonly flowCount: number;
  readonly flowsKey?: string;
  readonly flowsSha256?: string;
  readonly flowsSizeBytes?: number;
  /** Flows that came back but match no filter of this capture (a shared operation), not counted in `flowCount`. */
  readonly foreignFlowCount: number;
  /** Rows that do not read as a flow: kept on their page, in no flows file, and never dropped silently. */
  readonly unreadableFlowCount?: number;
}
