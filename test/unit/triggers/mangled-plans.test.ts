import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planInput } from '../../../cli/plan/plan-entry.ts';
import type { PlanEntry } from '../../../cli/plan/schema/plan-entry.ts';
import { policyFrom } from '../../../functions/lib/adapters/ssm-policy-source.ts';
import { mangledEvent } from './mangled-events.ts';

const { policy } = policyFrom(
  JSON.stringify({ triggers: { captureWithoutNetworkAction: true, alarms: [{ name: '*', ports: [443] }] } }),
);
const { maximumBreadthBitsV4, maximumBreadthBitsV6, maximumFilters } = policy.capture;

const addressesOf = ({ lead }: PlanEntry): ReadonlySet<string> =>
  new Set([
    ...(lead?.tuples.flatMap(({ subject }) => subject ?? []) ?? []),
    ...(lead?.subjects ?? [])
      .flatMap(({ address, addresses = [] }) => [address ?? [], addresses].flat())
      .map((address) => `${address}/${address.includes(':') ? 128 : 32}`),
  ]);

const endsOf = ({ filters }: PlanEntry): readonly (readonly (string | undefined)[])[] =>
  filters.map(({ SourceAddress, DestinationAddress }) => [
    SourceAddress?.AddressDefinition,
    DestinationAddress?.AddressDefinition,
  ]);

/** What holds of every plan, whatever was planned. */
const rules: Readonly<Record<string, (entry: PlanEntry) => boolean>> = {
  'there is a reason': ({ reason }) => reason.trim() !== '',
  'a capture has filters': ({ outcome, filters }) => outcome !== 'capture' || filters.length > 0,
  'a refusal names a field': ({ outcome, problems, filters }) =>
    outcome !== 'refused' ||
    (filters.length === 0 && problems.every(({ path, allowed }) => path !== '' && allowed !== '')),
  'a refusal has a problem': ({ outcome, problems }) => outcome !== 'refused' || problems.length > 0,
  'what is ignored by nature has no filters': ({ outcome, held, filters }) =>
    outcome !== 'ignored' || held || filters.length === 0,
  'only what is ignored is held': ({ outcome, held }) => !held || outcome === 'ignored',
  'nothing follows from what is not captured': ({ outcome, calls }) => outcome === 'capture' || calls.length === 0,
  'filters are within the bound': ({ plannedFilters, filters }) =>
    filters.length <= maximumFilters &&
    plannedFilters.every(({ filter, breadthBits }) => {
      const isV6 = (filter.source ?? filter.destination ?? '').includes(':');
      return breadthBits <= (isV6 ? maximumBreadthBitsV6 : maximumBreadthBitsV4);
    }),
  'each filter names a host of ours': (entry) => {
    const ours = addressesOf(entry);
    return endsOf(entry).every((ends) => ends.some((end) => end !== undefined && ours.has(end)));
  },
};

describe('plans of events, however mangled', () => {
  it('keep every rule', async () => {
    await fc.assert(
      fc.asyncProperty(mangledEvent, async (event) => {
        const entries = await planInput({ file: 'event', text: JSON.stringify(event) ?? 'null' }, { policy });
        const broken = entries.flatMap((entry) => Object.keys(rules).filter((name) => rules[name]?.(entry) !== true));

        expect(entries.length).toBeGreaterThan(0);
        expect(broken).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
  }, 120_000);
});
