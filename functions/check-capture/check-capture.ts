import type { CaptureInput, CaptureTurn } from '../lib/contracts/states.ts';
import type { CaptureRecord } from '../lib/domain/capture.ts';
import { resultsWaitSeconds } from '../lib/domain/execution-history.ts';
import type { Grade } from '../lib/domain/grade.ts';
import { turnAfterRound } from '../lib/domain/next-turn.ts';
import type { OperationDescription } from '../lib/ports/flow-operations.ts';
import { release } from '../lib/slots/hand-over.ts';
import { firewallOf, type SlotDeps } from '../lib/slots/slot-deps.ts';

const turn = (record: CaptureRecord, next: CaptureTurn['next'], waitSeconds = 0): CaptureTurn => ({
  caseId: record.caseId,
  captureKey: record.captureKey,
  round: record.round,
  next,
  waitSeconds,
});

const ended =
  (grade: Grade, gradeReason: string, endedAtMs: number) =>
  (record: CaptureRecord): CaptureRecord =>
    record.status === 'ENDED' ? record : { ...record, status: 'ENDED', grade, gradeReason, endedAtMs };

const endRound = async (deps: SlotDeps, id: CaptureRecord, grade: Grade, reason: string): Promise<CaptureTurn> => {
  const record = await deps.cases.updateCapture(id, ended(grade, reason, deps.clock.nowMs()));
  deps.log.info('a round ended', { grade: record.grade });
  return turnAfterRound(record, deps.clock.nowMs());
};

/** Frees the slot if this operation still holds it. Losing the race means that somebody else has freed it. */
const freeSlot = async (deps: SlotDeps, { plan, operationId }: CaptureRecord): Promise<void> => {
  const read = await deps.slots.read({ firewallArn: plan.firewallArn, slotZone: plan.slotZone });
  const { operation } = read.slot;
  if (operation && operation.operationId === operationId) await release(deps, read, operation);
};

const finished = async (
  deps: SlotDeps,
  id: CaptureRecord,
  { status, statusMessage, requestedAtMs }: OperationDescription,
): Promise<CaptureTurn> => {
  const facts = { operationStatus: status, statusMessage, flowRequestAtMs: requestedAtMs };
  const record = await deps.cases.updateCapture(id, (current) =>
    current.status === 'FIRED' ? { ...current, ...facts, status: 'COLLECTING' } : current,
  );
  await freeSlot(deps, record);
  return record.status === 'ENDED' ? turnAfterRound(record, deps.clock.nowMs()) : turn(record, 'collect');
};

const stillRunning = async (deps: SlotDeps, id: CaptureRecord): Promise<CaptureTurn> => {
  const { askedAtMs, plan } = id;
  if (deps.clock.nowMs() - askedAtMs > plan.deadlineSeconds * 1_000)
    return await endRound(deps, id, 'NEEDS_OPERATOR', `the operation still ran after ${plan.deadlineSeconds} s`);
  const record = await deps.cases.updateCapture(id, (current) => ({ ...current, polls: current.polls + 1 }));
  return turn(record, 'wait-for-results', resultsWaitSeconds(record, deps.clock.nowMs()));
};

const poll = async (deps: SlotDeps, record: CaptureRecord, operationId: string): Promise<CaptureTurn> => {
  const described = await deps.operations.describe(firewallOf(record), operationId);
  if (!described) return await endRound(deps, record, 'EXPIRED', 'AWS no longer knows the operation');
  return described.status === 'IN_PROGRESS'
    ? await stillRunning(deps, record)
    : await finished(deps, record, described);
};

/** Looks whether a round's operation has ended, and says what the state machine does next. With `failure` it records that
 * the round could not be carried on, whatever stopped it, so that no capture ends without a grade.
 * Safe to run twice: it reads AWS, and moves the record only forward. */
export const checkCapture =
  (deps: SlotDeps) =>
  async (input: CaptureInput): Promise<CaptureTurn> => {
    const record = await deps.cases.getCapture(input);
    if (record.status === 'ENDED') return turnAfterRound(record, deps.clock.nowMs());
    if (input.failure)
      return await endRound(deps, record, 'NEEDS_OPERATOR', `a step failed: ${errorName(input.failure.Error)}`);
    if (record.operationId === undefined) return turn(record, 'start');
    return record.status === 'COLLECTING' ? turn(record, 'collect') : await poll(deps, record, record.operationId);
  };

/** An error's name as the state machine gives it, reduced to what a name can hold. */
const errorName = (text: string): string => text.replace(/[^A-Za-z0-9._]/g, '').slice(0, 80) || 'unknown';
