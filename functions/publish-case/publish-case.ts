import { annotateFindings } from './annotate-findings.ts';
import type { PublishCaseInput, PublishCaseOutput } from './contract.ts';
import { noteOnce } from './note-once.ts';
import type { PublishDeps } from './publish-deps.ts';
import { writeReport } from './write-report.ts';

/** An error's name as the state machine gives it, reduced to what a name can hold. */
const errorName = (text: string): string => text.replace(/[^A-Za-z0-9._]/g, '').slice(0, 80) || 'unknown';

const giveUp = async (deps: PublishDeps, caseId: string, failure: string): Promise<PublishCaseOutput> => {
  const error = errorName(failure);
  await noteOnce(deps, caseId, { what: 'could not publish the case', details: { error } });
  deps.log.warn('case not published', { error });
  return { caseId, report: 'failed', annotated: 0 };
};

/** Puts a closed case where people look: its report beside the evidence, and a note on its findings. Nothing here changes
 * the case, its grade or its evidence, so a failure costs the picture and nothing else; neither part waits for the other's
 * success.
 *
 * Safe to run twice: equal evidence gives equal bytes, objects are create-only, a note replaces itself, and the timeline
 * says each thing once. */
export const publishCase =
  (deps: PublishDeps) =>
  async ({ caseId, failure }: PublishCaseInput): Promise<PublishCaseOutput> => {
    if (failure) return await giveUp(deps, caseId, failure.Error);
    const record = await deps.cases.getCase(caseId);
    if (record.status !== 'CLOSED') return { caseId, report: 'none', annotated: 0 };
    const [report, annotated] = await Promise.allSettled([writeReport(deps, record), annotateFindings(deps, record)]);
    if (report.status === 'rejected') throw report.reason;
    if (annotated.status === 'rejected') throw annotated.reason;
    deps.log.info('case published', { report: report.value, annotated: annotated.value });
    return { caseId, report: report.value, annotated: annotated.value };
  };
