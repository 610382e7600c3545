import type { CaptureId, CaptureRecord, CaptureScope } from './capture.ts';
import { type CaptureStarts, noStarts, withStart } from './capture-starts.ts';
import { CLOCK_SKEW_MS, MAX_OPERATION_MS, SETTLE_MS } from './capture-timing.ts';
import { type FlowFilter, MAX_FILTERS_PER_OPERATION, type PlannedFilter } from './flow-filter.ts';
import { sha256Hex } from './ids.ts';

/** A firewall's single place for a flow operation in one zone. */
export interface SlotId {
  readonly firewallArn: string;
  readonly slotZone: string;
}

/** An operation of ours on a slot, from the intent on. Its members are captures that share it, of one case or of many. */
export interface SlotOperation {
  /** `INTENT`: written, maybe sent, outcome unknown. `STARTED`: the id is known. */
  readonly phase: 'INTENT' | 'STARTED';
  /** 1 for the first request, one more each time that reading back proved that nothing had started. */
  readonly shot: number;
  readonly members: readonly CaptureId[];
  readonly scope: CaptureScope;
  readonly filters: readonly FlowFilter[];
  readonly minimumFlowAgeSeconds: number;
  /** Smallest of the members' bounds on their account, should it have to be fired again. */
  readonly maximumPerAccountHour: number;
  /** Of the most severe member. */
  readonly severity: number;
  readonly intentAtMs: number;
  /** Unique to the invocation that wrote the intent: only it may fire, and no two intents are ever equal. */
  readonly token: string;
  readonly operationId?: string;
  readonly startedAtMs?: number;
  /** When somebody last asked AWS whether it still runs. */
  readonly checkedAtMs?: number;
}

/** One slot. Free when it has no operation. `fence` grows with every taking and every shot. */
export interface SlotRecord extends SlotId {
  readonly fence: number;
  readonly operation?: SlotOperation;
  /** An operation of somebody else was seen: ask again after this time. */
  readonly busyUntilMs?: number;
  /** Operations that were ours, newest last: reading back never adopts one twice. */
  readonly pastOperationIds: readonly string[];
  /** Operations of ours that started here lately. */
  readonly starts: CaptureStarts;
}

/** A capture that waits for a slot. */
export interface Waiter extends CaptureId {
  readonly severity: number;
  readonly askedAtMs: number;
  /** From when on it goes before all that are not so late, epoch ms. */
  readonly overdueAtMs: number;
  /** One short text for each filter and its terms: who asks for no more than an operation has anyway can share it. */
  readonly wants: readonly string[];
}

export type SlotDecision =
  | { readonly do: 'take' }
  | { readonly do: 'wait'; readonly untilMs: number }
  | { readonly do: 'read-back'; readonly operation: SlotOperation }
  | { readonly do: 'check'; readonly operation: SlotOperation }
  | { readonly do: 'free'; readonly operation: SlotOperation };

const CHECK_EVERY_MS = 10_000;
const MAX_PAST_OPERATIONS = 50;

export const emptySlot = (id: SlotId): SlotRecord => ({ ...id, fence: 0, pastOperationIds: [], starts: noStarts });

export const isSameCapture = (a: CaptureId, b: CaptureId): boolean =>
  a.caseId === b.caseId && a.captureKey === b.captureKey && a.round === b.round;

/** What whoever comes by must do about a slot. Nobody owns this duty, so a dead holder holds nothing up. */
export const decideSlot = (slot: SlotRecord, nowMs: number): SlotDecision => {
  const { operation, busyUntilMs = 0 } = slot;
  if (!operation) return nowMs < busyUntilMs ? { do: 'wait', untilMs: busyUntilMs } : { do: 'take' };
  if (operation.phase === 'INTENT') {
    const settledAtMs = operation.intentAtMs + SETTLE_MS;
    return nowMs < settledAtMs ? { do: 'wait', untilMs: settledAtMs } : { do: 'read-back', operation };
  }
  const startedAtMs = operation.startedAtMs ?? operation.intentAtMs;
  if (nowMs - startedAtMs > MAX_OPERATION_MS) return { do: 'free', operation };
  const checkAtMs = (operation.checkedAtMs ?? startedAtMs) + CHECK_EVERY_MS;
  return nowMs < checkAtMs ? { do: 'wait', untilMs: checkAtMs } : { do: 'check', operation };
};

