import type { CaptureRecord } from '../lib/domain/capture.ts';
import { boundsOf, type HeldStart, heldByAccount, heldByTarget } from '../lib/domain/capture-bounds.ts';
import { MAX_FILTERS_PER_OPERATION } from '../lib/domain/flow-filter.ts';
import { chooseBatch, inOrder, isSameCapture, type SlotId, type Waiter, wantsOf } from '../lib/domain/slot.ts';
import type { ReadSlot } from '../lib/ports/slot-store.ts';
import { type FireDeps, firewallOf } from '../lib/slots/slot-deps.ts';
import { fireIntent } from './fire-intent.ts';

/** Waiters whose records are read at once. Each has at least one filter, so 20 different ones fill an operation; the rest is
 * slack for waiters that have ended meanwhile. */
const READ_AT_ONCE = 25;
/** Most waiters that are read for one batch: many that ask for the same share its filters. Its members lie in the slot's
 * record, which bounds them. */
const MAX_LOOKED_AT = 150;

const waiterOf = (record: CaptureRecord): Waiter => {
  const { caseId, captureKey, round, severity, askedAtMs, plan } = record;
  const overdueAtMs = askedAtMs + (plan.deadlineSeconds * 1_000) / 2;
  return { caseId, captureKey, round, severity, askedAtMs, overdueAtMs, wants: wantsOf(record) };
};

export const slotIdOf = ({ plan }: CaptureRecord): SlotId => ({
  firewallArn: plan.firewallArn,
  slotZone: plan.slotZone,
});

export const enqueue = (deps: FireDeps, record: CaptureRecord): Promise<void> =>
  deps.slots.enqueue(slotIdOf(record), waiterOf(record));

/** Nobody further back in the queue could add a filter to the operation. */
const isFull = (captures: readonly CaptureRecord[]): boolean =>
  captures[0]?.alone === true || chooseBatch(captures).filters.length >= MAX_FILTERS_PER_OPERATION;

/** Those who ask for nothing but what the batch has. */
const ridersOf = (captures: readonly CaptureRecord[], queue: readonly Waiter[]): readonly Waiter[] => {
  const has = new Set(chooseBatch(captures).members.flatMap(wantsOf));
  return queue.filter(({ wants }) => wants.every((want) => has.has(want)));
};

/** The queue in its order, in which `mine` stands as it is. */
const queueOf = async (deps: FireDeps, mine: CaptureRecord): Promise<readonly Waiter[]> => {
  const waiters = await deps.slots.waiters(slotIdOf(mine));
  return inOrder([...waiters.filter((waiter) => !isSameCapture(waiter, mine)), waiterOf(mine)], deps.clock.nowMs());
};

/** Waiting captures in order, as many as one operation can serve: until nobody could add a filter, and then whoever asks for
 * nothing more. Those that no longer wait are taken off the queue. Every record is read again, `mine` too: it was read
 * before the slot, which may have served it and become free since. What is read now, after the slot, is safe to act on: an
 * operation tells its members before it frees the slot, and the slot is only taken as long as nobody has changed it. */
const waitingCaptures = async (deps: FireDeps, mine: CaptureRecord): Promise<readonly CaptureRecord[]> => {
  const [queue, current] = await Promise.all([queueOf(deps, mine), deps.cases.findCapture(mine)]);
  const recordOf = (waiter: Waiter) => (isSameCapture(waiter, mine) ? current : deps.cases.findCapture(waiter));
  const read = async (waiters: readonly Waiter[]): Promise<readonly CaptureRecord[]> => {
    const records = await Promise.all(waiters.map(recordOf));
    const gone = waiters.filter((_, index) => records[index]?.status !== 'WAITING');
    await deps.slots.dequeue(slotIdOf(mine), gone);
    return records.filter((record) => record !== undefined).filter(({ status }) => status === 'WAITING');
  };
  const waiting: CaptureRecord[] = [];
  let at = 0;
  for (; at < Math.min(queue.length, MAX_LOOKED_AT) && !isFull(waiting); at += READ_AT_ONCE)
    waiting.push(...(await read(queue.slice(at, at + READ_AT_ONCE))));
  const riders = ridersOf(waiting, queue.slice(at)).slice(0, Math.max(0, MAX_LOOKED_AT - waiting.length));
  return [...waiting, ...(await read(riders))];
};

/** The bound that leaves no room for `mine`, before anybody else who waits is read. The target's is in the slot. The account's
 * is another call, made beside that reading; only for who knows that bound already it comes first: many wait for it then, and
 * each would read all others for nothing. */
const heldAlready = async (deps: FireDeps, read: ReadSlot, mine: CaptureRecord): Promise<HeldStart | undefined> => {
  const bounds = boundsOf([mine]);
  const byTarget = heldByTarget(read.slot.starts, bounds, deps.clock.nowMs());
  if (byTarget || mine.heldBack?.by !== 'account') return byTarget;
  const { starts } = await deps.accounts.read(mine.plan.account);
  return heldByAccount(starts, bounds, deps.clock.nowMs());
};

/** Takes a free slot for the captures that are first in order, together as far as 20 filters allow, and fires. That may
 * leave `mine` waiting: whoever finds the slot free serves the most urgent. Losing the race for the slot changes nothing.
 * Returns the bound that leaves no room for a start now, if one does. */
export const takeSlot = async (deps: FireDeps, read: ReadSlot, mine: CaptureRecord): Promise<HeldStart | undefined> => {
  const { starts } = read.slot;
  const full = await heldAlready(deps, read, mine);
  if (full) return full;
  const [waiting, account] = await Promise.all([waitingCaptures(deps, mine), deps.accounts.read(mine.plan.account)]);
  const { members, filters } = chooseBatch(waiting);
  const [first] = members;
  if (!first) return undefined;
  const { minimumFlowAgeSeconds, scope } = first.plan;
  const bounds = boundsOf(members);
  const { maximumPerAccountHour, severity } = bounds;
  const terms = { scope, filters, minimumFlowAgeSeconds, maximumPerAccountHour, severity };
  const intent = { members: members.map(idOf), ...terms, shot: 1, token: deps.newToken() };
  const firewall = firewallOf(first);
  const held = heldByTarget(starts, bounds, deps.clock.nowMs());
  return held ?? (await fireIntent(deps, { firewall, read, account, intent, contended: waiting.length > 1 }));
};

const idOf = ({ caseId, captureKey, round }: CaptureRecord) => ({ caseId, captureKey, round });
