import { DBInstanceMessage$ } from '@aws-sdk/client-rds';
import * as z from 'zod/mini';
import { ApiError } from '../wire/api-error.ts';
import type { CallFacts, ServiceCall } from '../wire/service.ts';
import { placeIn } from '../world/world.ts';
import { shapeOf } from './ec2/shape.ts';
import { xmlContent } from './ec2/xml.ts';
import { pageOf } from './paging.ts';
import { queryService } from './query-service.ts';

/** Filter names with the member that they look at. */
const MEMBERS: Readonly<Record<string, 'DBInstanceIdentifier' | 'DBClusterIdentifier'>> = {
  'db-instance-id': 'DBInstanceIdentifier',
  'db-cluster-id': 'DBClusterIdentifier',
};

const requestSchema = z.object({
  Filters: z.array(z.object({ Name: z.string(), Values: z.array(z.string()) })),
  MaxResults: z.int().check(z.minimum(20), z.maximum(100)),
  NextToken: z.optional(z.string()),
});

/** `Filters.Filter.1.Name`, `Filters.Filter.1.Values.Value.1`, … */
const filtersIn = (parameters: URLSearchParams) => {
  const numbers = [...parameters.keys()].flatMap((key) => /^Filters\.Filter\.(\d+)\.Name$/.exec(key)?.[1] ?? []);
  return numbers.map((at) => ({
    Name: parameters.get(`Filters.Filter.${at}.Name`) ?? '',
    Values: [...parameters].flatMap(([key, value]) =>
      key.startsWith(`Filters.Filter.${at}.Values.Value.`) ? [value] : [],
    ),
  }));
};

const KNOWN = new Set(['Action', 'Version', 'MaxRecords', 'Marker']);

const read = (given: URLSearchParams): Omit<CallFacts, 'operation'> => {
  const stranger = [...given.keys()].find((key) => !KNOWN.has(key) && !key.startsWith('Filters.Filter.'));
  if (stranger !== undefined) throw new ApiError('MalformedQueryString', `the parameter ${stranger} is not known`);
  const Filters = filtersIn(given);
  const MaxResults = Number(given.get('MaxRecords') ?? 100);
  const parameters = { Filters, MaxResults, NextToken: given.get('Marker') ?? undefined };
  return { parameters, resource: Filters[0]?.Values[0] };
};

const lowered = (text: string | undefined): string => (text ?? '').toLowerCase();

const describeDbInstances = (call: ServiceCall): string => {
  const request = requestSchema.safeParse(call.facts.parameters);
  if (!request.success) throw new ApiError('InvalidParameterValue', 'MaxRecords must be between 20 and 100');
  const tests = request.data.Filters.map(({ Name, Values }) => {
    const member = Object.hasOwn(MEMBERS, Name) ? MEMBERS[Name] : undefined;
    if (member === undefined) throw new ApiError('InvalidParameterValue', `Unrecognized filter name: ${Name}`);
    return { member, values: Values.map(lowered) };
  });
  const rows = placeIn(call.sim.world, call.caller.account, call.caller.region)?.resources.DBInstances ?? [];
  const selected = rows.filter((row) => tests.every(({ member, values }) => values.includes(lowered(row[member]))));
  const { page, nextToken } = pageOf(selected, request.data, {
    call,
    defaultSize: 100,
    invalid: (message) => new ApiError('InvalidParameterValue', message),
  });
  return xmlContent(shapeOf(DBInstanceMessage$), { DBInstances: page, Marker: nextToken });
};

/** Amazon RDS, Query protocol. */
export const rdsService = queryService({
  namespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
  operations: { DescribeDBInstances: describeDbInstances },
  read,
});
