import type { CaseRecord } from '../lib/domain/case.ts';
import { revisionOf } from '../lib/domain/case-openings.ts';
import { EvidenceConflictError } from '../lib/domain/errors.ts';
import { bucketSource } from '../lib/evidence/bucket-source.ts';
import { readReport } from '../lib/evidence/report/read-report.ts';
import { reportKeyOf } from '../lib/evidence/revisions.ts';
import type { StoredObject } from '../lib/ports/evidence-store.ts';
import type { PublishCaseOutput } from './contract.ts';
import { noteOnce } from './note-once.ts';
import type { PublishDeps } from './publish-deps.ts';

const WROTE = 'wrote the report';

/** The first report stays: one that an earlier release drew may look different, and shows the same evidence. */
const putFirst = async (
  { evidence }: PublishDeps,
  key: string,
  page: Uint8Array,
): Promise<StoredObject | undefined> => {
  try {
    return await evidence.put(key, page, 'text/html; charset=utf-8');
  } catch (error) {
    if (error instanceof EvidenceConflictError) return undefined;
    throw error;
  }
};

/** Drawing is the costly part of publishing, and not for a case that is only told to one finding more. */
const isDrawn = async ({ cases }: PublishDeps, caseId: string, revision: number): Promise<boolean> =>
  (await cases.listTimeline(caseId)).some(({ what, details }) => what === WROTE && details?.revision === revision);

/** Draws the package as it lies in the bucket. The charts are loaded only now: what else is published does not wait for them.
 * @throws ContractError when the package cannot be read */
export const writeReport = async (deps: PublishDeps, record: CaseRecord): Promise<PublishCaseOutput['report']> => {
  const { caseId, manifestKey } = record;
  if (manifestKey === undefined) return 'none';
  const revision = revisionOf(record);
  if (await isDrawn(deps, caseId, revision)) return 'kept';
  const model = await readReport(await bucketSource(deps.evidence, caseId, revision));
  const { renderReport } = await import('../lib/evidence/report/render-report.ts');
  const stored = await putFirst(deps, reportKeyOf(caseId, revision), Buffer.from(renderReport(model)));
  if (!stored) return 'kept';
  const { sizeBytes, sha256 } = stored;
  await noteOnce(deps, caseId, { what: WROTE, details: { revision, sizeBytes, sha256 } });
  return 'written';
};
