import { describe, expect, it } from 'vitest';
import { manualClock, scaledClock } from '../../simulator/clock.ts';

describe('a simulated clock', () => {
  it('stands still until it is advanced', () => {
    const clock = manualClock(1_000);

    clock.advanceMs(0);
    clock.advanceMs(250);

    expect(clock.nowMs()).toBe(1_250);
  });

  it('never goes back', () => {
    expect(() => manualClock(0).advanceMs(-1)).toThrow(RangeError);
    expect(() => manualClock(0).advanceMs(Number.NaN)).toThrow(RangeError);
  });

  it('runs as much faster as it is told', () => {
    let real = 500;
    const clock = scaledClock({ startAtMs: 1_000, speed: 60, realNowMs: () => real });

    real += 1_000;
    clock.advanceMs(7);

    expect(clock.nowMs()).toBe(1_000 + 60_000 + 7);
  });
});
