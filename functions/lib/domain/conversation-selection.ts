import { type Cidr, hostBitsOf } from './address.ts';
import { type Conversation, covers, filtersOf } from './conversation.ts';
import { filterKey } from './flow-filter.ts';
import type { Tuple } from './tuple.ts';

/** A conversation that may get filters: how many it needs, and every tuple that they would serve. */
export interface Candidate {
  readonly conversation: Conversation;
  readonly filterCount: number;
  /** Both ends, whichever way round. */
  readonly ends: string;
  /** An end is more than one host: only such a conversation can cover one between other ends. */
  readonly wide: boolean;
  /** The tuples of the conversation first, then those of conversations that it covers. */
  readonly tuples: Tuple[];
}

export interface Selection {
  readonly selected: readonly Candidate[];
  /** No room was left for these. */
  readonly left: readonly Candidate[];
}

const isHost = (end: Cidr | undefined): boolean => end !== undefined && hostBitsOf(end) === 0;

/** A conversation as a candidate for filters. One filter serves both directions where the ends and ports are the same. */
export const candidateOf = (conversation: Conversation): Candidate => {
  const { client, server, origins } = conversation;
  const { forward, mirror } = filtersOf(conversation);
  return {
    conversation,
    filterCount: filterKey(forward) === filterKey(mirror) ? 1 : 2,
    ends: [client ?? '', server ?? ''].sort().join(' '),
    wide: !isHost(client) || !isHost(server),
    tuples: [...origins],
  };
};

const coversCandidate = (outer: Candidate, inner: Candidate): boolean =>
  (outer.wide || outer.ends === inner.ends) && covers(outer.conversation, inner.conversation);

const filterCountOf = (candidates: readonly Candidate[]): number =>
  candidates.reduce((sum, { filterCount }) => sum + filterCount, 0);

/** `next` beside the rest, in the place of everything that it covers; undefined where there is no room. */
const admit = (
  selected: readonly Candidate[],
  next: Candidate,
  maximumFilters: number,
): readonly Candidate[] | undefined => {
  const covered = selected.filter((other) => coversCandidate(next, other));
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
    const cover = selected.find((other) => coversCandidate(other, candidate));
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
