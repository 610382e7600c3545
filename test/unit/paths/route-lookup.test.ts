import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cidr, contains, hostBitsOf, parseCidr, prefixLengthOf } from '../../../functions/lib/domain/address.ts';
import { overlap, type RouteEntry, routeLookup } from '../../../functions/lib/domain/network/route-lookup.ts';
import { cidr } from '../../support/network.ts';

/** Few bits, so that networks meet, nest and repeat. */
const v4 = fc.tuple(fc.nat(15), fc.constantFrom(0, 8, 28, 29, 30, 31, 32)).map(([value, length]) => {
  const mask = length === 0 ? 0 : 16 - 2 ** Math.min(4, 32 - length);
  return length <= 8 ? `${length === 0 ? '0' : '10'}.0.0.0/${length}` : `10.0.0.${value & mask}/${length}`;
});
const v6 = fc.tuple(fc.nat(3), fc.constantFrom(0, 126, 127, 128)).map(([value, length]) => {
  if (length === 0) return '::/0';
  const kept = value & (length === 128 ? 3 : length === 127 ? 2 : 0);
  return `2001:db8::${kept === 0 ? '' : kept.toString(16)}/${length}`;
});
const network = fc.oneof(v4, v6).map((text) => parseCidr(text) ?? cidr('0.0.0.0/0'));
const entries = fc
  .array(fc.tuple(network, fc.nat(2)), { maxLength: 12 })
  .map((list): readonly RouteEntry<number>[] => list.map(([one, rank], route) => ({ cidr: one, rank, route })));

/** Longest-prefix match as the text books say it: look at every route. */
const naive = (table: readonly RouteEntry<number>[], host: Cidr): number | undefined =>
  table
    .filter((entry) => contains(entry.cidr, host))
    .toSorted((a, b) => prefixLengthOf(b.cidr) - prefixLengthOf(a.cidr) || a.rank - b.rank || a.route - b.route)[0]
    ?.route;

describe('longest-prefix match', () => {
  it('takes the route that looking at every route would take', () => {
    fc.assert(
      fc.property(entries, network, (table, destination) => {
        fc.pre(hostBitsOf(destination) === 0);

        const decisions = routeLookup(table).decide([destination]);

        expect(decisions).toEqual([{ route: naive(table, destination), destinations: [destination] }]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('divides a network among its own route and every route inside, and no other', () => {
    fc.assert(
      fc.property(entries, network, network, (table, destination, probe) => {
        fc.pre(hostBitsOf(probe) === 0 && contains(destination, probe));

        const decisions = routeLookup(table).decide([destination]);

        const takers = decisions.map(({ route }) => route);
        expect(takers).toContain(naive(table, probe) ?? naive(table, destination));
        for (const route of takers) {
          const entry = table.find((other) => other.route === route);
          if (entry) expect(overlap(entry.cidr, destination)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.1.0.0/16', '10.0.0.0/8', true],
    ['10.1.0.0/16', '10.2.0.0/16', false],
    ['0.0.0.0/0', '::/0', false],
    ['2001:db8::/32', '2001:db8:1::/48', true],
  ])('says whether %s and %s overlap', (one, other, expected) => {
    expect(overlap(cidr(one), cidr(other))).toBe(expected);
  });
});
