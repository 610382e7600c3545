import type { Clock } from '../functions/lib/domain/clock.ts';

/** The world's time. Flows age and operations end by it alone. */
export interface SimClock extends Clock {
  /** Moves time on. @param ms milliseconds, >= 0   @throws RangeError when negative: time never goes back. */
  readonly advanceMs: (ms: number) => void;
}

const forward = (ms: number): number => {
  if (!(ms >= 0)) throw new RangeError(`time only moves forward, not by ${ms} ms`);
  return ms;
};

/** A clock that stands still until it is advanced. */
export const manualClock = (startAtMs: number): SimClock => {
  let now = startAtMs;
  return {
    nowMs: () => now,
    advanceMs: (ms) => {
      now += forward(ms);
    },
  };
};

/** A clock that runs `speed` times as fast as the real one, and can be advanced besides.
 * @param options.realNowMs milliseconds of the real clock, from any origin */
export const scaledClock = (options: {
  readonly startAtMs: number;
  readonly speed: number;
  readonly realNowMs: () => number;
}): SimClock => {
  const begin = options.realNowMs();
  let advanced = 0;
  return {
    nowMs: () => Math.floor(options.startAtMs + (options.realNowMs() - begin) * options.speed + advanced),
    advanceMs: (ms) => {
      advanced += forward(ms);
    },
  };
};
