import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cidr, contains, familyOf, hostCidr } from '../../functions/lib/domain/address.ts';
import { breadthBits } from '../../functions/lib/domain/breadth.ts';
import type { FilterLimits } from '../../functions/lib/domain/filter-limits.ts';
import { type FilterPlan, planFilters, splitIntoOperations } from '../../functions/lib/domain/filter-plan.ts';
import { type FlowFilter, flowMatcher, sameFilters } from '../../functions/lib/domain/flow-filter.ts';
import { fromApiFilter, toApiFilter } from '../../functions/lib/domain/flow-filter-api.ts';
import type { PortRange, Tuple } from '../../functions/lib/domain/tuple.ts';
import { flowsOf, randomFlow, randomLimits, randomTuples, roomyLimits, subjectAddresses } from '../support/tuples.ts';

/** The tuple for each of the subject's addresses that it concerns. */
const concrete = (tuple: Tuple) => {
  const { subject, peer } = tuple;
  if (subject !== undefined) return [{ ...tuple, subject }];
  const able = subjectAddresses.filter((own) => peer === undefined || familyOf(own) === familyOf(peer));
  return able.map((own) => ({ ...tuple, subject: hostCidr(own) }));
};

const isDropped = ({ dropped }: FilterPlan, tuple: Tuple): boolean =>
  dropped.some(({ tuple: gone }) => JSON.stringify(gone) === JSON.stringify(tuple));

const filtersOf = (plan: FilterPlan) => plan.filters.map(({ filter }) => filter);

const portAdmits = (outer: PortRange | undefined, inner: PortRange | undefined): boolean =>
  outer === undefined || (inner !== undefined && outer.from <= inner.from && inner.to <= outer.to);

const endAdmits = (outer: Cidr | undefined, inner: Cidr | undefined): boolean =>
  outer === undefined || (inner !== undefined && contains(outer, inner));

/** Whether one filter admits all that another admits. */
const admitsAll = (outer: FlowFilter, inner: FlowFilter): boolean =>
  endAdmits(outer.source, inner.source) &&
  endAdmits(outer.destination, inner.destination) &&
  portAdmits(outer.sourcePort, inner.sourcePort) &&
  portAdmits(outer.destinationPort, inner.destinationPort) &&
  (outer.protocols.length === 0 ||
    (inner.protocols.length > 0 && inner.protocols.every((protocol) => outer.protocols.includes(protocol))));

interface Planned {
  readonly tuples: readonly Tuple[];
  readonly limits: FilterLimits;
  readonly plan: FilterPlan;
}

const swapped = ({ source, sourcePort, destination, destinationPort, protocols }: FlowFilter): FlowFilter => ({
  source: destination,
  sourcePort: destinationPort,
  destination: source,
  destinationPort: sourcePort,
  protocols,
});

const boundFor = (filter: FlowFilter, limits: FilterLimits): number =>
  [filter.source, filter.destination].some((end) => end !== undefined && familyOf(end) === 4)
    ? limits.maximumBreadthBitsV4
    : limits.maximumBreadthBitsV6;

/** Each rule that filters keep, whatever the lead. Booleans, because thousands of `expect` calls are slow. */
const rules: Readonly<Record<string, (planned: Planned) => boolean>> = {
  'operations hold 1 to 20 filters, all of them, in order': ({ plan: { filters } }) => {
    const operations = splitIntoOperations(filters);
    const kept = operations.flat();
    return (
      operations.every(({ length }) => length >= 1 && length <= 20) &&
      kept.length === filters.length &&
      kept.every((filter, index) => filter === filters[index])
    );
  },
  'each operation holds both directions of each conversation': ({ plan: { filters } }) =>
    splitIntoOperations(filters).every((operation) => {
      const own = operation.map(({ filter }) => filter);
      return operation[0]?.mirrored === false && sameFilters(own, own.map(swapped));
    }),
  'there are no more filters than policy allows': ({ plan, limits }) => plan.filters.length <= limits.maximumFilters,
  'each filter names an address of the subject': ({ plan, tuples }) => {
    const subjects = new Set<string>(tuples.flatMap((tuple) => concrete(tuple).map(({ subject }) => subject)));
    return filtersOf(plan).every(({ source, destination }) =>
      [source, destination].some((end) => end !== undefined && subjects.has(end)),
    );
  },
  'no filter is broader than policy allows': ({ plan, limits }) =>
    plan.filters.every(
      (planned) =>
        planned.breadthBits === breadthBits(planned.filter) && planned.breadthBits <= boundFor(planned.filter, limits),
    ),
  'each tuple is matched both ways round, or its drop is recorded': ({ plan, tuples }) => {
    const matches = flowMatcher(filtersOf(plan));
    return tuples.every((tuple) => {
      const each = concrete(tuple);
      return each.length === 0
        ? isDropped(plan, tuple)
        : each.every((one) => flowsOf(one).every(matches) || isDropped(plan, one));
    });
  },
  'no filter makes another needless': ({ plan }) => {
    const filters = filtersOf(plan);
    return !filters.some((filter) => filters.some((other) => other !== filter && admitsAll(other, filter)));
  },
};

describe('filters of any lead', () => {
  it('keep every rule', () => {
    fc.assert(
      fc.property(randomTuples, randomLimits, (tuples, limits) => {
        const plan = planFilters({ tuples, subjectAddresses, limits });
        const broken = Object.keys(rules).filter((name) => rules[name]?.({ tuples, limits, plan }) === false);

        expect(broken).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  });

  it('admit, once merged, exactly the flows that the filters of each tuple alone admit', () => {
    fc.assert(
      fc.property(randomTuples, roomyLimits, fc.array(randomFlow, { maxLength: 20 }), (tuples, limits, flows) => {
        const together = filtersOf(planFilters({ tuples, subjectAddresses, limits }));
        const alone = tuples.flatMap((tuple) => filtersOf(planFilters({ tuples: [tuple], subjectAddresses, limits })));
        const merged = flowMatcher(together);
        const unmerged = flowMatcher(alone);

        expect(flows.filter((flow) => merged(flow) !== unmerged(flow))).toEqual([]);
        expect(together.length).toBeLessThanOrEqual(alone.length);
      }),
      { numRuns: 4_000 },
    );
  });

  it('read back from the form of the API as they were', () => {
    fc.assert(
      fc.property(randomTuples, randomLimits, (tuples, limits) => {
        for (const filter of filtersOf(planFilters({ tuples, subjectAddresses, limits })))
          expect(fromApiFilter(JSON.parse(JSON.stringify(toApiFilter(filter))))).toEqual({ filter });
      }),
      { numRuns: 500 },
    );
  });
});
