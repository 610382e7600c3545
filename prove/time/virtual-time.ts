import { eventQueue } from './event-queue.ts';

/** Simulated time: a queue of events, and a clock that jumps from one to the next. Nothing waits for a real clock. */
export interface VirtualTime {
  readonly nowMs: () => number;
  /** @returns what takes the event back */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Lets events happen until `work` has settled. @throws Error when nothing is left that could settle it */
  readonly drive: <T>(work: Promise<T>) => Promise<T>;
  /** Lets everything happen that is due within `ms`, then sets the clock there. */
  readonly settle: (ms: number) => Promise<void>;
  /** Forgets every event and sets the clock. */
  readonly reset: (startMs: number) => void;
  readonly eventCount: () => number;
}

const realImmediate = globalThis.setImmediate;

/** One turn of the event loop: every microtask and tick that an event has set off is done after it. */
const turn = (): Promise<void> => new Promise((resolve) => realImmediate(resolve));

export const virtualTime = (): VirtualTime => {
  const queue = eventQueue();
  let nowMs = 0;
  let happened = 0;

  const after = (ms: number, run: () => void) => {
    const event = queue.add(nowMs + Math.max(0, Number.isFinite(ms) ? ms : 0), run);
    return () => {
      event.run = undefined;
    };
  };

  const step = (): boolean => {
    const event = queue.take();
    if (!event) return false;
    nowMs = Math.max(nowMs, event.atMs);
    happened += 1;
    event.run?.();
    return true;
  };

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      after(ms, resolve);
    });

  const drive = async <T>(work: Promise<T>): Promise<T> => {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    work.then(done, done);
    for (;;) {
      await turn();
      if (settled) return await work;
      if (!step()) throw new Error('nothing is left that could happen: something waits for ever');
    }
  };

  return {
    nowMs: () => nowMs,
    after,
    sleep,
    drive,
    settle: (ms) => drive(sleep(ms)),
    reset: (startMs) => {
      queue.clear();
      nowMs = startMs;
      happened = 0;
    },
    eventCount: () => happened,
  };
};
