import type { SlotRecord } from '../../functions/lib/domain/slot.ts';
import type { Seen } from './seen.ts';

/** Slots that are not plainly free once every case has ended: an operation is still on record, or somebody waits. Whether
 * one is leaked shows only when a later capture wants it, so each is probed by one. */
export const heldSlots = ({ records }: Seen): readonly SlotRecord[] => {
  const waiting = new Set(
    records.captures
      .filter(({ status }) => status === 'WAITING')
      .map(({ plan }) => `${plan.firewallArn}#${plan.slotZone}`),
  );
  return records.slots.filter(
    ({ operation, firewallArn, slotZone }) => operation !== undefined || waiting.has(`${firewallArn}#${slotZone}`),
  );
};
