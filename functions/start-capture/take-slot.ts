import type { CaptureRecord } from '../lib/domain/capture.ts';
import { boundsOf, type HeldStart, heldByTarget } from '../lib/domain/capture-bounds.ts';
import { chooseBatch, inOrder, isSameCapture, type SlotId, type Waiter } from '../lib/domain/slot.ts';
import type { ReadSlot } from '../lib/ports/slot-store.ts';
import { type FireDeps, firewallOf } from '../lib/slots/slot-deps.ts';
import { fireIntent } from './fire-intent.ts';

/** Waiters whose records are read for one batch. Each has at least one filter, so 20 fill an operation; the rest is slack
 * for waiters that have ended meanwhile. */
const MAX_LOOKED_AT = 25;

const waiterOf = ({ caseId, captureKey, round, severity, askedAtMs }: CaptureRecord): Waiter => ({
  caseId,
  captureKey,
  round,
  severity,
  askedAtMs,
});

export const slotIdOf = ({ plan }: CaptureRecord): SlotId => ({
  firewallArn: plan.firewallArn,
  slotZone: plan.slotZone,
});

export const enqueue = (deps: FireDeps, record: CaptureRecord): Promise<void> =>
  deps.slots.enqueue(slotIdOf(record), waiterOf(record));

/** Waiting captures in order, `mine` among them; those that no longer wait are taken off the queue. Every record is read
 * again, `mine` too: it was read before the slot, which may have served it and become free since. What is read now, after
 * the slot, is safe to act on: an operation tells its members before it frees the slot, and the slot is only taken as
 * long as nobody has changed it. */
const waitingCaptures = async (deps: FireDeps, mine: CaptureRecord): Promise<readonly CaptureRecord[]> => {
  const id = slotIdOf(mine);
  const [waiters, current] = await Promise.all([deps.slots.waiters(id), deps.cases.findCapture(mine)]);
  const others = waiters.filter((waiter) => !isSameCapture(waiter, mine));
  const first = inOrder([...others, waiterOf(mine)]).slice(0, MAX_LOOKED_AT);
  const recordOf = (waiter: Waiter) => (isSameCapture(waiter, mine) ? current : deps.cases.findCapture(waiter));
  const records = await Promise.all(first.map(recordOf));
  const gone = first.filter((_, index) => records[index]?.status !== 'WAITING');
  await deps.slots.dequeue(id, gone);
  return records.filter((record) => record !== undefined).filter(({ status }) => status === 'WAITING');
};

/** Takes a free slot for the captures that are first in order, together as far as 20 filters allow, and fires. That may
 * leave `mine` waiting: whoever finds the slot free serves the most urgent. Losing the race for the slot changes nothing.
 * Returns the bound that leaves no room for a start now, if one does. */
export const takeSlot = async (deps: FireDeps, read: ReadSlot, mine: CaptureRecord): Promise<HeldStart | undefined> => {
  const { starts } = read.slot;
  const full = heldByTarget(starts, boundsOf([mine]), deps.clock.nowMs());
  if (full) return full;
  const [waiting, account] = await Promise.all([waitingCaptures(deps, mine), deps.accounts.read(mine.plan.account)]);
  const { members, filters } = chooseBatch(waiting);
  const [first] = members;
  if (!first) return undefined;
  const { minimumFlowAgeSeconds, scope } = first.plan;
  const bounds = boundsOf(members);
  const { maximumPerAccountHour } = bounds;
  const terms = { scope, filters, minimumFlowAgeSeconds, maximumPerAccountHour };
  const intent = { members: members.map(idOf), ...terms, shot: 1, token: deps.newToken() };
  const firewall = firewallOf(first);
  const held = heldByTarget(starts, bounds, deps.clock.nowMs());
  return held ?? (await fireIntent(deps, { firewall, read, account, intent }));
};

const idOf = ({ caseId, captureKey, round }: CaptureRecord) => ({ caseId, captureKey, round });
