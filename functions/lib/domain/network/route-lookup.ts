import { type Address, type Cidr, contains, familyOf, prefixLengthOf, rangeOf } from '../address.ts';

/** What a lookup needs of a route. */
export interface RouteEntry<R> {
  readonly cidr: Cidr;
  /** Decides between equal prefixes; the lower wins. */
  readonly rank: number;
  readonly route: R;
}

/** A route and the part of the destinations that it takes; without a route, the part that none takes. */
export interface RouteDecision<R> {
  readonly route?: R;
  readonly destinations: readonly Cidr[];
}

/** A route table prepared for longest-prefix match. Answers are grouped by route, in the order of the destinations. */
export interface RouteLookup<R> {
  decide(destinations: readonly Cidr[]): readonly RouteDecision<R>[];
}

interface Prepared<R> extends RouteEntry<R> {
  readonly first: bigint;
  readonly length: number;
}

const keyOf = (family: number, length: number, first: bigint): string => `${family}/${length}/${first}`;

/** The entries that count: of equal prefixes only the best. */
const winners = <R>(entries: readonly RouteEntry<R>[]): ReadonlyMap<string, Prepared<R>> => {
  const best = new Map<string, Prepared<R>>();
  for (const entry of entries) {
    const length = prefixLengthOf(entry.cidr);
    const { first } = rangeOf(entry.cidr);
    const key = keyOf(familyOf(entry.cidr), length, first);
    const known = best.get(key);
    if (!known || entry.rank < known.rank) best.set(key, { ...entry, first, length });
  }
  return best;
};

const firstAtOrAfter = (sorted: readonly { readonly first: bigint }[], value: bigint): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = sorted[middle];
    if (entry && entry.first < value) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Prepares a table. A destination that is wider than some routes is divided among them: the most specific route that
 * covers it all, and every route inside it. */
export const routeLookup = <R>(entries: readonly RouteEntry<R>[]): RouteLookup<R> => {
  const best = winners(entries);
  const lengths = { 4: new Set<number>(), 6: new Set<number>() };
  const sorted: Record<4 | 6, Prepared<R>[]> = { 4: [], 6: [] };
  for (const entry of best.values()) {
    lengths[familyOf(entry.cidr)].add(entry.length);
    sorted[familyOf(entry.cidr)].push(entry);
  }
  for (const family of [4, 6] as const)
    sorted[family].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : a.length - b.length));
  const descending = {
    4: [...lengths[4]].sort((a, b) => b - a),
    6: [...lengths[6]].sort((a, b) => b - a),
  };

  const covering = (destination: Cidr): Prepared<R> | undefined => {
    const family = familyOf(destination);
    const width = family === 4 ? 32 : 128;
    const { first } = rangeOf(destination);
    for (const length of descending[family]) {
      if (length > prefixLengthOf(destination)) continue;
      const shift = BigInt(width - length);
      const found = best.get(keyOf(family, length, (first >> shift) << shift));
      if (found) return found;
    }
    return undefined;
  };

  const inside = (destination: Cidr): readonly Prepared<R>[] => {
    const list = sorted[familyOf(destination)];
    const { first, last } = rangeOf(destination);
    const found: Prepared<R>[] = [];
    for (let at = firstAtOrAfter(list, first); at < list.length; at += 1) {
      const entry = list[at];
      if (!entry || entry.first > last) break;
      if (entry.length > prefixLengthOf(destination)) found.push(entry);
    }
    return found;
  };

  return {
    decide: (destinations) => {
      const taken = new Map<R | undefined, Cidr[]>();
      const take = (route: R | undefined, cidr: Cidr) => {
        const list = taken.get(route);
        if (list) list.push(cidr);
        else taken.set(route, [cidr]);
      };
      for (const destination of destinations) {
        take(covering(destination)?.route, destination);
        for (const entry of inside(destination)) take(entry.route, entry.cidr);
      }
      return [...taken].map(([route, cidrs]) => ({ route, destinations: cidrs }));
    },
  };
};

/** Whether two networks, or a network and an address, have an address in common. */
export const overlap = (a: Cidr, b: Cidr | Address): boolean =>
  contains(a, b) ||
  (b.includes('/') &&
    rangeOf(b).first <= rangeOf(a).first &&
    rangeOf(a).last <= rangeOf(b).last &&
    familyOf(a) === familyOf(b));
