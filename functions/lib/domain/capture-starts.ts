import { CLOCK_SKEW_MS, FIRE_WINDOW_MS, REQUEST_LIFE_MS } from './capture-timing.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** How long a start counts. It is counted by one clock at most a fire window and a request's life before it happens, and
 * the next is decided on by another clock: with these margins no hour by AWS's clock holds more than the bound. */
export const COUNTED_FOR_MS = HOUR_MS + FIRE_WINDOW_MS + REQUEST_LIFE_MS + 2 * CLOCK_SKEW_MS;

/** Captures started lately, of one target or in one account. Bounded: one entry a minute, for little more than an hour. */
export interface CaptureStarts {
  /** Minutes since the epoch with how many started in them, ascending. */
  readonly minutes: readonly (readonly [minute: number, count: number])[];
  /** The last start, epoch ms. */
  readonly lastAtMs: number;
}

export const noStarts: CaptureStarts = { minutes: [], lastAtMs: 0 };

/** From when on a minute's starts count no more: the whole minute must be over for so long. */
const forgottenAtMs = (minute: number): number => (minute + 1) * MINUTE_MS + COUNTED_FOR_MS;

const stillCounted = ({ minutes }: CaptureStarts, nowMs: number) =>
  minutes.filter(([minute]) => forgottenAtMs(minute) > nowMs);

/** With one more start. Minutes that count no more are left out, so the list stays short. */
export const withStart = (starts: CaptureStarts, atMs: number): CaptureStarts => {
  const counts = new Map(stillCounted(starts, atMs));
  const minute = Math.floor(atMs / MINUTE_MS);
  counts.set(minute, (counts.get(minute) ?? 0) + 1);
  return {
    minutes: [...counts].toSorted(([a], [b]) => a - b),
    lastAtMs: Math.max(starts.lastAtMs, atMs),
  };
};

/** When enough of the oldest starts are forgotten that fewer than `maximum` count. */
const belowMaximumAtMs = (minutes: CaptureStarts['minutes'], used: number, maximum: number): number => {
  let left = used;
  for (const [minute, count] of minutes) {
    left -= count;
    if (left < maximum) return forgottenAtMs(minute);
  }
  return 0;
};

/** GuardDuty's critical findings begin here (GuardDuty user guide, finding severity levels). */
const CRITICAL_SEVERITY = 9;

/** How much of a bound may go at once. What milder captures spend leaves a quarter of it to critical ones. */
const atOnceOf = (maximum: number, severity: number): number =>
  Math.ceil(maximum * (severity >= CRITICAL_SEVERITY ? 3 / 4 : 1 / 2));

/** When the next start is due where what is left of the bound is spread over the hour. */
const spreadAtMs = ({ lastAtMs }: CaptureStarts, maximum: number, atOnce: number): number =>
  atOnce < maximum ? lastAtMs + HOUR_MS / (maximum - atOnce + 1) : 0;

/** What wants to start. */
export interface WantedStart {
  /** Starts in any hour, at least 1. */
  readonly maximum: number;
  /** Of the most severe case that it serves, 0 to 10 on GuardDuty's scale. */
  readonly severity: number;
}

/** From when on one more start keeps within `maximum` an hour, epoch ms; not after `nowMs` when that is now. Half of the
 * bound may go at once, three quarters where the start is for a critical case; the rest is spread over the hour, so that
 * after a storm a case waits for minutes and not for what remains of the hour. */
export const roomAtMs = (starts: CaptureStarts, { maximum, severity }: WantedStart, nowMs: number): number => {
  const minutes = stillCounted(starts, nowMs);
  const used = minutes.reduce((sum, [, count]) => sum + count, 0);
  const atOnce = atOnceOf(maximum, severity);
  if (used < atOnce) return nowMs;
  const spread = spreadAtMs(starts, maximum, atOnce);
  return used < maximum ? spread : Math.max(spread, belowMaximumAtMs(minutes, used, maximum));
};
