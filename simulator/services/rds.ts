import { DBInstanceMessage$ } from '@aws-sdk/client-rds';
import { ApiError } from '../wire/api-error.ts';
import type { CallFacts, Service, ServiceCall } from '../wire/service.ts';
import { placeIn } from '../world/world.ts';
import { shapeOf } from './ec2/shape.ts';
import { element, xmlContent, xmlText } from './ec2/xml.ts';
import { pageOf } from './paging.ts';

const HEADERS = { 'content-type': 'text/xml' };
const XMLNS = 'http://rds.amazonaws.com/doc/2014-10-31/';

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

const read = (params: URLSearchParams): CallFacts => {
  const operation = params.get('Action') ?? '';
  if (operation !== 'DescribeDBInstances')
    throw new ApiError('InvalidAction', `Could not find operation ${operation} for version ${params.get('Version')}`);
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
  return { operation, parameters, resource: filtersOf(params)[0]?.values[0] };
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
export const rdsService: Service = {
  read: (request) => read(new URLSearchParams(request.body.toString('utf8'))),
  run: (call) => {
    const { operation } = call.facts;
    const result = element(`${operation}Result`, xmlContent(shapeOf(DBInstanceMessage$), describe(call)));
    const metadata = element('ResponseMetadata', element('RequestId', call.requestId));
    const body = `<${operation}Response xmlns="${XMLNS}">${result}${metadata}</${operation}Response>`;
    return { status: 200, headers: HEADERS, body };
  },
  fail: (error, _request, requestId) => {
    const content =
      element('Type', 'Sender') + element('Code', error.code) + element('Message', xmlText(error.message));
    const body = element('Error', content) + element('RequestId', requestId);
    return { status: error.status, headers: HEADERS, body: `<ErrorResponse xmlns="${XMLNS}">${body}</ErrorResponse>` };
  },
};
