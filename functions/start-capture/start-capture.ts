import type { CaptureInput, CaptureTurn } from '../lib/contracts/states.ts';
import type { CaptureRecord, HeldBack } from '../lib/domain/capture.ts';
import { boundText } from '../lib/domain/capture-bounds.ts';
import { ContractError } from '../lib/domain/errors.ts';
import { resultsWaitSeconds, slotWaitSeconds } from '../lib/domain/execution-history.ts';
import { turnAfterRound } from '../lib/domain/next-turn.ts';
import { decideSlot, isSameCapture, type SlotOperation } from '../lib/domain/slot.ts';
import type { ReadSlot } from '../lib/ports/slot-store.ts';
import { endAll, handOver, release } from '../lib/slots/hand-over.ts';
import { type FireDeps, firewallOf } from '../lib/slots/slot-deps.ts';
import { readBack } from './read-back.ts';
import { enqueue, slotIdOf, takeSlot } from './take-slot.ts';

/** Why nothing can be done about a slot, and until when. */
interface SlotWait {
  readonly untilMs: number;
  readonly heldBack?: HeldBack | undefined;
}

/** Slots change hands while we look: so often do we look again in one invocation. */
const MAX_LOOKS = 5;

/** The round's record, made from the case's plan the first time. */
const openRound = async ({ cases, clock }: FireDeps, input: CaptureInput): Promise<CaptureRecord> => {
  const found = await cases.findCapture(input);
  if (found) return found;
  const {
    plan: { captures, lead },
  } = await cases.getCase(input.caseId);
  const plan = captures.find(({ captureKey }) => captureKey === input.captureKey);
  if (!plan) throw new ContractError(`the plan has no capture ${input.captureKey}`, { captureKey: input.captureKey });
  const id = { caseId: input.caseId, captureKey: input.captureKey, round: input.round };
  const times = { askedAtMs: clock.nowMs(), severity: lead?.severity ?? 0, polls: 0 };
  await cases.createCapture({ ...id, plan, status: 'WAITING', ...times });
  return await cases.getCapture(id);
};

const checkOperation = async (deps: FireDeps, mine: CaptureRecord, read: ReadSlot, operation: SlotOperation) => {
  const id = operation.operationId;
  const described = id === undefined ? undefined : await deps.operations.describe(firewallOf(mine), id);
  if (described?.status !== 'IN_PROGRESS') return await release(deps, read, operation);
  const checked = { ...operation, checkedAtMs: deps.clock.nowMs() };
  await deps.slots.replace(read, { ...read.slot, operation: checked });
};

/** Past its deadline a round is not fired any more; an operation that it has by then is still its own. */
const isLate = ({ askedAtMs, plan }: CaptureRecord, nowMs: number): boolean =>
  nowMs - askedAtMs > plan.deadlineSeconds * 1_000;

/** Looks at the slot once and does what is due. Returns until when to wait, or undefined to look again. */
const lookOnce = async (deps: FireDeps, mine: CaptureRecord): Promise<SlotWait | undefined> => {
  const read = await deps.slots.read(slotIdOf(mine));
  const { operation } = read.slot;
  const isMember = operation?.members.some((member) => isSameCapture(member, mine)) ?? false;
  if (operation?.phase === 'STARTED' && isMember) {
    await handOver(deps, read.slot, operation);
    return undefined;
  }
  const decision = decideSlot(read.slot, deps.clock.nowMs());
  if (decision.do === 'wait') return { untilMs: decision.untilMs };
  if (decision.do === 'take') {
    const nowMs = deps.clock.nowMs();
    return isLate(mine, nowMs) ? { untilMs: nowMs, heldBack: mine.heldBack } : await takeSlot(deps, read, mine);
  }
  if (decision.do === 'read-back') return await readBack(deps, firewallOf(mine), read, decision.operation);
  if (decision.do === 'check') await checkOperation(deps, mine, read, decision.operation);
  else await release(deps, read, decision.operation);
  return undefined;
};

