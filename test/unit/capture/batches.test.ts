import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureRecord, PlannedCapture } from '../../../functions/lib/domain/capture.ts';
import { chooseBatch, inOrder, type Waiter, wantsOf } from '../../../functions/lib/domain/slot.ts';
import { captureRecord, idOf } from './setup.ts';

const waiter = (n: number, changes: Partial<Waiter> = {}): Waiter => ({
  ...idOf(n),
  severity: 5,
  askedAtMs: 1_000,
  overdueAtMs: 1_000_000,
  wants: [],
  ...changes,
});
const ordered = (waiters: readonly Waiter[], nowMs = 2_000): readonly string[] =>
  inOrder(waiters, nowMs).map(({ captureKey }) => captureKey);
const keys = (...numbers: readonly number[]): readonly string[] => numbers.map((n) => idOf(n).captureKey);

describe('captures that wait', () => {
  it.each([
    ['the more severe first', [waiter(1), waiter(2, { severity: 8 })], keys(2, 1)],
    ['the older first among equals', [waiter(1, { askedAtMs: 900 }), waiter(2, { askedAtMs: 800 })], keys(2, 1)],
    ['a younger one first if it is more severe', [waiter(1), waiter(2, { severity: 6, askedAtMs: 1_500 })], keys(2, 1)],
    ['by their names when nothing else tells', [waiter(2), waiter(1), waiter(3)], keys(1, 2, 3)],
    [
      'one whose deadline is half gone first',
      [waiter(1, { severity: 9 }), waiter(2, { overdueAtMs: 2_000 })],
      keys(2, 1),
    ],
    [
      'one that is not yet so late in its turn',
      [waiter(1, { severity: 9 }), waiter(2, { overdueAtMs: 2_001 })],
      keys(1, 2),
    ],
  ])('are served: %s', (_, waiters, expected) => {
    expect(ordered(waiters)).toEqual(expected);
  });

  it('are told apart by the capture within one case', () => {
    const { caseId } = idOf(1);

    expect(ordered([waiter(2, { caseId }), waiter(1, { caseId })])).toEqual(keys(1, 2));
  });

  const anyWaiters = fc.uniqueArray(
    fc.record({
      n: fc.integer({ min: 1, max: 50 }),
      severity: fc.integer({ min: 0, max: 10 }),
      askedAtMs: fc.integer({ min: 0, max: 5 }),
      overdueAtMs: fc.integer({ min: 0, max: 10 }),
    }),
    { selector: ({ n }) => n, maxLength: 20 },
  );

  it('are each served once, in an order that does not depend on how they are listed', () => {
    fc.assert(
      fc.property(anyWaiters, fc.integer({ min: 0, max: 10 }), (drawn, nowMs) => {
        const waiters = drawn.map(({ n, ...changes }) => waiter(n, changes));

        const order = ordered(waiters, nowMs);

        expect(order).toEqual(ordered(waiters.toReversed(), nowMs));
        expect(order.toSorted()).toEqual(waiters.map(({ captureKey }) => captureKey).toSorted());
      }),
      { numRuns: 500 },
    );
  });
});

/** A capture with the filters of these numbers. */
const asking = (n: number, filters: readonly number[], changes: Partial<PlannedCapture> = {}): CaptureRecord => {
  const record = captureRecord(n);
  const planned = filters.flatMap((filter) => captureRecord(filter).plan.filters);
  return { ...record, plan: { ...record.plan, filters: planned, ...changes } };
};
const chosen = (captures: readonly CaptureRecord[]): readonly string[] =>
  chooseBatch(captures).members.map(({ captureKey }) => captureKey);
const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1);

describe('an operation', () => {
  it.each([
    ['serves all whose filters fit', [asking(1, upTo(10)), asking(2, [11, 12])], keys(1, 2)],
    ['counts equal filters once', [asking(1, upTo(20)), asking(2, [3, 4])], keys(1, 2)],
    ['has 20 filters at most', [asking(1, upTo(20)), asking(2, [21])], keys(1)],
    [
      'leaves out who does not fit, and serves who comes later and does',
      [asking(1, upTo(19)), asking(2, [20, 21]), asking(3, [22])],
      keys(1, 3),
    ],
    [
      'keeps captures of another minimum age apart',
      [asking(1, [1]), asking(2, [2], { minimumFlowAgeSeconds: 300 })],
      keys(1),
    ],
    [
      'keeps captures of another scope apart',
      [asking(1, [1]), asking(2, [2], { scope: { vpcEndpointId: 'vpce-0123456789abcdef0' } })],
      keys(1),
    ],
    ['serves one that is fired alone by itself', [{ ...asking(1, [1]), alone: true }, asking(2, [2])], keys(1)],
    ['takes nobody along who is fired alone', [asking(1, [1]), { ...asking(2, [2]), alone: true }], keys(1)],
  ])('%s', (_, captures, expected) => {
    expect(chosen(captures)).toEqual(expected);
  });

  it('serves the first in order, and no more different filters than 20, whoever waits', () => {
    const anyCaptures = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(anyCaptures, (drawn) => {
        const captures = drawn.map((filters, index) => asking(index + 1, filters));

        const { members, filters } = chooseBatch(captures);

        const asked = members.flatMap(({ plan }) => plan.filters.map(({ filter }) => JSON.stringify(filter)));
        expect(members[0]).toBe(captures[0]);
        expect(filters.length).toBeLessThanOrEqual(20);
        expect(new Set(filters.map((filter) => JSON.stringify(filter)))).toEqual(new Set(asked));
      }),
      { numRuns: 300 },
    );
  });
});

describe('what a capture asks for', () => {
  const [want] = wantsOf(asking(1, [1]));

  it('is a short text for each filter', () => {
    expect(wantsOf(asking(1, [1, 2]))).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/), expect.any(String)]);
  });

  it('is the same in every case that asks for the same', () => {
    expect(wantsOf(asking(2, [1]))).toEqual([want]);
  });

  it.each([
    ['filter', asking(1, [2])],
    ['minimum age', asking(1, [1], { minimumFlowAgeSeconds: 300 })],
    ['scope', asking(1, [1], { scope: { vpcEndpointId: 'vpce-0123456789abcdef0' } })],
  ])('differs by %s', (_, record) => {
    expect(wantsOf(record)).not.toContain(want);
  });

  it('is nothing that another has where it is fired alone', () => {
    const alone = { ...asking(1, [1]), alone: true };

    expect(wantsOf(alone)).not.toContain(want);
    expect(wantsOf({ ...asking(2, [1]), alone: true })).not.toEqual(wantsOf(alone));
  });
});
