import { type Address, familyOf, hostCidr } from './address.ts';
import { breadthBits } from './breadth.ts';
import { type Conversation, conversationsOf, filtersOf } from './conversation.ts';
import { conversationBreadth, mergeConversations, withinBreadth } from './conversation-merge.ts';
import { type Candidate, candidateOf, select } from './conversation-selection.ts';
import { type FilterLimits, tupleProblem } from './filter-limits.ts';
import { type DroppedTuple, type FlowFilter, MAX_FILTERS_PER_OPERATION, type PlannedFilter } from './flow-filter.ts';
import type { Tuple } from './tuple.ts';
import { byUrgency } from './urgency.ts';

/** A tuple that needs no filter of its own, because another tuple's filter admits all of it. Nothing is lost. */
export interface MergedTuple {
  readonly tuple: Tuple;
  readonly reason: string;
}

export interface FilterPlanInput {
  readonly tuples: readonly Tuple[];
  /** The subject's own addresses, for tuples that name none. */
  readonly subjectAddresses: readonly Address[];
  readonly limits: FilterLimits;
}

export interface FilterPlan {
  /** The most urgent first; a mirror follows its forward filter at once. */
  readonly filters: readonly PlannedFilter[];
  readonly dropped: readonly DroppedTuple[];
  readonly merged: readonly MergedTuple[];
}

/** Tuples looked at in one plan, once there is one for each address of the subject. */
const MAX_TUPLES = 20_000;

/** A tuple without a subject concerns each of the subject's addresses that can talk to its peer. */
const expand = (tuple: Tuple, addresses: readonly Address[]): readonly Tuple[] => {
  if (tuple.subject !== undefined) return [tuple];
  const { peer } = tuple;
  const able = addresses.filter((address) => peer === undefined || familyOf(address) === familyOf(peer));
  return able.length === 0 ? [tuple] : able.map((address) => ({ ...tuple, subject: hostCidr(address) }));
};

interface Sorted {
  readonly conversations: Conversation[];
  readonly dropped: DroppedTuple[];
}

const tooBroad = (conversation: Conversation): string =>
  `its filter would admit ${conversationBreadth(conversation)} bits, more than the policy allows`;

const sortTuple = (sorted: Sorted, tuple: Tuple, limits: FilterLimits): void => {
  for (const conversation of conversationsOf(tuple)) {
    if (withinBreadth(conversation, limits)) sorted.conversations.push(conversation);
    else sorted.dropped.push({ tuple, reason: tooBroad(conversation) });
  }
};

/** Tuples that can become filters, as conversations, and those that cannot, with the reason. */
const sortOut = ({ tuples, subjectAddresses, limits }: FilterPlanInput): Sorted => {
  const sorted: Sorted = { conversations: [], dropped: [] };
  const expanded = tuples.toSorted(byUrgency).flatMap((tuple) => expand(tuple, subjectAddresses));
  for (const tuple of expanded.slice(0, MAX_TUPLES)) {
    const reason = tupleProblem(tuple, limits);
    if (reason === undefined) sortTuple(sorted, tuple, limits);
    else sorted.dropped.push({ tuple, reason });
  }
  for (const tuple of expanded.slice(MAX_TUPLES))
    sorted.dropped.push({ tuple, reason: `more than ${MAX_TUPLES} tuples` });
  return sorted;
};

/** Forward and mirror, or one filter where both are the same. */
const plannedFilters = ({ conversation, filterCount, tuples }: Candidate): readonly PlannedFilter[] => {
  const { forward, mirror } = filtersOf(conversation);
  const others = tuples.length - 1;
  const reason = others === 0 ? conversation.reason : `${conversation.reason} (and ${others} more)`;
  const planned = (filter: FlowFilter, mirrored: boolean): PlannedFilter => ({
    filter,
    reason,
    breadthBits: breadthBits(filter),
    mirrored,
  });
  return filterCount === 1 ? [planned(forward, false)] : [planned(forward, false), planned(mirror, true)];
};

/** Tuples that no selected conversation is named for, each once. */
const mergedTuples = (selected: readonly Candidate[]): readonly MergedTuple[] => {
  const seen = new Set(selected.map(({ tuples }) => tuples[0]));
  return selected.flatMap(({ conversation, tuples }) =>
    tuples.flatMap((tuple) => {
      if (seen.has(tuple)) return [];
      seen.add(tuple);
      return [{ tuple, reason: `admitted by the filter for: ${conversation.reason}` }];
    }),
  );
};

const byFirstTuple = (a: Candidate, b: Candidate): number => {
  const [first] = a.tuples;
  const [second] = b.tuples;
  return first && second ? byUrgency(first, second) : 0;
};

/** Turns tuples into the fewest filters that admit exactly what the tuples ask for, each within the limits, both ways
 * round. Where there are too many, the most urgent tuples have their filters. Every tuple ends in a filter, in `merged` or
 * in `dropped`. */
export const planFilters = (input: FilterPlanInput): FilterPlan => {
  const { conversations, dropped } = sortOut(input);
  const candidates = mergeConversations(conversations, input.limits).map(candidateOf).toSorted(byFirstTuple);
  const { selected, left } = select(candidates, input.limits.maximumFilters);
  const reason = `the policy allows ${input.limits.maximumFilters} filters, and more urgent tuples have them`;
  const crowdedOut = [...new Set(left.flatMap(({ tuples }) => tuples))].map((tuple) => ({ tuple, reason }));
  return {
    filters: selected.flatMap(plannedFilters),
    dropped: [...dropped, ...crowdedOut],
    merged: mergedTuples(selected),
  };
};

/** Batches for one operation each, of at most 20 filters. A mirror, which follows its forward filter, stays with it. */
export const splitIntoOperations = (filters: readonly PlannedFilter[]): readonly (readonly PlannedFilter[])[] => {
  const batches: PlannedFilter[][] = [];
  filters.forEach((filter, index) => {
    const batch = batches.at(-1);
    const room = filters[index + 1]?.mirrored ? 2 : 1;
    if (batch && (filter.mirrored || batch.length + room <= MAX_FILTERS_PER_OPERATION)) batch.push(filter);
    else batches.push([filter]);
  });
  return batches;
};
