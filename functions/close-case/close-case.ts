import type { CaseClosing, CaseEnd, CaseRecord } from '../lib/domain/case.ts';
import { endOf, isHeldBy, withTold } from '../lib/domain/case-openings.ts';
import { ContractError, RecordConflictError } from '../lib/domain/errors.ts';
import { type ExecutionEnd, isToldEnd } from '../lib/domain/execution-status.ts';
import { beginClosing } from './begin-closing.ts';
import type { CloseDeps } from './close-deps.ts';
import { closedEvent } from './closed-event.ts';
import type { CloseCaseInput, CloseCaseOutput } from './contract.ts';
import { openRecord } from './open-record.ts';
import { type CasePackage, writePackage } from './write-package.ts';

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** The last resort, when the package cannot be written: the case still ends, loudly, and without a manifest. */
const withoutPackage = ({ log }: CloseDeps, error: unknown): CasePackage => {
  log.warn('the evidence package could not be written', { error: nameOf(error) });
  const gradeReason = `the evidence package could not be written: ${nameOf(error)}`;
  return { grade: 'NEEDS_OPERATOR', gradeReason, flowCount: 0 };
};

const packageFor = async (
  deps: CloseDeps,
  input: CloseCaseInput,
  { record, closing }: { readonly record: CaseRecord; readonly closing: CaseClosing },
): Promise<CasePackage> => {
  try {
    return await writePackage(deps, record, closing);
  } catch (error) {
    // Without a failure the state machine tries again, and then comes back with one. A lost race is no fault at all.
    if (!input.failure || error instanceof RecordConflictError) throw error;
    return withoutPackage(deps, error);
  }
};

const close = async (deps: CloseDeps, input: CloseCaseInput, open: CaseRecord): Promise<CaseRecord> => {
  const { record, closing } = await beginClosing(deps, open, input);
  const end = await packageFor(deps, input, { record, closing });
  return await deps.cases.updateCase(record.caseId, (current) =>
    isHeldBy(current, input.executionArn)
      ? { ...current, ...end, status: 'CLOSED', closedAtMs: closing.atMs }
      : current,
  );
};

const outputOf = ({ caseId, grade = 'NEEDS_OPERATOR', gradeReason = '', flowCount = 0 }: CaseEnd): CloseCaseOutput => ({
  caseId,
  grade,
  gradeReason,
  flowCount,
});

/** Tells the timeline, the log and the event bus, from the record. The event is marked as sent only after the bus
 * took it: a crash in between sends it twice, never not at all. */
const announce = async (
  deps: CloseDeps,
  record: CaseRecord,
  { end, executionStatus }: { readonly end: CaseEnd; readonly executionStatus: ExecutionEnd | undefined },
): Promise<void> => {
  if (end.closedEventAtMs !== undefined) return;
  const { caseId, grade, flowCount } = outputOf(end);
  const { closedAtMs, revision } = end;
  const details = { grade, flows: flowCount, ...(revision > 1 ? { revision } : {}) };
  await deps.cases.addTimeline(caseId, { atMs: closedAtMs, actor: 'close-case', what: 'closed the case', details });
  const facts = { grade, flowCount };
  if (grade === 'COMPLETE' || grade === 'EMPTY') deps.log.info('case closed', facts);
  else deps.log.warn('case closed', facts);
  const toldAs = isToldEnd(executionStatus) ? { toldAs: executionStatus } : {};
  await deps.events.closed({ ...closedEvent(record, end, deps.evidenceBucket), ...toldAs });
  await deps.cases.updateCase(caseId, withTold(end.executionArn, deps.clock.nowMs()));
};

/** Ends a case with one grade: intent, evidence package, signed manifest, record, event, in this order.
 *
 * Safe to run twice: a closed case absorbs everything and only its event is sent if it was not. An execution closes the
 * opening that it holds or held, and never one that another has begun since. A step that died is repeated with the first
 * one's facts and writes the same bytes. With `failure` the case is closed in any event, at worst without a package, so no
 * execution ends without a grade. */
export const closeCase =
  (deps: CloseDeps) =>
  async (input: CloseCaseInput): Promise<CloseCaseOutput> => {
    const found = await openRecord(deps, input);
    const record = isHeldBy(found, input.executionArn) ? await close(deps, input, found) : found;
    const end = endOf(record, input.executionArn);
    if (!end) throw new ContractError('the case belongs to another execution', { caseId: record.caseId });
    await announce(deps, record, { end, executionStatus: input.executionStatus });
    return outputOf(end);
  };
