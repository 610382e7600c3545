import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mostCaptures,
  resultsWaitSeconds,
  slotWaitSeconds,
  waitsOfARound,
} from '../../../functions/lib/domain/execution-history.ts';
import { captureRecord } from './setup.ts';

/** Events that an execution's history holds (Step Functions quotas). */
const HISTORY_EVENTS = 25_000;
/** A task, a choice and a wait. */
const EVENTS_OF_A_TURN = 9;
/** It begins, it is collected, it waits for the next round. */
const OTHER_TURNS = 4;

const planOf = (deadlineSeconds: number, waitsPerRound: number, pollSeconds = 10) => ({
  ...captureRecord(1).plan,
  deadlineSeconds,
  waitsPerRound,
  pollSeconds,
});
type Plan = ReturnType<typeof planOf>;

const forSlot = (plan: Plan, seconds: number): number => slotWaitSeconds({ askedAtMs: 0, plan }, seconds * 1_000);
const forResults = (plan: Plan, seconds: number): number =>
  resultsWaitSeconds({ askedAtMs: 0, firedAtMs: 0, plan }, seconds * 1_000);

/** How often one loop waits in so many seconds. */
const waitsIn = (seconds: number, next: (waited: number) => number): number => {
  let waits = 0;
  for (let waited = 0; waited <= seconds; waited += next(waited)) waits += 1;
  return waits;
};

/** The worst that a round can do: it waits for its slot, then for its results, until its deadline. */
const mostWaits = (plan: Plan): number => {
  const parts = Array.from({ length: 41 }, (_, part) => (plan.deadlineSeconds * part) / 40);
  const waits = parts.map(
    (seconds) =>
      waitsIn(seconds, (waited) => forSlot(plan, waited)) +
      waitsIn(plan.deadlineSeconds - seconds, (waited) => forResults(plan, waited)),
  );
  return Math.max(...waits);
};

describe('the waits of a case', () => {
  it('fit into the history of its execution, whatever is busy for however long', () => {
    const sizes = fc
      .integer({ min: 1, max: 20 })
      .chain((rounds) =>
        fc.record({ rounds: fc.constant(rounds), captures: fc.integer({ min: 1, max: mostCaptures(rounds) }) }),
      );
    const times = fc.record({
      deadlineSeconds: fc.integer({ min: 300, max: 39_600 }),
      pollSeconds: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(sizes, times, ({ rounds, captures }, { deadlineSeconds, pollSeconds }) => {
        const plan = planOf(deadlineSeconds, waitsOfARound(captures, rounds), pollSeconds);

        const events = captures * rounds * (mostWaits(plan) + OTHER_TURNS) * EVENTS_OF_A_TURN;

        expect(events).toBeLessThanOrEqual(HISTORY_EVENTS);
      }),
      { numRuns: 300 },
    );
  });

  it('come at least once a minute where the case is small', () => {
    const plan = planOf(3_600, waitsOfARound(3, 2));

    expect([0, 10, 100, 1_000, 3_000].map((waited) => forSlot(plan, waited))).toEqual([5, 5, 25, 60, 60]);
    expect([0, 19, 100, 1_000, 3_000].map((waited) => forResults(plan, waited))).toEqual([10, 10, 25, 60, 60]);
  });

  it('are fewer where the case is large, and none goes beyond the deadline', () => {
    const plan = planOf(3_600, waitsOfARound(mostCaptures(20), 20));

    expect(forSlot(plan, 100)).toBeGreaterThan(600);
    expect(forSlot(plan, 3_000)).toBe(601);
  });

  it('last as long as nothing can change', () => {
    const plan = planOf(3_600, 1_000);

    expect(slotWaitSeconds({ askedAtMs: 0, plan }, 10_000, 70_500)).toBe(61);
  });
});
