import * as z from 'zod/mini';
import type { EvidenceRef } from '../lib/domain/capture.ts';
import type { CaseRecord } from '../lib/domain/case.ts';
import { sha256Hex } from '../lib/domain/ids.ts';
import { caseKeyOf } from '../lib/evidence/keys.ts';
import { readEvidence } from '../lib/evidence/page-list.ts';
import { jsonOf } from '../lib/evidence/parse-json.ts';
import { sealsOf } from '../lib/evidence/revisions.ts';
import { parseOrThrow } from '../lib/policy/violations.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';

const listed = z.object({ objects: z.array(z.object({ key: z.string(), sha256: z.string(), sizeBytes: z.int() })) });

/** A manifest that could not be signed has no signature beside it. */
const sealObjects = async (
  evidence: EvidenceStore,
  caseId: string,
  revision: number,
): Promise<readonly EvidenceRef[]> => {
  const keys = sealsOf(revision).map((name) => caseKeyOf(caseId, name));
  const found = await Promise.all(keys.map(async (key) => ({ key, bytes: await evidence.get(key) })));
  return found.flatMap(({ key, bytes }) =>
    bytes ? [{ key, sha256: sha256Hex(bytes), sizeBytes: bytes.byteLength }] : [],
  );
};

/** Everything that the manifest before this one lists, and that manifest itself with its signature and key. The one before
 * it is among that: a chain back to the first. Nothing where the case is closed for the first time.
 * @throws EvidenceConflictError when the earlier manifest is gone or changed */
export const earlierObjects = async (
  evidence: EvidenceStore,
  { caseId, earlier = [] }: CaseRecord,
): Promise<readonly EvidenceRef[]> => {
  const last = earlier.findLast(({ manifestKey }) => manifestKey !== undefined);
  const { manifestKey: key, manifestSha256: sha256, revision } = last ?? {};
  if (key === undefined || sha256 === undefined || revision === undefined) return [];
  const { objects } = parseOrThrow(listed, jsonOf(await readEvidence(evidence, { key, sha256 }), key), key);
  return [...objects, ...(await sealObjects(evidence, caseId, revision))];
};
