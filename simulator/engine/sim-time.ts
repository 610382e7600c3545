import type { Clock } from '../../functions/lib/domain/clock.ts';

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

export interface SimTimeOptions {
  readonly startMs: number;
  /** Called before time jumps, with the length of the jump; the demo waits here so that a person can follow. */
  readonly beforeJump?: (jumpMs: number) => Promise<void>;
}

/** Simulated time: it stands still while anybody works, and jumps to the next wake-up when everybody sleeps. */
export interface SimTime extends Clock {
  /** Resolves once simulated time has moved on by `ms`. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Time stands still until `work` has settled. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  readonly advanceMs: (ms: number) => void;
}

/** Turns of the event loop without work after which nobody can start any: a state machine's transitions are microtasks. */
const QUIET_TURNS = 4;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const simTime = ({ startMs, beforeJump = async () => {} }: SimTimeOptions): SimTime => {
  let nowMs = startMs;
  let working = 0;
  let running = false;
  let sleepers: readonly Sleeper[] = [];

  const isQuiet = async (): Promise<boolean> => {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      if (working > 0) return false;
      await turn();
    }
    return working === 0;
  };

  const jump = async (): Promise<void> => {
    const [first] = sleepers;
    if (!first) return;
    await beforeJump(Math.max(0, first.wakeAtMs - nowMs));
    if (working > 0) return;
    sleepers = sleepers.filter((sleeper) => sleeper !== first);
    nowMs = Math.max(nowMs, first.wakeAtMs);
    first.wake();
  };

  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (sleepers.length > 0) {
      if (await isQuiet()) await jump();
      else await turn();
    }
    running = false;
  };

  return {
    nowMs: () => nowMs,
    advanceMs: (ms) => {
      nowMs += ms;
    },
    sleep: (ms) =>
      new Promise((wake) => {
        const sleeper = { wakeAtMs: nowMs + Math.max(0, ms), wake };
        sleepers = [...sleepers, sleeper].toSorted((a, b) => a.wakeAtMs - b.wakeAtMs);
        void run();
      }),
    during: async (work) => {
      working += 1;
      try {
        return await work();
      } finally {
        working -= 1;
      }
    },
  };
};
