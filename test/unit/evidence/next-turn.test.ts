import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureRecord } from '../../../functions/lib/domain/capture.ts';
import { turnAfterRound } from '../../../functions/lib/domain/next-turn.ts';

const recordOf = (round: number, rounds: number, grade: CaptureRecord['grade'] = 'COMPLETE'): CaptureRecord => ({
  caseId: 'c-1',
  captureKey: 't-1',
  round,
  plan: {
    captureKey: 't-1',
    account: '111122223333',
    region: 'eu-west-1',
    firewallArn: 'arn:aws:network-firewall:eu-west-1:111122223333:firewall/edge',
    scope: { availabilityZone: 'eu-west-1a' },
    slotZone: 'eu-west-1a',
    filters: [],
    minimumFlowAgeSeconds: 60,
    rounds,
    roundIntervalSeconds: 75,
  },
  status: 'ENDED',
  askedAtMs: 1_000_000,
  severity: 8,
  polls: 1,
  slotWaits: 0,
  grade,
});

describe('the turn after a round', () => {
  it('waits from the start of the round, not from its end', () => {
    expect(turnAfterRound(recordOf(1, 2), 1_000_000 + 30_000)).toEqual({
      caseId: 'c-1',
      captureKey: 't-1',
      round: 2,
      next: 'next-round',
      waitSeconds: 45,
    });
  });

  it('starts the next round at once when the interval is over', () => {
    expect(turnAfterRound(recordOf(1, 2), 1_000_000 + 500_000)).toMatchObject({ next: 'next-round', waitSeconds: 0 });
  });

  it('ends after the last round', () => {
    expect(turnAfterRound(recordOf(2, 2), 1_000_000)).toMatchObject({ next: 'ended', round: 2, waitSeconds: 0 });
  });

  it('ends after a refusal, and goes on after every other grade', () => {
    expect(turnAfterRound(recordOf(1, 2, 'REFUSED'), 1_000_000).next).toBe('ended');
    for (const grade of ['PARTIAL', 'EMPTY', 'EXPIRED', 'NEEDS_OPERATOR'] satisfies CaptureRecord['grade'][]) {
      expect(turnAfterRound(recordOf(1, 2, grade), 1_000_000).next).toBe('next-round');
    }
  });

  it('never begins a round early, and never waits a whole second too long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000 }), (elapsedMs) => {
        const { waitSeconds } = turnAfterRound(recordOf(1, 2), 1_000_000 + elapsedMs);
        const startMs = elapsedMs + waitSeconds * 1_000;
        expect(startMs).toBeGreaterThanOrEqual(75_000);
        expect(startMs < 76_000 || waitSeconds === 0).toBe(true);
      }),
    );
  });
});
