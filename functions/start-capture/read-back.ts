import type { HeldStart } from '../lib/domain/capture-bounds.ts';
import { FOREIGN_OPERATION_PAUSE_MS, MAX_SHOTS } from '../lib/domain/capture-timing.ts';
import { sameFilters } from '../lib/domain/flow-filter.ts';
import { freed, mayBeOurs, type SlotOperation, withStarted } from '../lib/domain/slot.ts';
import type { FirewallRef, OperationDescription } from '../lib/ports/flow-operations.ts';
import type { ReadSlot } from '../lib/ports/slot-store.ts';
import { endAll, release } from '../lib/slots/hand-over.ts';
import type { FireDeps } from '../lib/slots/slot-deps.ts';
import { fireIntent } from './fire-intent.ts';

const isThisRequest = (described: OperationDescription, operation: SlotOperation): boolean =>
  described.minimumFlowAgeSeconds === operation.minimumFlowAgeSeconds &&
  sameFilters(described.filters, operation.filters);

const oldestFirst = (a: OperationDescription, b: OperationDescription): number =>
  (a.requestedAtMs ?? 0) - (b.requestedAtMs ?? 0);

/** The operation that an unknown request started, if any. Two matches: the older is ours as far as anybody can tell, and
 * it is said, because a person may have run the same filters by hand. */
const findOurs = async (deps: FireDeps, firewall: FirewallRef, read: ReadSlot, operation: SlotOperation) => {
  const listed = await deps.operations.list(firewall);
  const candidates = listed.filter((item) => item.type === 'FLOW_CAPTURE' && mayBeOurs(read.slot, operation, item));
  const described = await Promise.all(candidates.map((item) => deps.operations.describe(firewall, item.operationId)));
  const matches = described.filter((item) => item !== undefined).filter((item) => isThisRequest(item, operation));
  if (matches.length > 1)
    deps.log.warn('two operations match one intent; the older is adopted', { matches: matches.length });
  return { ours: matches.toSorted(oldestFirst)[0], running: listed.some(({ status }) => status === 'IN_PROGRESS') };
};

/** The next shot, after proof that the one before started nothing. Where a bound leaves no room for it, its members wait
 * with all others again. */
const fireAgain = async (
  deps: FireDeps,
  firewall: FirewallRef,
  read: ReadSlot,
  operation: SlotOperation,
): Promise<HeldStart | undefined> => {
  const account = await deps.accounts.read(firewall.account);
  const intent = { ...operation, shot: operation.shot + 1, token: deps.newToken() };
  const held = await fireIntent(deps, { firewall, read, account, intent, contended: true });
  if (held) await release(deps, read, operation);
  return held;
};

/** Settles an intent whose outcome is unknown, once it has rested: adopts the operation that it started; or, with proof
 * that nothing started, makes way for somebody else's operation, fires again, or gives up after the last shot. Returns
 * the bound that leaves no room to fire again now, if one does. */
export const readBack = async (
  deps: FireDeps,
  firewall: FirewallRef,
  read: ReadSlot,
  operation: SlotOperation,
): Promise<HeldStart | undefined> => {
  const { ours, running } = await findOurs(deps, firewall, read, operation);
  const nowMs = deps.clock.nowMs();
  if (ours) {
    deps.log.info('an unknown start was found by reading back', { operationId: ours.operationId });
    await deps.slots.replace(read, withStarted(read.slot, operation, ours.operationId, nowMs));
  } else if (running) {
    await deps.slots.replace(read, freed(read.slot, nowMs + FOREIGN_OPERATION_PAUSE_MS));
  } else if (operation.shot < MAX_SHOTS) return await fireAgain(deps, firewall, read, operation);
  else {
    const gradeReason = `StartFlowCapture gave no answer ${MAX_SHOTS} times and started nothing`;
    await endAll(deps, operation.members, { grade: 'NEEDS_OPERATOR', gradeReason });
    await release(deps, read, operation);
  }
  return undefined;
};
