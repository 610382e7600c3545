import type { Listing } from './describe.ts';

const usual = { from: 5, to: 1_000 };

export const natGateways: Listing = {
  rows: (region) => region.NatGateways,
  ids: { member: 'NatGatewayIds', of: 'NatGatewayId', notFound: 'NatGatewayNotFound' },
  filterMember: 'Filter',
  result: 'NatGateways',
  maxResults: usual,
  filters: { 'nat-gateway-id': 'NatGatewayId', state: 'State', 'subnet-id': 'SubnetId', 'vpc-id': 'VpcId' },
};

export const internetGateways: Listing = {
  rows: (region) => region.InternetGateways,
  ids: { member: 'InternetGatewayIds', of: 'InternetGatewayId', notFound: 'InvalidInternetGatewayID.NotFound' },
  result: 'InternetGateways',
  maxResults: usual,
  filters: {
    'attachment.state': 'Attachments.State',
    'attachment.vpc-id': 'Attachments.VpcId',
    'internet-gateway-id': 'InternetGatewayId',
    'owner-id': 'OwnerId',
  },
};

export const managedPrefixLists: Listing = {
  rows: (region) => region.ManagedPrefixLists,
  ids: { member: 'PrefixListIds', of: 'PrefixListId', notFound: 'InvalidPrefixListID.NotFound' },
  result: 'PrefixLists',
  maxResults: { from: 1, to: 100 },
  filters: { 'owner-id': 'OwnerId', 'prefix-list-id': 'PrefixListId', 'prefix-list-name': 'PrefixListName' },
};

export const vpcPeeringConnections: Listing = {
  rows: (region) => region.VpcPeeringConnections,
  ids: {
    member: 'VpcPeeringConnectionIds',
    of: 'VpcPeeringConnectionId',
    notFound: 'InvalidVpcPeeringConnectionID.NotFound',
  },
  result: 'VpcPeeringConnections',
  maxResults: usual,
  filters: {
    'accepter-vpc-info.vpc-id': 'AccepterVpcInfo.VpcId',
    'requester-vpc-info.vpc-id': 'RequesterVpcInfo.VpcId',
    'status-code': 'Status.Code',
    'vpc-peering-connection-id': 'VpcPeeringConnectionId',
  },
};

export const vpcEndpoints: Listing = {
  rows: (region) => region.VpcEndpoints,
  ids: { member: 'VpcEndpointIds', of: 'VpcEndpointId', notFound: 'InvalidVpcEndpointId.NotFound' },
  result: 'VpcEndpoints',
  maxResults: { from: 5, to: 1_000 },
  filters: {
    'service-name': 'ServiceName',
    'vpc-endpoint-id': 'VpcEndpointId',
    'vpc-endpoint-state': 'State',
    'vpc-endpoint-type': 'VpcEndpointType',
    'vpc-id': 'VpcId',
  },
};
