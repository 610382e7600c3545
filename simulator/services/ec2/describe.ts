import * as z from 'zod/mini';
import { ApiError } from '../../wire/api-error.ts';
import type { ServiceCall } from '../../wire/service.ts';
import type { Region } from '../../world/schema.ts';
import { placeIn } from '../../world/world.ts';
import { pageOf } from '../paging.ts';
import { type FilterPaths, filterRows, valuesAt } from './filters.ts';

/** How a Describe call selects and reports. */
export interface Listing {
  readonly rows: (region: Region, call: ServiceCall) => readonly object[];
  /** The request's member with ids, and the row's member that they name. */
  readonly ids: { readonly member: string; readonly of: string; readonly notFound: string };
  readonly filters: FilterPaths;
  /** The request's member with filters: `Filters` but for DescribeFlowLogs. */
  readonly filterMember?: string;
  /** The answer's member with the rows. */
  readonly result: string;
  /** What a caller may name in `MaxResults`; DescribeAvailabilityZones has none. */
  readonly maxResults: { readonly from: number; readonly to: number };
  /** What each row looks like in the answer. */
  readonly show?: (row: object) => object;
}

const pagingSchema = z.object({ MaxResults: z.optional(z.number()), NextToken: z.optional(z.string()) });
const idsSchema = z._default(z.array(z.string()), []);

const member = (value: object, name: string): unknown => new Map(Object.entries(value)).get(name);

const selectIds = (rows: readonly object[], wanted: readonly string[], ids: Listing['ids']): readonly object[] => {
  if (wanted.length === 0) return rows;
  const idOf = (row: object) => String(valuesAt(row, [ids.of])[0]);
  const there = new Set(rows.map(idOf));
  const missing = wanted.filter((id) => !there.has(id));
  if (missing.length > 0) {
    const [one, are] = missing.length === 1 ? ['ID', 'does'] : ['IDs', 'do'];
    throw new ApiError(ids.notFound, `The ${one} '${missing.join(', ')}' ${are} not exist`);
  }
  return rows.filter((row) => wanted.includes(idOf(row)));
};

const refuseDryRun = ({ facts }: ServiceCall): void => {
  if (facts.parameters.DryRun === true)
    throw new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
};

const checkedPaging = ({ facts }: ServiceCall, { from, to }: Listing['maxResults']) => {
  const paging = pagingSchema.parse(facts.parameters);
  const { MaxResults } = paging;
  if (MaxResults !== undefined && (MaxResults < from || MaxResults > to))
    throw new ApiError(
      'InvalidParameterValue',
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between ${from} and ${to}.`,
    );
  return paging;
};

/** The caller's part of the world; an empty Region has nothing of anything. */
export const rowsOf = <T>(call: ServiceCall, pick: (region: Region) => readonly T[]): readonly T[] => {
  const place = placeIn(call.sim.world, call.caller.account, call.caller.region);
  return place ? pick(place.resources) : [];
};

/** Runs a Describe call: ids, filters, pages. @throws ApiError */
export const describe =
  (listing: Listing) =>
  (call: ServiceCall): object => {
    const { parameters } = call.facts;
    const paging = checkedPaging(call, listing.maxResults);
    const rows = rowsOf(call, (region) => listing.rows(region, call));
    const selected = selectIds(rows, idsSchema.parse(parameters[listing.ids.member]), listing.ids);
    const filtered = filterRows(selected, parameters[listing.filterMember ?? 'Filters'], listing.filters);
    refuseDryRun(call);
    const { page, nextToken } = pageOf(filtered, paging, {
      call,
      defaultSize: call.sim.settings.describePageSize,
      invalid: (message) => new ApiError('InvalidNextToken', message),
    });
    return { [listing.result]: page.map(listing.show ?? ((row) => row)), NextToken: nextToken };
  };

/** A member of a parsed request as text, where it is one. */
export const textMember = (value: object, name: string): string | undefined => {
  const found = member(value, name);
  return typeof found === 'string' ? found : undefined;
};
