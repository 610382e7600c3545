import type { CaptureRecord, EvidenceRef } from '../lib/domain/capture.ts';
import type { CaseClosing, CaseRecord } from '../lib/domain/case.ts';
import { revisionOf } from '../lib/domain/case-openings.ts';
import { compareCase } from '../lib/evidence/compare-case.ts';
import type { CaseFlowFacts } from '../lib/evidence/join-case.ts';
import { flowsTableKey } from '../lib/evidence/keys.ts';
import { listPages, readEvidence } from '../lib/evidence/page-list.ts';
import { flowsTableFacts } from '../lib/evidence/parquet/table-facts.ts';
import { planFileText } from '../lib/evidence/plan-file.ts';
import { revisionKeyOf } from '../lib/evidence/revisions.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';

const JSON_TYPE = 'application/json';

/** What one round put into the bucket: the pages of its last attempt, their lists, the flows file. */
export const objectsOfRound = async (
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

/** Raw triggers: what opened the case, and what had joined it or opened it again when closing began.
 * @throws EvidenceConflictError when one is not what was recorded */
export const triggerObjects = async (
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

/** The case's flows once more, as a table that queries read over all cases. Its writer is loaded only where there are flows. */
const writeFlowsParquet = async (
  evidence: EvidenceStore,
  flowsFile: Uint8Array,
  facts: ReturnType<typeof flowsTableFacts>,
): Promise<EvidenceRef> => {
  const { writeFlowsTable } = await import('../lib/evidence/parquet/write-flows-table.ts');
  const bytes = await writeFlowsTable(flowsFile, facts);
  return await evidence.put(flowsTableKey(facts), bytes, 'application/vnd.apache.parquet');
};

/** Writes what is made for this closing out of plan, policy and rounds, beside what earlier closings wrote. */
export const writeCaseFiles = async (
  evidence: EvidenceStore,
  record: CaseRecord,
  { facts, closedAtMs }: { readonly facts: CaseFlowFacts; readonly closedAtMs: number },
): Promise<{ readonly objects: readonly EvidenceRef[]; readonly flowCount: number }> => {
  const revision = revisionOf(record);
  const put = (name: string, bytes: Uint8Array, type: string) =>
    evidence.put(revisionKeyOf(record.caseId, revision, name), bytes, type);
  const objects: EvidenceRef[] = [
    await put('plan.json', Buffer.from(planFileText(record.plan)), JSON_TYPE),
    await put('policy.json', Buffer.from(record.policyText), JSON_TYPE),
  ];
  if (facts.captures.length === 0) return { objects, flowCount: 0 };
  const { flowsFile, summary, flowCount } = await compareCase(evidence, facts);
  objects.push(await put('flows.ndjson.gz', flowsFile, 'application/gzip'));
  objects.push(await put('rounds.json', Buffer.from(summary), JSON_TYPE));
  const table = flowsTableFacts(record, facts.captures, { revision, closedAtMs });
  objects.push(await writeFlowsParquet(evidence, flowsFile, table));
  return { objects, flowCount };
};
