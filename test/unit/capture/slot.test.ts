import { describe, expect, it } from 'vitest';
import { CLOCK_SKEW_MS, MAX_OPERATION_MS, SETTLE_MS } from '../../../functions/lib/domain/capture-timing.ts';
import {
  decideSlot,
  emptySlot,
  freed,
  isSameCapture,
  mayBeOurs,
  type SlotOperation,
  type SlotRecord,
  withIntent,
  withStarted,
} from '../../../functions/lib/domain/slot.ts';
import { captureRecord, idOf, slot } from './setup.ts';

const NOW_MS = 10_000_000;
const { plan } = captureRecord(1);
const terms = {
  members: [idOf(1)],
  scope: plan.scope,
  filters: plan.filters.map(({ filter }) => filter),
  minimumFlowAgeSeconds: 60,
  maximumPerAccountHour: 100,
  severity: 8,
  shot: 1,
  token: 'token',
};
const intent: SlotOperation = { ...terms, phase: 'INTENT', intentAtMs: NOW_MS };
const started: SlotOperation = { ...intent, phase: 'STARTED', operationId: 'op-1', startedAtMs: NOW_MS + 400 };
const slotWith = (changes: Partial<SlotRecord>): SlotRecord => ({ ...emptySlot(slot), ...changes });

describe('what is to be done about a slot', () => {
  const CHECK_MS = 10_000;
  it.each([
    ['is free', {}, NOW_MS, { do: 'take' }],
    ['is paused', { busyUntilMs: NOW_MS + 1 }, NOW_MS, { do: 'wait', untilMs: NOW_MS + 1 }],
    ['was paused until now', { busyUntilMs: NOW_MS }, NOW_MS, { do: 'take' }],
    [
      'has an intent that has not rested',
      { operation: intent },
      NOW_MS + SETTLE_MS - 1,
      { do: 'wait', untilMs: NOW_MS + SETTLE_MS },
    ],
    [
      'has an intent that has rested',
      { operation: intent },
      NOW_MS + SETTLE_MS,
      { do: 'read-back', operation: intent },
    ],
    [
      'has an operation that started just now',
      { operation: started },
      NOW_MS + 400 + CHECK_MS - 1,
      { do: 'wait', untilMs: NOW_MS + 400 + CHECK_MS },
    ],
    [
      'has an operation nobody looked at for a while',
      { operation: started },
      NOW_MS + 400 + CHECK_MS,
      { do: 'check', operation: started },
    ],
    [
      'has an operation somebody looked at lately',
      { operation: { ...started, checkedAtMs: NOW_MS + 90_000 } },
      NOW_MS + 90_000 + CHECK_MS - 1,
      { do: 'wait', untilMs: NOW_MS + 90_000 + CHECK_MS },
    ],
    [
      'has an operation as old as one may be',
      { operation: started },
      NOW_MS + 400 + MAX_OPERATION_MS,
      { do: 'check', operation: started },
    ],
    [
      'has an operation older than one may be',
      { operation: started },
      NOW_MS + 400 + MAX_OPERATION_MS + 1,
      { do: 'free', operation: started },
    ],
  ] as const)('that %s', (_, changes, nowMs, decision) => {
    expect(decideSlot(slotWith(changes), nowMs)).toEqual(decision);
  });
});

describe('a slot', () => {
  it('is taken with an intent under a new fence, and its pause is over', () => {
    const taken = withIntent(slotWith({ fence: 4, busyUntilMs: 5 }), terms, NOW_MS);

    expect(taken).toEqual(slotWith({ fence: 5, operation: intent }));
  });

  it('knows the operation once it has started, and counts it', () => {
    const before = slotWith({ fence: 5, operation: intent, pastOperationIds: ['op-0'] });

    const after = withStarted(before, intent, 'op-1', NOW_MS + 400);

    expect(after).toEqual({
      ...before,
      operation: started,
      pastOperationIds: ['op-0', 'op-1'],
      starts: { minutes: [[Math.floor(NOW_MS / 60_000), 1]], lastAtMs: NOW_MS + 400 },
    });
  });

  it('remembers its last fifty operations, newest last', () => {
    const past = Array.from({ length: 50 }, (_, index) => `old-${index}`);

    const { pastOperationIds } = withStarted(slotWith({ pastOperationIds: past }), intent, 'op-1', NOW_MS);

    expect(pastOperationIds).toEqual([...past.slice(1), 'op-1']);
  });

  it('keeps its fence, its past and its counts when it is freed', () => {
    const kept = { fence: 5, pastOperationIds: ['op-1'], starts: { minutes: [[1, 1]], lastAtMs: 60_000 } } as const;

    expect(freed(slotWith({ ...kept, operation: started, busyUntilMs: 5 }))).toEqual(slotWith(kept));
    expect(freed(slotWith({ ...kept, operation: started }), 9)).toEqual(slotWith({ ...kept, busyUntilMs: 9 }));
  });

  it('begins empty', () => {
    expect(emptySlot(slot)).toEqual({
      ...slot,
      fence: 0,
      pastOperationIds: [],
      starts: { minutes: [], lastAtMs: 0 },
    });
  });
});

describe('an operation that AWS lists', () => {
  const read = slotWith({ operation: intent, pastOperationIds: ['op-past'] });

  it.each([
    ['is ours when it was asked for after the intent', { operationId: 'op', requestedAtMs: NOW_MS + 1 }, true],
    ['is ours as far as clocks may differ', { operationId: 'op', requestedAtMs: NOW_MS - CLOCK_SKEW_MS }, true],
    ['is not ours when it is older', { operationId: 'op', requestedAtMs: NOW_MS - CLOCK_SKEW_MS - 1 }, false],
    ['may be ours when AWS does not say when it was asked for', { operationId: 'op' }, true],
    ['is not ours once more', { operationId: 'op-past', requestedAtMs: NOW_MS + 1 }, false],
    ['is not ours once more, whenever it was asked for', { operationId: 'op-past' }, false],
  ])('%s', (_, listed, expected) => {
    expect(mayBeOurs(read, intent, listed)).toBe(expected);
  });
});

describe('two captures', () => {
  it.each([
    [{}, true],
    [{ caseId: idOf(2).caseId }, false],
    [{ captureKey: idOf(2).captureKey }, false],
    [{ round: 2 }, false],
  ])('are told apart by %j: %s', (changes, expected) => {
    expect(isSameCapture(idOf(1), { ...idOf(1), ...changes })).toBe(expected);
  });
});
