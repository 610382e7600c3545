import { type Conversation, covers } from './conversation.ts';
import type { Tuple } from './tuple.ts';

/** A conversation that may get filters: how many it needs, and every tuple that they would serve. */
export interface Candidate {
  readonly conversation: Conversation;
  readonly filterCount: number;
  /** The tuples of the conversation first, then those of conversations that it covers. */
  readonly tuples: Tuple[];
}

export interface Selection {
  readonly selected: readonly Candidate[];
  /** No room was left for these. */
  readonly left: readonly Candidate[];
}

const filterCountOf = (candidates: readonly Candidate[]): number =>
  candidates.reduce((sum, { filterCount }) => sum + filterCount, 0);

/** `next` beside the rest, in the place of everything that it covers; undefined where there is no room. */
const admit = (
  selected: readonly Candidate[],
  next: Candidate,
  maximumFilters: number,
): readonly Candidate[] | undefined => {
  const covered = selected.filter((other) => covers(next.conversation, other.conversation));
  const place = selected.findIndex((other) => covered.includes(other));
  const kept = selected.filter((other) => !covered.includes(other));
  if (filterCountOf(kept) + next.filterCount > maximumFilters) return undefined;
  next.tuples.push(...covered.flatMap(({ tuples }) => tuples));
  return place < 0 ? [...kept, next] : kept.toSpliced(place, 0, next);
};

const fill = (start: readonly Candidate[], candidates: readonly Candidate[], maximumFilters: number): Selection => {
  let selected = start;
  const left: Candidate[] = [];
  for (const candidate of candidates) {
    const cover = selected.find((other) => covers(other.conversation, candidate.conversation));
    const admitted = cover === undefined ? admit(selected, candidate, maximumFilters) : undefined;
    if (cover !== undefined) cover.tuples.push(...candidate.tuples);
    else if (admitted !== undefined) selected = admitted;
    else left.push(candidate);
  }
  return { selected, left };
};

/** Takes candidates in their order while there is room, leaving out what a taken one covers. A wide candidate takes the
 * place of those that it covers, which may make room, or cover what was left: hence the second turn. */
export const select = (candidates: readonly Candidate[], maximumFilters: number): Selection => {
  const first = fill([], candidates, maximumFilters);
  return first.left.length === 0 ? first : fill(first.selected, first.left, maximumFilters);
};
