import type { CaptureId } from '../domain/capture.ts';
import { ContractError } from '../domain/errors.ts';
import { emptySlot, type SlotId, type SlotRecord, type Waiter } from '../domain/slot.ts';
import type { RecordBody, RecordKey, RecordTable } from '../ports/record-table.ts';
import type { SlotStore } from '../ports/slot-store.ts';
import { typedRecords } from './typed-record.ts';

const slotPk = (id: SlotId): string => `SLOT#${id.firewallArn}#${id.slotZone}`;
const slotKey = (id: SlotId): RecordKey => ({ pk: slotPk(id), sk: 'SLOT' });
const waiterKey = (id: SlotId, { caseId, captureKey, round }: CaptureId): RecordKey => ({
  pk: slotPk(id),
  sk: `WAIT#${caseId}#${captureKey}#${round}`,
});

const isSlot = (body: RecordBody): body is RecordBody & SlotRecord =>
  typeof body.fence === 'number' && Array.isArray(body.pastOperationIds);

/** The slot store over the one table. */
export const slotStore = (table: RecordTable): SlotStore => {
  const waiters = typedRecords<Waiter>(table, 'waiter');

  return {
    read: async (id) => {
      const stored = await table.get(slotKey(id));
      if (!stored) return { slot: emptySlot(id), revision: 0 };
      if (!isSlot(stored.body))
        throw new ContractError('the slot record is not a slot', { firewallArn: id.firewallArn });
      return { slot: stored.body, revision: stored.revision };
    },
    replace: async ({ revision }, next) => {
      const body = { ...next };
      const written =
        revision === 0 ? await table.create(slotKey(next), body) : await table.replace(slotKey(next), revision, body);
      return written ? { slot: next, revision: revision + 1 } : undefined;
    },
    enqueue: async (id, waiter) => {
      await waiters.create(waiterKey(id, waiter), waiter);
    },
    dequeue: async (id, captures) => {
      await Promise.all(captures.map((capture) => table.remove(waiterKey(id, capture), 1)));
    },
    waiters: (id) => waiters.list(slotPk(id), 'WAIT#'),
  };
};
