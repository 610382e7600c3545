import type { JsonObject } from './canonical-json.ts';
import type { CaptureRecord, EvidenceRef } from './capture.ts';
import type { CaseEnd, CaseRecord } from './case.ts';
import { revisionOf } from './case-openings.ts';
import { completenessOf } from './completeness.ts';
import type { FlowLogRecord } from './flow-log.ts';
import type { Graded } from './grade-round.ts';

/** Version of the manifest's form; readers refuse one that they do not know. */
export const MANIFEST_SCHEMA = 'flowtrap-manifest/1';

export interface ManifestParts {
  readonly record: CaseRecord;
  readonly graded: Graded;
  /** Conversations in the case's flows file. */
  readonly flowCount: number;
  readonly closedAtMs: number;
  readonly captures: readonly CaptureRecord[];
  readonly flowLogs: readonly FlowLogRecord[];
  readonly objects: readonly EvidenceRef[];
  readonly codeDigest: string;
  /** How the manifest is signed; absent when it could not be. */
  readonly signing?: { readonly keyId: string; readonly algorithm: string };
}

/** AWS's clock against ours: positive when AWS identified the flows after we had sent the request. */
const clocksOf = ({ askedAtMs, firedAtMs, flowRequestAtMs, endedAtMs }: CaptureRecord): JsonObject => ({
  askedAtMs,
  firedAtMs,
  flowRequestAtMs,
  endedAtMs,
  differenceMs: firedAtMs === undefined || flowRequestAtMs === undefined ? undefined : flowRequestAtMs - firedAtMs,
});

const captureOf = (record: CaptureRecord): JsonObject => {
  const { plan, collection } = record;
  return {
    captureKey: record.captureKey,
    round: record.round,
    account: plan.account,
    region: plan.region,
    firewallArn: plan.firewallArn,
    scope: { ...plan.scope },
    minimumFlowAgeSeconds: plan.minimumFlowAgeSeconds,
    operationId: record.operationId,
    operationStatus: record.operationStatus,
    statusMessage: record.statusMessage,
    grade: record.grade,
    gradeReason: record.gradeReason,
    attempt: collection?.attempt,
    flows: collection?.flowCount,
    foreignFlows: collection?.foreignFlowCount,
    unreadableRows: collection?.unreadableFlowCount,
    flowsKey: collection?.flowsKey,
    clocks: clocksOf(record),
  };
};

const flowLogOf = ({ resourceId, account, region, role, decision, reason, ...rest }: FlowLogRecord): JsonObject => ({
  resourceId,
  account,
  region,
  role,
  decision,
  reason,
  flowLogId: rest.flowLogId,
  leaseUntilMs: rest.leaseUntilMs === undefined ? undefined : Math.round(rest.leaseUntilMs),
  atMs: rest.atMs,
  addresses: rest.addresses,
  revision: rest.revision,
});

const endOf = ({ revision, executionArn, grade, flowCount, closedAtMs, manifestSha256 }: CaseEnd): JsonObject => ({
  revision,
  executionArn,
  grade,
  flowCount,
  closedAtMs,
  manifestSha256,
});

const objectOf = ({ key, sha256, sizeBytes }: EvidenceRef): JsonObject => ({ key, sha256, sizeBytes });

const byText =
  <T>(textOf: (item: T) => string) =>
  (a: T, b: T): number =>
    textOf(a) < textOf(b) ? -1 : 1;

const roundText = ({ captureKey, round }: CaptureRecord): string => `${captureKey} ${String(round).padStart(4, '0')}`;
const flowLogText = ({ resourceId, role, atMs }: FlowLogRecord): string => `${resourceId} ${role} ${atMs}`;

/** The one list of everything that belongs to a closed case. Made from records alone, so that making it again gives the
 * same text; every number in it is a whole number. Evidence that it does not name is not part of the case. */
export const buildManifest = (parts: ManifestParts): JsonObject => {
  const { record, graded, captures, flowLogs, signing } = parts;
  const { earlier = [] } = record;
  return {
    schema: MANIFEST_SCHEMA,
    caseId: record.caseId,
    executionArn: record.executionArn,
    revision: revisionOf(record),
    /** SHA-256 of this case's manifest before it was opened again; the first has none. */
    previousManifestSha256: earlier.findLast((end) => end.manifestSha256 !== undefined)?.manifestSha256 ?? null,
    earlier: earlier.map(endOf),
    grade: graded.grade,
    gradeReason: graded.gradeReason,
    flowCount: parts.flowCount,
    triggerAtMs: record.triggerAtMs,
    openedAtMs: record.openedAtMs,
    reopenedAtMs: record.reopenedAtMs,
    closedAtMs: parts.closedAtMs,
    triggerSha256: record.triggerSha256,
    policySha256: record.policySha256,
    codeDigest: parts.codeDigest,
    signing: signing ? { ...signing, digest: 'SHA-256' } : null,
    captures: captures.toSorted(byText(roundText)).map(captureOf),
    flowLogs: flowLogs.toSorted(byText(flowLogText)).map(flowLogOf),
    completeness: completenessOf(record, captures),
    objects: parts.objects.toSorted(byText(({ key }) => key)).map(objectOf),
  };
};
