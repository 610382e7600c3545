import { canonicalJson } from '../lib/domain/canonical-json.ts';
import type { CaptureRecord, EvidenceRef } from '../lib/domain/capture.ts';
import type { CaseClosing, CaseRecord } from '../lib/domain/case.ts';
import { revisionOf } from '../lib/domain/case-openings.ts';
import { EvidenceConflictError, MisconfiguredError } from '../lib/domain/errors.ts';
import { gradeCase } from '../lib/domain/grade-case.ts';
import type { Graded } from '../lib/domain/grade-round.ts';
import { sha256Hex } from '../lib/domain/ids.ts';
import { buildManifest, type ManifestParts } from '../lib/domain/manifest.ts';
import { revisionKeyOf } from '../lib/evidence/revisions.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';
import type { Signature } from '../lib/ports/signer.ts';
import { objectsOfRound, triggerObjects, writeCaseFiles } from './case-objects.ts';
import type { CloseDeps } from './close-deps.ts';
import { earlierObjects } from './earlier-objects.ts';

/** A case's end, as recorded. Without a manifest there is no evidence that anybody could check. */
export interface CasePackage extends Graded {
  readonly flowCount: number;
  readonly manifestKey?: string;
  readonly manifestSha256?: string;
}

const JSON_TYPE = 'application/json';

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
  const { record, flowCount } = parts;
  const keyOf = (name: string): string => revisionKeyOf(record.caseId, revisionOf(record), name);
  const manifestKey = keyOf('manifest.json');
  const whole = { ...parts, signing: { keyId: deps.signingKeyId, algorithm: 'ECDSA_SHA_256' } };
  const signature = await trySign(deps, bytesOf(whole));
  const sealed = signature ? whole : { ...parts, graded: unsigned(parts.graded) };
  const stored = await evidence.put(manifestKey, bytesOf(sealed), JSON_TYPE);
  if (signature) {
    await putFirst(evidence, keyOf('public-key.pem'), Buffer.from(signature.pem), 'application/x-pem-file');
    await putFirst(evidence, keyOf('manifest.sig'), signature.signature, 'application/octet-stream');
  }
  return { ...sealed.graded, flowCount, manifestKey, manifestSha256: stored.sha256 };
};

/** The rounds of the plan's captures that are on record. A later opening's rounds are none of this one's. */
const roundsOf = async ({ cases }: CloseDeps, { caseId, plan }: CaseRecord): Promise<readonly CaptureRecord[]> => {
  const last = new Map(plan.captures.map(({ captureKey, rounds }) => [captureKey, rounds]));
  return (await cases.listCaptures(caseId)).filter(({ captureKey, round }) => round <= (last.get(captureKey) ?? round));
};

const onceByKey = (objects: readonly EvidenceRef[]): readonly EvidenceRef[] => [
  ...new Map(objects.map((object) => [object.key, object])).values(),
];

/** Writes everything that a closed case consists of, and the signed list of it. Made from records that no longer change,
 * so writing it again writes the same bytes. A case that was opened again lists what it had listed before, and the
 * manifest that did.
 * @throws EvidenceConflictError when something in the bucket is not what the records say */
export const writePackage = async (deps: CloseDeps, record: CaseRecord, closing: CaseClosing): Promise<CasePackage> => {
  const { evidence, codeDigest } = deps;
  const captures = await roundsOf(deps, record);
  const flowLogs = await deps.cases.listFlowLogs(record.caseId);
  const { failure, failedStep, atMs: closedAtMs } = closing;
  const graded = gradeCase({ plan: record.plan, captures, flowLogs, revision: record.revision, failure, failedStep });
  const facts = { plan: record.plan, captures, flowLogs };
  const { objects: written, flowCount } = await writeCaseFiles(evidence, record, { facts, closedAtMs });
  const listed = [...(await earlierObjects(evidence, record)), ...written];
  listed.push(...(await triggerObjects(evidence, record, closing)));
  for (const capture of captures) listed.push(...(await objectsOfRound(evidence, capture)));
  const objects = onceByKey(listed);
  return await seal(deps, { record, graded, flowCount, closedAtMs, captures, flowLogs, objects, codeDigest });
};
