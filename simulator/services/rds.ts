import { DBInstanceMessage$ } from '@aws-sdk/client-rds';
import { ApiError } from '../wire/api-error.ts';
import type { CallFacts, ServiceCall } from '../wire/service.ts';
import { placeIn } from '../world/world.ts';
import { shapeOf } from './ec2/shape.ts';
import { xmlContent } from './ec2/xml.ts';
import { pageOf } from './paging.ts';
import { queryService } from './query-service.ts';

interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** `Filters.Filter.1.Name`, `Filters.Filter.1.Values.Value.1`, … */
const filtersOf = (params: URLSearchParams): readonly Filter[] => {
  const names = [...params.keys()].flatMap((key) => /^Filters\.Filter\.(\d+)\.Name$/.exec(key)?.[1] ?? []);
  return names.map((at) => ({
    name: params.get(`Filters.Filter.${at}.Name`) ?? '',
    values: [...params].flatMap(([key, value]) =>
      key.startsWith(`Filters.Filter.${at}.Values.Value.`) ? [value.toLowerCase()] : [],
    ),
  }));
};

const KNOWN = ['Action', 'Version', 'MaxRecords', 'Marker', 'DBInstanceIdentifier'];

const read = (params: URLSearchParams): Omit<CallFacts, 'operation'> => {
  const stranger = [...params.keys()].find((key) => !KNOWN.includes(key) && !key.startsWith('Filters.Filter.'));
  if (stranger !== undefined) throw new ApiError('MalformedQueryString', `the parameter ${stranger} is not known`);
  const MaxRecords = Number(params.get('MaxRecords') ?? 100);
  if (!(MaxRecords >= 20 && MaxRecords <= 100))
    throw new ApiError('InvalidParameterValue', 'MaxRecords must be between 20 and 100');
  const parameters = {
    Filters: filtersOf(params),
    MaxResults: MaxRecords,
    NextToken: params.get('Marker') ?? undefined,
  };
  return { parameters, resource: filtersOf(params)[0]?.values[0] };
};

/** Filter names with the member that they look at. */
const MEMBERS: Readonly<Record<string, 'DBInstanceIdentifier' | 'DBClusterIdentifier'>> = {
  'db-instance-id': 'DBInstanceIdentifier',
  'db-cluster-id': 'DBClusterIdentifier',
};

const describe = (call: ServiceCall): object => {
  const params = new URLSearchParams(call.request.body.toString('utf8'));
  const tests = filtersOf(params).map(({ name, values }) => {
    const member = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
    if (member === undefined) throw new ApiError('InvalidParameterValue', `Unrecognized filter name: ${name}`);
    return { member, values };
  });
  const rows = placeIn(call.sim.world, call.caller.account, call.caller.region)?.resources.DBInstances ?? [];
  const selected = rows.filter((row) =>
    tests.every(({ member, values }) => values.includes(row[member]?.toLowerCase() ?? '')),
  );
  const { page, nextToken } = pageOf(
    selected,
    { MaxResults: Number(params.get('MaxRecords') ?? 100), NextToken: params.get('Marker') ?? undefined },
    { call, defaultSize: 100, invalid: (message) => new ApiError('InvalidParameterValue', message) },
  );
  return { DBInstances: page, Marker: nextToken };
};

/** Amazon RDS, Query protocol. */
export const rdsService = queryService({
  namespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
  operations: { DescribeDBInstances: (call) => xmlContent(shapeOf(DBInstanceMessage$), describe(call)) },
  read,
});
