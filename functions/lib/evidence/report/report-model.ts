import type { Address } from '../../domain/address.ts';
import type { Grade } from '../../domain/grade.ts';
import type { TopTalkers } from '../../domain/top-talkers.ts';
import type { ExportFlow } from '../export-flow.ts';

export interface ReportCapture {
  readonly captureKey: string;
  readonly round: number;
  readonly firewallArn: string;
  /** Zone or endpoint that was asked. */
  readonly place: string;
  readonly grade?: Grade;
  readonly gradeReason?: string;
  readonly operationId?: string;
  readonly flows?: number;
  readonly clocks: {
    readonly askedAtMs?: number;
    readonly firedAtMs?: number;
    readonly flowRequestAtMs?: number;
    readonly endedAtMs?: number;
    readonly differenceMs?: number;
  };
}

export interface ReportPath {
  readonly interfaceId: string;
  readonly outcome: string;
  readonly confidence: string;
  readonly reason: string;
  readonly hops: readonly { readonly at: string; readonly route?: string; readonly note?: string }[];
}

export interface ReportFlowLog {
  readonly resourceId: string;
  readonly role: string;
  readonly decision: string;
  readonly reason: string;
  readonly flowLogId?: string;
  readonly leaseUntilMs?: number;
  readonly atMs: number;
}

export interface ReportFilter {
  /** As flows name it. */
  readonly filterId: string;
  readonly from: string;
  readonly to: string;
  readonly protocols: string;
  readonly reason: string;
}

/** Everything that a report shows of a case. Texts may be hostile; numbers and times are checked. */
export interface ReportModel {
  readonly caseId: string;
  readonly grade: Grade;
  readonly gradeReason: string;
  readonly executionArn: string;
  readonly triggerAtMs?: number;
  readonly openedAtMs: number;
  readonly closedAtMs: number;
  /** When it was opened the last time, where that was not the first. */
  readonly reopenedAtMs?: number;
  readonly lead?: {
    readonly source: string;
    readonly type: string;
    readonly severity: number;
    readonly account?: string;
    readonly region?: string;
    /** A sample finding, run on purpose. */
    readonly drill?: boolean;
  };
  readonly planReason: string;
  /** Addresses of the subject, and the interfaces they belong to. */
  readonly subject: ReadonlySet<Address>;
  readonly interfaces: readonly {
    readonly interfaceId: string;
    readonly addresses: readonly string[];
    readonly vpcId: string;
    readonly subnetId: string;
    readonly reason: string;
  }[];
  readonly paths: readonly ReportPath[];
  readonly filters: readonly ReportFilter[];
  readonly captures: readonly ReportCapture[];
  readonly flowLogs: readonly ReportFlowLog[];
  /** Joined over rounds and zones, most bytes first. */
  readonly flows: readonly ExportFlow[];
  readonly talkers: TopTalkers;
  readonly completeness: {
    readonly zonesAsked: number;
    readonly zonesAnswered: number;
    readonly roundsPlanned: number;
    readonly roundsEnded: number;
    readonly pages: number;
    readonly minimumFlowAgeSeconds: number;
    readonly secondsFromActivityToEvent?: number;
    readonly secondsFromEventToCase?: number;
    readonly secondsFromEventToCapture?: number;
    readonly unreadableRows: number;
    readonly foreignFlows: number;
    readonly dropped: readonly string[];
    readonly pathsNotKnown: readonly string[];
  };
  readonly evidence: {
    readonly manifestSha256: string;
    /** How often the case was opened. */
    readonly revision: number;
    readonly objects: number;
    readonly sizeBytes: number;
    readonly keyId?: string;
    readonly codeDigest: string;
    readonly policySha256: string;
  };
}
