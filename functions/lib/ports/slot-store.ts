import type { CaptureId } from '../domain/capture.ts';
import type { SlotId, SlotRecord, Waiter } from '../domain/slot.ts';

/** A slot as read: `replace` succeeds only while nobody else has changed it. */
export interface ReadSlot {
  readonly slot: SlotRecord;
  readonly revision: number;
}

/** Slots and who waits for them. */
export interface SlotStore {
  /** A slot that nobody has used yet is empty, at revision 0. */
  read(id: SlotId): Promise<ReadSlot>;
  /** The slot at its new revision, or undefined when somebody else was faster. */
  replace(read: ReadSlot, next: SlotRecord): Promise<ReadSlot | undefined>;
  /** Repeating it for the same capture changes nothing. */
  enqueue(id: SlotId, waiter: Waiter): Promise<void>;
  dequeue(id: SlotId, captures: readonly CaptureId[]): Promise<void>;
  waiters(id: SlotId): Promise<readonly Waiter[]>;
}
