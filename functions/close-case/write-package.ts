import { canonicalJson } from '../lib/domain/canonical-json.ts';
import type { CaptureRecord, EvidenceRef } from '../lib/domain/capture.ts';
import type { CaseClosing, CaseRecord } from '../lib/domain/case.ts';
import { EvidenceConflictError, MisconfiguredError } from '../lib/domain/errors.ts';
import { gradeCase } from '../lib/domain/grade-case.ts';
import type { Graded } from '../lib/domain/grade-round.ts';
import { sha256Hex } from '../lib/domain/ids.ts';
import { buildManifest, type ManifestParts } from '../lib/domain/manifest.ts';
import { compareCase } from '../lib/evidence/compare-case.ts';
import type { CaseFlowFacts } from '../lib/evidence/join-case.ts';
import { caseKeyOf, flowsTableKey } from '../lib/evidence/keys.ts';
import { listPages, readEvidence } from '../lib/evidence/page-list.ts';
import { flowsTableFacts } from '../lib/evidence/parquet/table-facts.ts';
import { planFileText } from '../lib/evidence/plan-file.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';
import type { Signature } from '../lib/ports/signer.ts';
import type { CloseDeps } from './close-deps.ts';

/** A case's end, as recorded. Without a manifest there is no evidence that anybody could check. */
export interface CasePackage extends Graded {
  readonly flowCount: number;
  readonly manifestKey?: string;
  readonly manifestSha256?: string;
}

const JSON_TYPE = 'application/json';

/** What one round put into the bucket: the pages of its last attempt, their lists, the flows file. */
const objectsOfRound = async (
  evidence: EvidenceStore,
  { collection }: CaptureRecord,
): Promise<readonly EvidenceRef[]> => {
  if (!collection) return [];
  const objects: EvidenceRef[] = [...(collection.indexes ?? [])];
  for await (const page of listPages(evidence, collection)) objects.push(page);
  const { flowsKey: key, flowsSha256: sha256, flowsSizeBytes: sizeBytes } = collection;
  if (key !== undefined && sha256 !== undefined && sizeBytes !== undefined) objects.push({ key, sha256, sizeBytes });
  return objects;
};

/** Raw triggers: what opened the case, and the repeats and copies that had joined it when closing began.
 * @throws EvidenceConflictError when one is not what was recorded */
const triggerObjects = async (
  evidence: EvidenceStore,
  { triggerKey, triggerSha256 }: CaseRecord,
  { triggers }: CaseClosing,
): Promise<readonly EvidenceRef[]> => {
  const recorded = new Map(triggers.map(({ key, sha256 }) => [key, sha256]));
  if (triggerKey !== undefined) recorded.set(triggerKey, triggerSha256);
  const objects: EvidenceRef[] = [];
  for (const [key, sha256] of recorded) {
    const { byteLength: sizeBytes } = await readEvidence(evidence, { key, sha256 });
    objects.push({ key, sha256, sizeBytes });
  }
  return objects;
};

/** Until a case can be opened again, it is closed once. */
const REVISION = 1;

/** The case's flows once more, as a table that queries read over all cases. Its writer is loaded only where there are flows. */
const writeFlowsParquet = async (
  { evidence }: CloseDeps,
  flowsFile: Uint8Array,
  facts: ReturnType<typeof flowsTableFacts>,
): Promise<EvidenceRef> => {
  const { writeFlowsTable } = await import('../lib/evidence/parquet/write-flows-table.ts');
  const bytes = await writeFlowsTable(flowsFile, facts);
  return await evidence.put(flowsTableKey(facts), bytes, 'application/vnd.apache.parquet');
};

