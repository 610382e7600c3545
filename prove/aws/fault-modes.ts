/** What can go wrong with one AWS call, or with the process that makes it. */
export const faultModes = [
  /** The process dies before the request leaves it. */
  'crash-before',
  /** The process dies as the effect happens. */
  'crash-after',
  /** The request is lost and the connection breaks: no effect. */
  'drop',
  /** The effect happens and the connection breaks before the answer. */
  'lost',
  /** The service's own throttling error. */
  'throttle',
  /** HTTP 500 without an effect. */
  'error-before',
  /** HTTP 500 although the effect has happened. */
  'error-after',
  /** The API refuses the request as invalid. */
  'refused',
  /** The answer takes 30 seconds. */
  'slow',
  /** The effect happens, the answer never comes, and the function runs into its time-out. */
  'hang',
  /** The connection breaks at once; the request has its effect hours later, as late as the promise admits. */
  'delayed',
  /** The caller is told that the invocation failed; it lives on, and gets its answer after 95 seconds. */
  'zombie',
  /** The caller is told that the invocation failed; it lives on, and sends this request only after 95 seconds. */
  'freeze',
] as const;

export type FaultMode = (typeof faultModes)[number];

/** Faults by the number of the call that they hit; numbers count from 1 over a whole run. */
export type FaultPlan = ReadonlyMap<number, FaultMode>;

export const SLOW_MS = 30_000;
export const ZOMBIE_MS = 95_000;
/** A request that is delayed takes effect so much later. */
export const DELAYED_MS = 2 * 3_600_000;