const answer = (record: CaptureRecord, nowMs: number): CaptureTurn | undefined => {
  if (record.status === 'ENDED') return turnAfterRound(record, nowMs);
  if (record.status === 'WAITING') return undefined;
  return { ...idOf(record), next: 'wait-for-results', waitSeconds: resultsWaitSeconds(record, nowMs) };
};

const idOf = ({ caseId, captureKey, round }: CaptureRecord) => ({ caseId, captureKey, round });

/** Why a round got no slot in time: the bound that holds it back now, else the busy slot and the bound that did before. */
const lateReason = ({ plan, heldBack }: CaptureRecord, now: HeldBack | undefined): string => {
  const within = `within ${plan.deadlineSeconds} s`;
  if (now) return `no start ${within}: ${boundText(now)} was reached`;
  return heldBack ? `no free slot ${within}; ${boundText(heldBack)} held it back before` : `no free slot ${within}`;
};

const expire = async (deps: FireDeps, record: CaptureRecord, now?: HeldBack): Promise<CaptureTurn> => {
  const gradeReason = lateReason(record, now);
  await endAll(deps, [record], { grade: 'NEEDS_OPERATOR', gradeReason });
  await deps.slots.dequeue(slotIdOf(record), [record]);
  return turnAfterRound(await deps.cases.getCapture(record), deps.clock.nowMs());
};

/** Says which bound holds a round back, the first time that it does: the line first, so that a record that names the
 * bound always has its line. */
const noteHeldBack = async (deps: FireDeps, record: CaptureRecord, heldBack: HeldBack): Promise<void> => {
  if (record.heldBack?.by === heldBack.by && record.heldBack.maximum === heldBack.maximum) return;
  const { caseId, captureKey, round } = record;
  const details = { captureKey, round, by: heldBack.by, maximum: heldBack.maximum };
  deps.log.warn('a bound holds a round back', details);
  const what = `held a round back: ${boundText(heldBack)}`;
  await deps.cases.addTimeline(caseId, { atMs: deps.clock.nowMs(), actor: 'start-capture', what, details });
  const change = (current: CaptureRecord) => (current.status === 'WAITING' ? { ...current, heldBack } : current);
  await deps.cases.updateCapture(record, change);
};

/** Seconds until a waiting round asks again. For a bound only half of the way: else all that wait for it would ask at once. */
const waitSecondsOf = (record: CaptureRecord, nowMs: number, wait: SlotWait | undefined): number => {
  if (!wait?.heldBack) return slotWaitSeconds(record, nowMs, wait?.untilMs);
  const { askedAtMs, plan } = record;
  const untilMs = Math.min(nowMs + (wait.untilMs - nowMs) / 2, askedAtMs + plan.deadlineSeconds * 1_000);
  return slotWaitSeconds(record, nowMs, untilMs);
};

/** Gets one round of a capture fired: takes the slot of its firewall and zone, alone or together with other waiting
 * captures, or settles what an earlier holder left behind, or waits in order of severity and age.
 *
 * Safe to run twice and at the same time: an intent with a fence is written before the one request, an unknown outcome is
 * read back and never fired again blindly, and the capture's record says once and for all which operation is its own. */
export const startCapture =
  (deps: FireDeps) =>
  async (input: CaptureInput): Promise<CaptureTurn> => {
    let record = await openRound(deps, input);
    let wait: SlotWait | undefined;
    for (let look = 0; look < MAX_LOOKS && wait === undefined; look += 1) {
      const known = answer(record, deps.clock.nowMs());
      if (known) return known;
      wait = await lookOnce(deps, record);
      record = await deps.cases.getCapture(record);
    }
    const nowMs = deps.clock.nowMs();
    const known = answer(record, nowMs);
    if (known) return known;
    if (isLate(record, nowMs)) return await expire(deps, record, wait?.heldBack);
    await enqueue(deps, record);
    if (wait?.heldBack) await noteHeldBack(deps, record, wait.heldBack);
    const waitSeconds = waitSecondsOf(record, nowMs, wait);
    return { ...idOf(record), next: 'wait-for-slot', waitSeconds };
  };
