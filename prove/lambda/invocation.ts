import type { VirtualTime } from '../time/virtual-time.ts';

/** One run of a function. Whoever called it and the process itself may see different ends. */
export interface Invocation {
  readonly functionName: string;
  /** Milliseconds that this invocation's clock is ahead. */
  readonly skewMs: number;
  readonly isAlive: () => boolean;
  /** Its caller has given it up. */
  readonly isDisowned: () => boolean;
  /** The process is gone: nothing of it runs on, no `finally` either. The caller is told a little later. */
  readonly die: (error: string) => void;
  /** The caller is told that the invocation failed, while it runs on. */
  readonly disown: () => void;
  /** The process stands still until then: timers and answers reach it afterwards. */
  readonly freezeUntil: (untilMs: number) => void;
  /** Runs at once, after a freeze, or never. */
  readonly whenRunning: (run: () => void) => void;
  /** What the caller sees: rejects when the invocation died or was disowned. */
  readonly failure: Promise<never>;
}

/** What Step Functions sees of a function that failed without an error of its own. */
export class LambdaError extends Error {
  constructor(name: string) {
    super(`${name} on demand`);
    this.name = name;
  }
}

/** Until the caller learns that an invocation is gone. */
const NOTICE_MS = 2_000;

export const newInvocation = (time: VirtualTime, functionName: string, skewMs: number): Invocation => {
  let alive = true;
  let disowned = false;
  let frozenUntilMs = 0;
  const { promise: failure, reject } = Promise.withResolvers<never>();
  failure.catch(() => {});
  const tell = (error: string): void => void time.after(NOTICE_MS, () => reject(new LambdaError(error)));
  return {
    functionName,
    skewMs,
    failure,
    isAlive: () => alive,
    isDisowned: () => disowned,
    die: (error) => {
      alive = false;
      tell(error);
    },
    disown: () => {
      disowned = true;
      tell('Lambda.Unknown');
    },
    freezeUntil: (untilMs) => {
      frozenUntilMs = untilMs;
    },
    whenRunning: (run) => {
      const later = frozenUntilMs - time.nowMs();
      if (later > 0) time.after(later, () => alive && run());
      else if (alive) run();
    },
  };
};
