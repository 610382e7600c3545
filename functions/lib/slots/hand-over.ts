import type { CaptureId, CaptureRecord } from '../domain/capture.ts';
import type { Grade } from '../domain/grade.ts';
import { freed, type SlotOperation, type SlotRecord } from '../domain/slot.ts';
import type { ReadSlot } from '../ports/slot-store.ts';
import type { SlotDeps } from './slot-deps.ts';

const isWaiting = (record: CaptureRecord): boolean => record.status === 'WAITING' && record.operationId === undefined;

const withOperation =
  (slot: SlotRecord, operation: SlotOperation) =>
  (record: CaptureRecord): CaptureRecord =>
    isWaiting(record) && operation.operationId !== undefined
      ? {
          ...record,
          status: 'FIRED',
          operationId: operation.operationId,
          fence: slot.fence,
          sharedBy: operation.members.length,
          firedAtMs: operation.startedAtMs ?? operation.intentAtMs,
        }
      : record;

/** Tells every member of a started operation its id, and takes them off the queue. Whoever comes by may do it, again and
 * again, and it is always done before the slot is given to the next: no member loses its operation to a crash. */
export const handOver = async (deps: SlotDeps, slot: SlotRecord, operation: SlotOperation): Promise<void> => {
  const { members } = operation;
  await Promise.all(members.map((member) => deps.cases.updateCapture(member, withOperation(slot, operation))));
  await deps.slots.dequeue(slot, members);
};

/** Hands the operation over and frees the slot. */
export const release = async (
  deps: SlotDeps,
  read: ReadSlot,
  operation: SlotOperation,
  busyUntilMs?: number,
): Promise<void> => {
  if (operation.operationId !== undefined) await handOver(deps, read.slot, operation);
  await deps.slots.replace(read, freed(read.slot, busyUntilMs));
};

/** Ends captures that got no operation, each with the same grade and reason. An ended capture stays as it is. */
export const endAll = async (
  deps: SlotDeps,
  captures: readonly CaptureId[],
  end: { readonly grade: Grade; readonly gradeReason: string },
): Promise<void> => {
  const endedAtMs = deps.clock.nowMs();
  const change = (record: CaptureRecord): CaptureRecord =>
    isWaiting(record) ? { ...record, ...end, status: 'ENDED', endedAtMs } : record;
  await Promise.all(captures.map((capture) => deps.cases.updateCapture(capture, change)));
};
