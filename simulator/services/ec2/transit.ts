import * as z from 'zod/mini';
import { blockHolds, readBlock } from '../../network/ip.ts';
import { ApiError } from '../../wire/api-error.ts';
import type { ServiceCall } from '../../wire/service.ts';
import type { Region } from '../../world/schema.ts';
import { describe, type Listing, rowsOf, textMember } from './describe.ts';

type TransitTable = Region['TransitGatewayRouteTables'][number];
type TransitRoute = TransitTable['Routes'][number];

const tableOf = (call: ServiceCall): TransitTable => {
  const id = textMember(call.facts.parameters, 'TransitGatewayRouteTableId');
  const found = rowsOf(call, (region) => region.TransitGatewayRouteTables).find(
    (table) => table.TransitGatewayRouteTableId === id,
  );
  if (!found)
    throw new ApiError(
      'InvalidRouteTableID.NotFound',
      `Transit Gateway Route Table ${id} was deleted or does not exist.`,
    );
  return found;
};

/** Rows inside one resource that the request names: no ids of their own. */
const inside = (listing: Omit<Listing, 'ids'>): ((call: ServiceCall) => object) =>
  describe({ ...listing, ids: { member: '', of: '', notFound: '' } });

export const getTransitGatewayRouteTableAssociations = inside({
  rows: (_region, call) => tableOf(call).Associations,
  result: 'Associations',
  maxResults: { from: 5, to: 1_000 },
  filters: {
    'resource-id': 'ResourceId',
    'resource-type': 'ResourceType',
    'transit-gateway-attachment-id': 'TransitGatewayAttachmentId',
  },
});

export const getManagedPrefixListEntries = inside({
  rows: (region, call) => {
    const id = textMember(call.facts.parameters, 'PrefixListId');
    const found = region.ManagedPrefixLists.find((list) => list.PrefixListId === id);
    if (!found) throw new ApiError('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
    return found.Entries;
  },
  result: 'Entries',
  maxResults: { from: 1, to: 100 },
  filters: {},
});

const filterSchema = z._default(
  z.array(z.object({ Name: z.string(), Values: z._default(z.array(z.string()), []) })),
  [],
);

/** `route-search.*` filters compare networks; the rest compare text. */
const SEARCHES: Readonly<Record<string, (route: string, asked: string) => boolean>> = {
  'route-search.exact-match': (route, asked) => route === asked,
  'route-search.subnet-of-match': (route, asked) => holds(asked, route),
  'route-search.supernet-of-match': (route, asked) => holds(route, asked),
};

const holds = (outer: string, inner: string): boolean => {
  const [wide, narrow] = [readBlock(outer), readBlock(inner)];
  return wide !== undefined && narrow !== undefined && wide.prefix <= narrow.prefix && blockHolds(wide, narrow);
};

const longestMatch = (routes: readonly TransitRoute[], asked: string): readonly TransitRoute[] => {
  const fitting = routes.filter(({ DestinationCidrBlock = '' }) => holds(DestinationCidrBlock, asked));
  const prefixOf = ({ DestinationCidrBlock = '' }: TransitRoute) => readBlock(DestinationCidrBlock)?.prefix ?? -1;
  const longest = Math.max(...fitting.map(prefixOf));
  return fitting.filter((route) => prefixOf(route) === longest);
};

const applySearch = (routes: readonly TransitRoute[], name: string, values: readonly string[]) => {
  if (name === 'route-search.longest-prefix-match') return longestMatch(routes, values[0] ?? '');
  const test = SEARCHES[name];
  return test
    ? routes.filter(({ DestinationCidrBlock = '' }) => values.some((value) => test(DestinationCidrBlock, value)))
    : routes;
};

const searchPaths = {
  'attachment.resource-id': 'TransitGatewayAttachments.ResourceId',
  'attachment.resource-type': 'TransitGatewayAttachments.ResourceType',
  'attachment.transit-gateway-attachment-id': 'TransitGatewayAttachments.TransitGatewayAttachmentId',
  'prefix-list-id': 'PrefixListId',
  state: 'State',
  type: 'Type',
};

/** Searches a route table; at least one filter is required, as the API has it. */
export const searchTransitGatewayRoutes = (call: ServiceCall): object => {
  const filters = filterSchema.parse(call.facts.parameters.Filters);
  const table = tableOf(call);
  if (filters.length === 0) throw new ApiError('MissingParameter', 'The request must contain the parameter Filter');
  const isSearch = ({ Name }: { Name: string }) => Name in SEARCHES || Name === 'route-search.longest-prefix-match';
  const found = filters
    .filter(isSearch)
    .reduce<readonly TransitRoute[]>((routes, { Name, Values }) => applySearch(routes, Name, Values), table.Routes);
  const parameters = { ...call.facts.parameters, Filters: filters.filter((filter) => !isSearch(filter)) };
  const answer = inside({
    rows: () => found,
    result: 'Routes',
    maxResults: { from: 5, to: 1_000 },
    filters: searchPaths,
  })({ ...call, facts: { ...call.facts, parameters } });
  return { ...answer, AdditionalRoutesAvailable: textMember(answer, 'NextToken') !== undefined };
};
