import type { Cidr } from '../address.ts';
import { type RouteEntry, type RouteLookup, routeLookup } from './route-lookup.ts';

/** A table ready for lookups, with the routes whose prefix list could not be read. */
export interface PreparedTable<R> {
  readonly lookup: RouteLookup<R>;
  readonly unreadLists: readonly { readonly prefixListId: string; readonly route: R }[];
}

interface Routed {
  readonly destination: Cidr | { readonly prefixListId: string };
}

/** Prepares a table's routes for lookups. A network that is written out wins over the same network in a prefix list. */
export const prepareTable = <R extends Routed>(
  routes: readonly R[],
  lists: ReadonlyMap<string, { readonly cidrs: readonly Cidr[] }>,
  rankOf: (route: R) => number,
): PreparedTable<R> => {
  const entries: RouteEntry<R>[] = [];
  const unreadLists: { prefixListId: string; route: R }[] = [];
  for (const route of routes) {
    if (typeof route.destination === 'string') {
      entries.push({ cidr: route.destination, rank: rankOf(route), route });
      continue;
    }
    const { prefixListId } = route.destination;
    const list = lists.get(prefixListId);
    if (!list) unreadLists.push({ prefixListId, route });
    for (const cidr of list?.cidrs ?? []) entries.push({ cidr, rank: rankOf(route) + 0.5, route });
  }
  return { lookup: routeLookup(entries), unreadLists };
};
