import type { CaptureRecord } from '../lib/domain/capture.ts';
import { FIRE_WINDOW_MS, FOREIGN_OPERATION_PAUSE_MS } from '../lib/domain/capture-timing.ts';
import { type SlotOperation, withStarted } from '../lib/domain/slot.ts';
import type { FirewallRef, StartOutcome } from '../lib/ports/flow-operations.ts';
import type { ReadSlot } from '../lib/ports/slot-store.ts';
import { endAll, handOver, release } from '../lib/slots/hand-over.ts';
import type { SlotDeps } from '../lib/slots/slot-deps.ts';

type Ending = Extract<StartOutcome, { outcome: 'rejected' | 'misconfigured' }>;

const started = async (
  deps: SlotDeps,
  read: ReadSlot,
  operation: SlotOperation,
  operationId: string,
): Promise<void> => {
  const next = await deps.slots.replace(read, withStarted(read.slot, operation, operationId, deps.clock.nowMs()));
  if (next?.slot.operation) await handOver(deps, next.slot, next.slot.operation);
};

const fireAloneNextTime = async (deps: SlotDeps, operation: SlotOperation): Promise<void> => {
  const change = (record: CaptureRecord): CaptureRecord => ({ ...record, alone: true });
  await Promise.all(operation.members.map((member) => deps.cases.updateCapture(member, change)));
};

/** Rejected: a busy slot may answer so too, so somebody else's running operation is looked for before anybody is blamed.
 * In a shared operation one member's filter may be at fault: all are fired alone the next time. */
const rejected = async (
  deps: SlotDeps,
  firewall: FirewallRef,
  read: ReadSlot,
  operation: SlotOperation,
  cause: string,
): Promise<void> => {
  const running = (await deps.operations.list(firewall)).some(({ status }) => status === 'IN_PROGRESS');
  if (running) return await release(deps, read, operation, deps.clock.nowMs() + FOREIGN_OPERATION_PAUSE_MS);
  if (operation.members.length > 1) await fireAloneNextTime(deps, operation);
  else
    await endAll(deps, operation.members, { grade: 'REFUSED', gradeReason: `StartFlowCapture was rejected: ${cause}` });
  await release(deps, read, operation);
};

const ended = async (
  deps: SlotDeps,
  firewall: FirewallRef,
  read: ReadSlot,
  operation: SlotOperation,
  { outcome, cause }: Ending,
): Promise<void> => {
  if (outcome === 'rejected') return await rejected(deps, firewall, read, operation, cause);
  await endAll(deps, operation.members, { grade: 'NEEDS_OPERATOR', gradeReason: `StartFlowCapture failed: ${cause}` });
  await release(deps, read, operation);
};

/** Sends the one request of an intent that this very invocation has just written. After the fire window it sends nothing:
 * somebody may already be reading back. The policy and a session in the firewall's account are fetched on the way, so
 * the window is looked at once more right before the request leaves. An unknown outcome leaves the intent in place to be
 * read back later. */
export const fire = async (deps: SlotDeps, firewall: FirewallRef, read: ReadSlot): Promise<void> => {
  const { operation } = read.slot;
  if (!operation) return;
  const mayStillSend = (): boolean => deps.clock.nowMs() - operation.intentAtMs <= FIRE_WINDOW_MS;
  if (!mayStillSend()) return;
  const { scope, filters, minimumFlowAgeSeconds } = operation;
  const result = await deps.operations.start({ ...firewall, scope, filters, minimumFlowAgeSeconds }, mayStillSend);
  deps.log.info('StartFlowCapture was sent', {
    outcome: result.outcome,
    members: operation.members.length,
    fence: read.slot.fence,
  });
  if (result.outcome === 'started') await started(deps, read, operation, result.operationId);
  else if (result.outcome !== 'unknown') await ended(deps, firewall, read, operation, result);
};
