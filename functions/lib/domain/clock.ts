/** The one source of time. Everything that needs "now" is given a clock. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  readonly nowMs: () => number;
}
