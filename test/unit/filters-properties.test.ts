import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cidr, contains, familyOf, hostCidr } from '../../functions/lib/domain/address.ts';
import { breadthBits } from '../../functions/lib/domain/breadth.ts';
import { type FilterPlan, planFilters, splitIntoOperations } from '../../functions/lib/domain/filter-plan.ts';
import { type FlowFilter, flowMatcher, sameFilters } from '../../functions/lib/domain/flow-filter.ts';
import { fromApiFilter, toApiFilter } from '../../functions/lib/domain/flow-filter-api.ts';
import type { PortRange, Tuple } from '../../functions/lib/domain/tuple.ts';
import { flowsOf, randomFlow, randomLimits, randomTuples, roomyLimits, subjectAddresses } from '../support/tuples.ts';

const RUNS = { numRuns: 10_000 };

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

describe('filters of any lead', () => {
  it('come 1 to 20 an operation, each with its mirror, each naming an address of the subject, none too broad', () => {
    fc.assert(
      fc.property(randomTuples, randomLimits, (tuples, limits) => {
        const { filters } = planFilters({ tuples, subjectAddresses, limits });
        const subjects = new Set<string | undefined>(
          tuples.flatMap((tuple) => concrete(tuple).map(({ subject }) => subject)),
        );
        const operations = splitIntoOperations(filters);

        expect(operations.flat()).toEqual(filters);
        expect(filters.length).toBeLessThanOrEqual(limits.maximumFilters);
        for (const operation of operations) {
          expect(operation.length).toBeGreaterThanOrEqual(1);
          expect(operation.length).toBeLessThanOrEqual(20);
          expect(operation[0]?.mirrored).toBe(false);
          const own = operation.map(({ filter }) => filter);
          const swapped = own.map(({ source, sourcePort, destination, destinationPort, protocols }) => ({
            ...{ source: destination, sourcePort: destinationPort, destination: source, destinationPort: sourcePort },
            protocols,
          }));
          expect(sameFilters(own, swapped)).toBe(true);
        }
        for (const { filter, breadthBits: stated } of filters) {
          const named = subjects.has(filter.source) ? filter.source : filter.destination;
          expect(subjects.has(named)).toBe(named !== undefined);
          const bound = named && familyOf(named) === 4 ? limits.maximumBreadthBitsV4 : limits.maximumBreadthBitsV6;
          expect(stated).toBe(breadthBits(filter));
          expect(stated).toBeLessThanOrEqual(bound);
        }
      }),
      RUNS,
    );
  });

  it('match every tuple both ways round, or record that it was dropped', () => {
    fc.assert(
      fc.property(randomTuples, randomLimits, (tuples, limits) => {
        const plan = planFilters({ tuples, subjectAddresses, limits });
        const matches = flowMatcher(filtersOf(plan));

        for (const tuple of tuples.flatMap(concrete))
          if (!isDropped(plan, tuple)) for (const flow of flowsOf(tuple)) expect(matches(flow)).toBe(true);
        for (const tuple of tuples) if (concrete(tuple).length === 0) expect(isDropped(plan, tuple)).toBe(true);
      }),
      RUNS,
    );
  });

  it('admit, once merged, exactly the flows that the filters of each tuple alone admit', () => {
    fc.assert(
      fc.property(randomTuples, roomyLimits, fc.array(randomFlow, { maxLength: 30 }), (tuples, limits, flows) => {
        const together = planFilters({ tuples, subjectAddresses, limits });
        const alone = tuples.flatMap((tuple) => filtersOf(planFilters({ tuples: [tuple], subjectAddresses, limits })));
        const merged = flowMatcher(filtersOf(together));
        const unmerged = flowMatcher(alone);

        for (const flow of flows) expect(merged(flow)).toBe(unmerged(flow));
        expect(together.filters.length).toBeLessThanOrEqual(alone.length);
      }),
      { numRuns: 4_000 },
    );
  });

  it('hold no filter that another one makes needless', () => {
    fc.assert(
      fc.property(randomTuples, randomLimits, (tuples, limits) => {
        const { filters } = planFilters({ tuples, subjectAddresses, limits });

        for (const { filter } of filters)
          for (const { filter: other } of filters) expect(filter !== other && admitsAll(other, filter)).toBe(false);
      }),
      { numRuns: 4_000 },
    );
  });

  it('read back from the form of the API as they were', () => {
    fc.assert(
      fc.property(randomTuples, randomLimits, (tuples, limits) => {
        for (const { filter } of planFilters({ tuples, subjectAddresses, limits }).filters)
          expect(fromApiFilter(JSON.parse(JSON.stringify(toApiFilter(filter))))).toEqual({ filter });
      }),
      { numRuns: 1_000 },
    );
  });
});
