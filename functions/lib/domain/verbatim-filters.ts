import { breadthBits, filterFamily } from './breadth.ts';
import { type FilterLimits, maximumBreadth } from './filter-limits.ts';
import type { FlowFilter, PlannedFilter } from './flow-filter.ts';
import type { Problem } from './lead.ts';

/** Filters as an analyst wrote them, or those that are too broad. */
export type VerbatimFilters =
  | { readonly filters: readonly PlannedFilter[] }
  | { readonly problems: readonly Problem[] };

const problemOf = (filter: FlowFilter, path: string, limits: FilterLimits): readonly Problem[] => {
  const family = filterFamily(filter);
  if (family === undefined)
    return [{ path, problem: 'without an address', allowed: 'a source address, a destination address, or both' }];
  const bits = breadthBits(filter);
  const maximum = maximumBreadth(limits, family);
  return bits <= maximum
    ? []
    : [{ path, problem: 'too broad', allowed: `at most ${maximum} bits`, value: `${bits} bits` }];
};

/** Takes filters that an analyst wrote for `StartFlowCapture` as they stand: nobody mirrors, merges or narrows them, and
 * they need no subject, for the analyst's word is explicit. Each must name an address and be as narrow as policy wants;
 * the bounds on peers' and subjects' networks do not apply, since nothing says which side is which.
 * @param path of the list of filters, for problems */
export const planVerbatimFilters = (
  filters: readonly FlowFilter[],
  limits: FilterLimits,
  path: string,
): VerbatimFilters => {
  const problems = filters.flatMap((filter, index) => problemOf(filter, `${path}[${index}]`, limits));
  if (problems.length > 0) return { problems };
  const reason = 'the request names this filter';
  return { filters: filters.map((filter) => ({ filter, reason, breadthBits: breadthBits(filter), mirrored: false })) };
};
