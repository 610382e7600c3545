import type { PlannedFilter } from './flow-filter.ts';
import type { Grade } from './grade.ts';

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
  readonly rounds: number;
  /** Seconds from the start of a round to the start of the next. */
  readonly roundIntervalSeconds: number;
}

/** One round of a planned capture, as recorded. Terminal once `grade` is set. */
export interface CaptureRecord {
  readonly caseId: string;
  readonly captureKey: string;
  readonly round: number;
  readonly plan: PlannedCapture;
  readonly status: 'WAITING' | 'FIRED' | 'COLLECTING' | 'ENDED';
  /** When this round was first asked for, epoch ms. */
  readonly askedAtMs: number;
  readonly severity: number;
  readonly firedAtMs?: number;
  readonly operationId?: string;
  /** Fence of the slot under which the operation was started. */
  readonly fence?: number;
  /** Set where the operation's filters served several captures at once. */
  readonly sharedWith?: readonly string[];
  readonly operationStatus?: string;
  readonly statusMessage?: string;
  /** When the engine identified the flows, epoch ms (`FlowRequestTimestamp`). */
  readonly flowRequestAtMs?: number;
  readonly polls: number;
  readonly slotWaits: number;
  readonly collection?: CaptureCollection;
  readonly grade?: Grade;
  readonly gradeReason?: string;
  readonly endedAtMs?: number;
}

/** How far collecting got. One whole attempt is evidence; earlier attempts stay beside it, unnamed by the manifest. */
export interface CaptureCollection {
  readonly attempt: number;
  readonly pages: readonly { readonly key: string; readonly sha256: string; readonly sizeBytes: number; readonly flows: number }[];
  readonly nextToken?: string;
  readonly flowCount: number;
  readonly flowsKey?: string;
  readonly flowsSha256?: string;
  readonly flowsSizeBytes?: number;
  /** Flows that came back but match no filter of this capture (a shared operation), not counted in `flowCount`. */
  readonly foreignFlowCount: number;
}
