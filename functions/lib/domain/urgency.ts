import type { Tuple } from './tuple.ts';

/** Sort order of tuples where there is no room for all: the most severe first, among those the most recent. A tuple
 * without a severity or a time of its own comes after those that have one. */
export const byUrgency = (a: Tuple, b: Tuple): number =>
  (b.severity ?? -1) - (a.severity ?? -1) || (b.lastSeenMs ?? -1) - (a.lastSeenMs ?? -1);
