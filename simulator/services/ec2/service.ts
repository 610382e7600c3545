import * as ec2 from '@aws-sdk/client-ec2';
import { ApiError } from '../../wire/api-error.ts';
import type { Service, ServiceCall, WireRequest } from '../../wire/service.ts';
import { describe } from './describe.ts';
import { createFlowLogs, deleteFlowLogs } from './flow-logs.ts';
import * as listings from './listings.ts';
import * as gateways from './listings-gateways.ts';
import * as transit from './listings-transit.ts';
import { readQuery } from './query.ts';
import { shapeOf } from './shape.ts';
import {
  getManagedPrefixListEntries,
  getTransitGatewayRouteTableAssociations,
  searchTransitGatewayRoutes,
} from './transit.ts';
import { element, xmlContent, xmlText } from './xml.ts';

interface Operation {
  readonly request: unknown;
  readonly result: unknown;
  readonly run: (call: ServiceCall) => object;
}

/** The calls that are answered; the schemas give the names on the wire. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeNetworkInterfaces: {
    request: ec2.DescribeNetworkInterfacesRequest$,
    result: ec2.DescribeNetworkInterfacesResult$,
    run: describe(listings.networkInterfaces),
  },
  DescribeInstances: {
    request: ec2.DescribeInstancesRequest$,
    result: ec2.DescribeInstancesResult$,
    run: describe(listings.instances),
  },
  DescribeSubnets: {
    request: ec2.DescribeSubnetsRequest$,
    result: ec2.DescribeSubnetsResult$,
    run: describe(listings.subnets),
  },
  DescribeRouteTables: {
    request: ec2.DescribeRouteTablesRequest$,
    result: ec2.DescribeRouteTablesResult$,
    run: describe(listings.routeTables),
  },
  DescribeVpcs: { request: ec2.DescribeVpcsRequest$, result: ec2.DescribeVpcsResult$, run: describe(listings.vpcs) },
  DescribeAvailabilityZones: {
    request: ec2.DescribeAvailabilityZonesRequest$,
    result: ec2.DescribeAvailabilityZonesResult$,
    run: describe(listings.availabilityZones),
  },
  DescribeNatGateways: {
    request: ec2.DescribeNatGatewaysRequest$,
    result: ec2.DescribeNatGatewaysResult$,
    run: describe(gateways.natGateways),
  },
  DescribeInternetGateways: {
    request: ec2.DescribeInternetGatewaysRequest$,
    result: ec2.DescribeInternetGatewaysResult$,
    run: describe(gateways.internetGateways),
  },
  DescribeManagedPrefixLists: {
    request: ec2.DescribeManagedPrefixListsRequest$,
    result: ec2.DescribeManagedPrefixListsResult$,
    run: describe(gateways.managedPrefixLists),
  },
  GetManagedPrefixListEntries: {
    request: ec2.GetManagedPrefixListEntriesRequest$,
    result: ec2.GetManagedPrefixListEntriesResult$,
    run: getManagedPrefixListEntries,
  },
  DescribeVpcEndpoints: {
    request: ec2.DescribeVpcEndpointsRequest$,
    result: ec2.DescribeVpcEndpointsResult$,
    run: describe(gateways.vpcEndpoints),
  },
  DescribeVpcPeeringConnections: {
    request: ec2.DescribeVpcPeeringConnectionsRequest$,
    result: ec2.DescribeVpcPeeringConnectionsResult$,
    run: describe(gateways.vpcPeeringConnections),
  },
  DescribeTransitGatewayAttachments: {
    request: ec2.DescribeTransitGatewayAttachmentsRequest$,
    result: ec2.DescribeTransitGatewayAttachmentsResult$,
    run: describe(transit.transitGatewayAttachments),
  },
  DescribeTransitGatewayVpcAttachments: {
    request: ec2.DescribeTransitGatewayVpcAttachmentsRequest$,
    result: ec2.DescribeTransitGatewayVpcAttachmentsResult$,
    run: describe(transit.transitGatewayVpcAttachments),
  },
  DescribeTransitGatewayRouteTables: {
    request: ec2.DescribeTransitGatewayRouteTablesRequest$,
    result: ec2.DescribeTransitGatewayRouteTablesResult$,
    run: describe(transit.transitGatewayRouteTables),
  },
  GetTransitGatewayRouteTableAssociations: {
    request: ec2.GetTransitGatewayRouteTableAssociationsRequest$,
    result: ec2.GetTransitGatewayRouteTableAssociationsResult$,
    run: getTransitGatewayRouteTableAssociations,
  },
  SearchTransitGatewayRoutes: {
    request: ec2.SearchTransitGatewayRoutesRequest$,
    result: ec2.SearchTransitGatewayRoutesResult$,
    run: searchTransitGatewayRoutes,
  },
  CreateFlowLogs: { request: ec2.CreateFlowLogsRequest$, result: ec2.CreateFlowLogsResult$, run: createFlowLogs },
  DescribeFlowLogs: {
    request: ec2.DescribeFlowLogsRequest$,
    result: ec2.DescribeFlowLogsResult$,
    run: describe(listings.flowLogs),
  },
  DeleteFlowLogs: { request: ec2.DeleteFlowLogsRequest$, result: ec2.DeleteFlowLogsResult$, run: deleteFlowLogs },
};

const HEADERS = { 'content-type': 'text/xml;charset=UTF-8' };

const operationOf = (name: string): Operation => {
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (!operation) throw new ApiError('InvalidAction', `The action ${name} is not valid for this web service.`);
  return operation;
};

const firstId = (parameters: Readonly<Record<string, unknown>>): string | undefined => {
  const ids = Object.entries(parameters).find(([name]) => /Ids?$/.test(name))?.[1];
  const first: unknown = Array.isArray(ids) ? ids[0] : ids;
  return typeof first === 'string' ? first : undefined;
};

/** Amazon EC2, Query protocol. */
export const ec2Service: Service = {
  read: (request: WireRequest) => {
    const params = new URLSearchParams(request.body.toString('utf8'));
    const operation = params.get('Action') ?? '';
    const parameters = readQuery(shapeOf(operationOf(operation).request), params);
    return { operation, parameters, resource: firstId(parameters) };
  },
  run: (call) => {
    const { operation: name } = call.facts;
    const { run, result } = operationOf(name);
    const content = element('requestId', call.requestId) + xmlContent(shapeOf(result), run(call));
    const xmlns = 'http://ec2.amazonaws.com/doc/2016-11-15/';
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response xmlns="${xmlns}">${content}</${name}Response>`;
    return { status: 200, headers: HEADERS, body };
  },
  fail: (error, _request, requestId) => {
    const errors = element(
      'Errors',
      element('Error', element('Code', error.code) + element('Message', xmlText(error.message))),
    );
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n${element('Response', errors + element('RequestID', requestId))}`;
    return { status: error.status, headers: HEADERS, body };
  },
};
