import type { CaptureRecord } from '../lib/domain/capture.ts';
import type { CaseClosing, CaseRecord, Sighting } from '../lib/domain/case.ts';
import { isHeldBy } from '../lib/domain/case-openings.ts';
import { RecordConflictError } from '../lib/domain/errors.ts';
import { expectedRounds } from '../lib/domain/grade-case.ts';
import { sha256Hex } from '../lib/domain/ids.ts';
import type { CaseStore } from '../lib/ports/case-store.ts';
import type { CloseDeps } from './close-deps.ts';
import type { CloseCaseInput } from './contract.ts';

/** Raw triggers that a manifest lists at most; every one is on record. */
const MOST_TRIGGERS = 100;

/** An error's name as the state machine gives it, reduced to what a name can hold. */
const errorName = (text: string): string => text.replace(/[^A-Za-z0-9._]/g, '').slice(0, 80) || 'unknown';

/** Ends what did not end by itself, so that nothing that the manifest is made from changes any more: an ended round
 * absorbs whatever a late invocation still wants to write. */
const endOpenRounds = async (cases: CaseStore, { caseId, plan }: CaseRecord, endedAtMs: number): Promise<void> => {
  const end = { status: 'ENDED', grade: 'NEEDS_OPERATOR', endedAtMs } as const;
  const open = expectedRounds(plan, await cases.listCaptures(caseId)).filter(
    ({ record }) => record?.status !== 'ENDED',
  );
  for (const { capture, round } of open) {
    const id = { caseId, captureKey: capture.captureKey, round };
    const facts = { plan: capture, askedAtMs: endedAtMs, severity: plan.lead?.severity ?? 0, polls: 0 };
    const unstarted: CaptureRecord = { ...id, ...facts, ...end, gradeReason: 'the round was never started' };
    await cases.createCapture(unstarted);
    await cases.updateCapture(id, (current) =>
      current.status === 'ENDED'
        ? current
        : { ...current, ...end, gradeReason: 'the case closed before the round ended' },
    );
  }
};

/** A case's own copy of the trigger that opened it, where it is there: a package then needs nothing from outside its case. */
const ownTriggerKey = async (
  { evidence }: CloseDeps,
  { triggerKey, triggerSha256 }: CaseRecord,
): Promise<string | undefined> => {
  const bytes = triggerKey === undefined ? undefined : await evidence.get(triggerKey);
  return bytes && sha256Hex(bytes) === triggerSha256 ? triggerKey : undefined;
};

const intentOf = async (deps: CloseDeps, record: CaseRecord, input: CloseCaseInput): Promise<CaseClosing> => {
  const sightings = (await deps.cases.listSightings(record.caseId)).filter(({ outcome }) => outcome !== 'ignored');
  const ownKey = await ownTriggerKey(deps, record);
  const keyOf = ({ rawKey, rawSha256 }: Sighting): string =>
    ownKey !== undefined && rawSha256 === record.triggerSha256 ? ownKey : rawKey;
  const triggers = new Map(sightings.map((sighting) => [keyOf(sighting), sighting.rawSha256]));
  return {
    atMs: deps.clock.nowMs(),
    ...(input.failure ? { failure: errorName(input.failure.Error) } : {}),
    ...(input.failedStep ? { failedStep: input.failedStep } : {}),
    triggers: [...triggers].map(([key, sha256]) => ({ key, sha256 })).slice(0, MOST_TRIGGERS),
  };
};

/** Writes the intent to close, once: who comes later closes with the first one's facts. A failure that is told after the
 * intent was of closing itself, which is now tried again.
 * @throws RecordConflictError when the case is no longer this execution's to close: run the step again */
export const beginClosing = async (
  deps: CloseDeps,
  record: CaseRecord,
  input: CloseCaseInput,
): Promise<{ readonly record: CaseRecord; readonly closing: CaseClosing }> => {
  const intent = record.closing ?? (await intentOf(deps, record, input));
  const { executionArn } = input;
  const written = await deps.cases.updateCase(record.caseId, (current) =>
    current.closing || !isHeldBy(current, executionArn) ? current : { ...current, closing: intent },
  );
  if (!isHeldBy(written, executionArn))
    throw new RecordConflictError('another invocation has closed the case meanwhile', { caseId: record.caseId });
  const closing = written.closing ?? intent;
  await endOpenRounds(deps.cases, written, closing.atMs);
  return { record: written, closing };
};
