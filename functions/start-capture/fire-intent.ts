import { type HeldStart, heldByAccount } from '../lib/domain/capture-bounds.ts';
import { freed, type SlotOperation, withIntent } from '../lib/domain/slot.ts';
import type { ReadAccountStarts } from '../lib/ports/account-starts.ts';
import type { FirewallRef } from '../lib/ports/flow-operations.ts';
import type { ReadSlot } from '../lib/ports/slot-store.ts';
import type { FireDeps } from '../lib/slots/slot-deps.ts';
import { fire } from './fire.ts';

/** Others count in the same account meanwhile: so often is a count tried again before the slot is left to whoever comes next. */
const MAX_COUNTS = 8;

/** What is about to be fired, on a slot and in an account as they were read. */
export interface Firing {
  readonly firewall: FirewallRef;
  readonly read: ReadSlot;
  readonly account: ReadAccountStarts;
  readonly intent: Omit<SlotOperation, 'phase' | 'intentAtMs'>;
  /** Others wait for the slot too, and may take it first. */
  readonly contended: boolean;
}

/** Takes the slot and counts the start in its account. Both at once, so that no call in sequence is added; but where others
 * are after the slot it is won first: what each loser had counted would add up, and in a storm fill the account's bound. */
const takeAndCount = async (deps: FireDeps, { read, account, intent, contended }: Firing, nowMs: number) => {
  const take = (): Promise<ReadSlot | undefined> => deps.slots.replace(read, withIntent(read.slot, intent, nowMs));
  const count = async (): Promise<boolean> => (await deps.accounts.count(account, nowMs, intent.token)) !== undefined;
  if (contended) {
    const next = await take();
    return { next, counted: next !== undefined && (await count()) };
  }
  const [next, counted] = await Promise.all([take(), count()]);
  return { next, counted };
};

/** Counts a start of this invocation's own intent after somebody else counted first. Undefined once it is counted. */
const countAgain = async (deps: FireDeps, { firewall, intent }: Firing): Promise<HeldStart | undefined> => {
  deps.log.info('a start is counted again', { members: intent.members.length });
  for (let count = 0; count < MAX_COUNTS; count += 1) {
    const read = await deps.accounts.read(firewall.account);
    const nowMs = deps.clock.nowMs();
    const held = heldByAccount(read.starts, intent, nowMs);
    if (held) return held;
    if (await deps.accounts.count(read, nowMs, intent.token)) return undefined;
  }
  return { untilMs: deps.clock.nowMs(), heldBack: { by: 'account', maximum: intent.maximumPerAccountHour } };
};

/** Takes the slot with an intent, counts the start in its account, and fires. Both come before the
 * request, so whatever dies on the way, an account never has more starts than are counted; one that lost the slot counts
 * for nothing. Returns why it may not be fired now, with the slot free again, or undefined. */
export const fireIntent = async (deps: FireDeps, firing: Firing): Promise<HeldStart | undefined> => {
  const { firewall, account, intent } = firing;
  const nowMs = deps.clock.nowMs();
  const held = heldByAccount(account.starts, intent, nowMs);
  if (held) return held;
  const { next, counted } = await takeAndCount(deps, firing, nowMs);
  if (!next) return undefined;
  const late = counted ? undefined : await countAgain(deps, firing);
  if (!late) await fire(deps, firewall, next);
  else {
    deps.log.info('a taken slot is given back', { fence: next.slot.fence });
    await deps.slots.replace(next, freed(next.slot));
  }
  return late;
};