const writeCaseFiles = async (
  deps: CloseDeps,
  record: CaseRecord,
  { facts, closedAtMs }: { readonly facts: CaseFlowFacts; readonly closedAtMs: number },
) => {
  const { evidence } = deps;
  const put = (name: string, bytes: Uint8Array, type: string) =>
    evidence.put(caseKeyOf(record.caseId, name), bytes, type);
  const objects = [
    await put('plan.json', Buffer.from(planFileText(record.plan)), JSON_TYPE),
    await put('policy.json', Buffer.from(record.policyText), JSON_TYPE),
  ];
  if (facts.captures.length === 0) return { objects, flowCount: 0 };
  const { flowsFile, summary, flowCount } = await compareCase(evidence, facts);
  objects.push(await put('flows.ndjson.gz', flowsFile, 'application/gzip'));
  objects.push(await put('rounds.json', Buffer.from(summary), JSON_TYPE));
  const table = flowsTableFacts(record, facts.captures, { revision: REVISION, closedAtMs });
  objects.push(await writeFlowsParquet(deps, flowsFile, table));
  return { objects, flowCount };
};

/** Undefined where the key cannot be used: the case is then closed unsigned, which an operator must settle. */
const trySign = async (
  { signer, log }: CloseDeps,
  manifest: Uint8Array,
): Promise<(Signature & { pem: string }) | undefined> => {
  try {
    const pem = await signer.publicKeyPem();
    return { ...(await signer.sign(Buffer.from(sha256Hex(manifest), 'hex'))), pem };
  } catch (error) {
    if (!(error instanceof MisconfiguredError)) throw error;
    log.warn('the manifest is not signed', { fault: error.message });
    return undefined;
  }
};

/** Two signatures of one manifest differ and are both good: the first one stored stays. */
const putFirst = async (evidence: EvidenceStore, key: string, bytes: Uint8Array, type: string): Promise<void> => {
  try {
    await evidence.put(key, bytes, type);
  } catch (error) {
    if (!(error instanceof EvidenceConflictError)) throw error;
  }
};

const unsigned = ({ grade, gradeReason }: Graded): Graded => ({
  grade: 'NEEDS_OPERATOR',
  gradeReason: `the manifest could not be signed; otherwise ${grade}: ${gradeReason}`,
});

const bytesOf = (parts: ManifestParts): Uint8Array => Buffer.from(canonicalJson(buildManifest(parts)));

const seal = async (deps: CloseDeps, parts: ManifestParts): Promise<CasePackage> => {
  const { evidence } = deps;
  const { caseId } = parts.record;
  const manifestKey = caseKeyOf(caseId, 'manifest.json');
  const whole = { ...parts, signing: { keyId: deps.signingKeyId, algorithm: 'ECDSA_SHA_256' } };
  const signature = await trySign(deps, bytesOf(whole));
  const sealed = signature ? whole : { ...parts, graded: unsigned(parts.graded) };
  const stored = await evidence.put(manifestKey, bytesOf(sealed), JSON_TYPE);
  if (signature) {
    await putFirst(evidence, caseKeyOf(caseId, 'public-key.pem'), Buffer.from(signature.pem), 'application/x-pem-file');
    await putFirst(evidence, caseKeyOf(caseId, 'manifest.sig'), signature.signature, 'application/octet-stream');
  }
  return { ...sealed.graded, flowCount: parts.flowCount, manifestKey, manifestSha256: stored.sha256 };
};

/** Writes everything that a closed case consists of, and the signed list of it. Made from records that no longer change,
 * so writing it again writes the same bytes.
 * @throws EvidenceConflictError when something in the bucket is not what the records say */
export const writePackage = async (deps: CloseDeps, record: CaseRecord, closing: CaseClosing): Promise<CasePackage> => {
  const captures = await deps.cases.listCaptures(record.caseId);
  const flowLogs = await deps.cases.listFlowLogs(record.caseId);
  const { failure, failedStep, atMs: closedAtMs } = closing;
  const graded = gradeCase({ plan: record.plan, captures, flowLogs, failure, failedStep });
  const facts = { plan: record.plan, captures, flowLogs };
  const { objects, flowCount } = await writeCaseFiles(deps, record, { facts, closedAtMs });
  objects.push(...(await triggerObjects(deps.evidence, record, closing)));
  for (const capture of captures) objects.push(...(await objectsOfRound(deps.evidence, capture)));
  const { codeDigest } = deps;
  const parts = { record, graded, flowCount, closedAtMs, captures, flowLogs, objects, codeDigest };
  return await seal(deps, parts);
};
