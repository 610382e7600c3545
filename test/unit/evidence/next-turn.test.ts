import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureRecord } from '../../../functions/lib/domain/capture.ts';
import { turnAfterRound } from '../../../functions/lib/domain/next-turn.ts';
import { captureRecord, plannedCapture, START_MS } from './fixtures.ts';

const recordOf = (round: number, rounds: number, grade: CaptureRecord['grade'] = 'COMPLETE'): CaptureRecord =>
  captureRecord({ round, plan: plannedCapture({ rounds }), status: 'ENDED', grade });

describe('the turn after a round', () => {
  it('waits from the start of the round, not from its end', () => {
    expect(turnAfterRound(recordOf(1, 2), START_MS + 30_000)).toEqual({
      caseId: captureRecord().caseId,
      captureKey: captureRecord().captureKey,
      round: 2,
      next: 'next-round',
      waitSeconds: 45,
    });
  });

  it('starts the next round at once when the interval is over', () => {
    expect(turnAfterRound(recordOf(1, 2), START_MS + 500_000)).toMatchObject({ next: 'next-round', waitSeconds: 0 });
  });

  it('ends after the last round', () => {
    expect(turnAfterRound(recordOf(2, 2), START_MS)).toMatchObject({ next: 'ended', round: 2, waitSeconds: 0 });
  });

  it('ends after a refusal, and goes on after every other grade', () => {
    expect(turnAfterRound(recordOf(1, 2, 'REFUSED'), START_MS).next).toBe('ended');
    for (const grade of ['PARTIAL', 'EMPTY', 'EXPIRED', 'NEEDS_OPERATOR'] satisfies CaptureRecord['grade'][]) {
      expect(turnAfterRound(recordOf(1, 2, grade), START_MS).next).toBe('next-round');
    }
  });

  it('never begins a round early, and never waits a whole second too long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000 }), (elapsedMs) => {
        const { waitSeconds } = turnAfterRound(recordOf(1, 2), START_MS + elapsedMs);
        const startMs = elapsedMs + waitSeconds * 1_000;
        expect(startMs).toBeGreaterThanOrEqual(75_000);
        expect(startMs < 76_000 || waitSeconds === 0).toBe(true);
      }),
    );
  });
});