const bySeverityThenAge = (a: Waiter, b: Waiter): number =>
  b.severity - a.severity || a.askedAtMs - b.askedAtMs || (a.caseId + a.captureKey < b.caseId + b.captureKey ? -1 : 1);

/** Waiting captures in the order they are served: most severe first, then longest waiting. One whose deadline is half gone
 * goes first, whatever its severity: a stream of severe captures starves nobody. */
export const inOrder = (waiters: readonly Waiter[], nowMs: number): readonly Waiter[] => {
  const sorted = waiters.toSorted(bySeverityThenAge);
  const isOverdue = ({ overdueAtMs }: Waiter): boolean => nowMs >= overdueAtMs;
  return [...sorted.filter(isOverdue), ...sorted.filter((waiter) => !isOverdue(waiter))];
};

const termsOf = ({ plan: { minimumFlowAgeSeconds, scope } }: CaptureRecord): string =>
  JSON.stringify([minimumFlowAgeSeconds, scope]);

const sameTerms = (a: CaptureRecord, b: CaptureRecord): boolean => !a.alone && !b.alone && termsOf(a) === termsOf(b);

/** What a capture asks for, as its waiter says it. One that is fired alone asks for nothing that another has. */
export const wantsOf = (capture: CaptureRecord): readonly string[] =>
  capture.plan.filters.map(({ filter }) =>
    sha256Hex(JSON.stringify([termsOf(capture), filter, capture.alone ? capture.caseId : ''])).slice(0, 12),
  );

const distinctFilters = (captures: readonly CaptureRecord[]): readonly FlowFilter[] => {
  const planned = captures.flatMap((capture): readonly PlannedFilter[] => capture.plan.filters);
  return [...new Map(planned.map(({ filter }) => [JSON.stringify(filter), filter])).values()];
};

/** The captures that one operation serves together: the first in order, and every later one on the same terms whose
 * filters still fit into 20. Each capture receives its own flows from the shared result.
 * @param captures in the order to be served; not empty */
export const chooseBatch = (
  captures: readonly CaptureRecord[],
): { readonly members: readonly CaptureRecord[]; readonly filters: readonly FlowFilter[] } => {
  let members: readonly CaptureRecord[] = [];
  for (const capture of captures) {
    const [first] = members;
    const candidate = [...members, capture];
    const fits =
      !first || (sameTerms(first, capture) && distinctFilters(candidate).length <= MAX_FILTERS_PER_OPERATION);
    if (fits) members = candidate;
  }
  return { members, filters: distinctFilters(members) };
};

/** The slot with an intent to fire for `members`. */
export const withIntent = (
  slot: SlotRecord,
  intent: Pick<
    SlotOperation,
    'members' | 'scope' | 'filters' | 'minimumFlowAgeSeconds' | 'maximumPerAccountHour' | 'severity' | 'shot' | 'token'
  >,
  nowMs: number,
): SlotRecord => {
  const { busyUntilMs: _, ...rest } = slot;
  return { ...rest, fence: slot.fence + 1, operation: { ...intent, phase: 'INTENT', intentAtMs: nowMs } };
};

/** The slot once the operation's id is known. From here on it counts as started: until then the slot is taken, and nothing
 * else starts on it. */
export const withStarted = (
  slot: SlotRecord,
  operation: SlotOperation,
  operationId: string,
  nowMs: number,
): SlotRecord => ({
  ...slot,
  operation: { ...operation, phase: 'STARTED', operationId, startedAtMs: nowMs },
  pastOperationIds: [...slot.pastOperationIds, operationId].slice(-MAX_PAST_OPERATIONS),
  starts: withStart(slot.starts, nowMs),
});

/** The slot without an operation. @param busyUntilMs set where somebody else's operation runs on the firewall */
export const freed = (slot: SlotRecord, busyUntilMs?: number): SlotRecord => ({
  firewallArn: slot.firewallArn,
  slotZone: slot.slotZone,
  fence: slot.fence,
  pastOperationIds: slot.pastOperationIds,
  starts: slot.starts,
  ...(busyUntilMs === undefined ? {} : { busyUntilMs }),
});

/** Whether an operation that AWS lists can be the one this intent started, by time and because it was nobody's before. */
export const mayBeOurs = (
  slot: SlotRecord,
  operation: SlotOperation,
  listed: { readonly operationId: string; readonly requestedAtMs?: number },
): boolean =>
  !slot.pastOperationIds.includes(listed.operationId) &&
  (listed.requestedAtMs === undefined || listed.requestedAtMs >= operation.intentAtMs - CLOCK_SKEW_MS);
