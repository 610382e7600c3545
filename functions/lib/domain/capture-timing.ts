/** Longest time from writing the intent to sending the request. A holder that was frozen longer does not fire. */
export const FIRE_WINDOW_MS = 10_000;

/** Longest life of one request after it was sent: our own time-out (`START_TIMEOUT_MS`) and what the network may hold back. */
export const REQUEST_LIFE_MS = 15_000;

/** Our own time-out for `StartFlowCapture`; well inside `REQUEST_LIFE_MS`. */
export const START_TIMEOUT_MS = 8_000;

/** Longest time until a started operation shows in `ListFlowOperations`. Not documented: an assumption. */
export const LISTING_LAG_MS = 20_000;

/** Most that two of our clocks, or ours and AWS's, may differ. */
export const CLOCK_SKEW_MS = 10_000;

/** How long an unknown outcome rests before reading back settles it. Longer than the fire window, the request's life, the
 * listing's lag and the skew together: only then does "not listed" mean "not started". */
export const SETTLE_MS = FIRE_WINDOW_MS + REQUEST_LIFE_MS + LISTING_LAG_MS + CLOCK_SKEW_MS + 5_000;

/** How often one capture may be fired when reading back says that nothing started. */
export const MAX_SHOTS = 3;

/** A running operation of ours holds its slot at most this long; then AWS's own refusal decides. */
export const MAX_OPERATION_MS = 3_600_000;

/** How long a slot rests after an operation was seen on it that is not ours. */
export const FOREIGN_OPERATION_PAUSE_MS = 30_000;

/** AWS keeps operations and their results this long (flow operations, developer guide). */
export const RESULTS_LIFETIME_MS = 12 * 3_600_000;

/** Longest that all rounds of a capture may take, in seconds: an hour less than the results live and than the state machine
 * may run, so that a case always has time to close. */
export const MAX_CAPTURE_SECONDS = 11 * 3_600;

/** How long a capture's rounds may take at the most: the last one begins after all intervals and ends at its deadline. */
export const captureSeconds = (timing: {
  readonly rounds: number;
  readonly roundIntervalSeconds: number;
  readonly deadlineSeconds: number;
}): number => (timing.rounds - 1) * timing.roundIntervalSeconds + timing.deadlineSeconds;
