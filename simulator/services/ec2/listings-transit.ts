import type { Listing } from './describe.ts';

const usual = { from: 5, to: 1_000 };

const transitIds = {
  member: 'TransitGatewayAttachmentIds',
  of: 'TransitGatewayAttachmentId',
  notFound: 'InvalidTransitGatewayAttachmentID.NotFound',
};

export const transitGatewayAttachments: Listing = {
  rows: (region) => region.TransitGatewayAttachments,
  ids: transitIds,
  result: 'TransitGatewayAttachments',
  maxResults: usual,
  filters: {
    'association.state': 'Association.State',
    'association.transit-gateway-route-table-id': 'Association.TransitGatewayRouteTableId',
    'resource-id': 'ResourceId',
    'resource-owner-id': 'ResourceOwnerId',
    'resource-type': 'ResourceType',
    state: 'State',
    'transit-gateway-attachment-id': 'TransitGatewayAttachmentId',
    'transit-gateway-id': 'TransitGatewayId',
    'transit-gateway-owner-id': 'TransitGatewayOwnerId',
  },
};

export const transitGatewayVpcAttachments: Listing = {
  rows: (region) => region.TransitGatewayVpcAttachments,
  ids: transitIds,
  result: 'TransitGatewayVpcAttachments',
  maxResults: usual,
  filters: {
    state: 'State',
    'transit-gateway-attachment-id': 'TransitGatewayAttachmentId',
    'transit-gateway-id': 'TransitGatewayId',
    'vpc-id': 'VpcId',
  },
};

export const transitGatewayRouteTables: Listing = {
  rows: (region) => region.TransitGatewayRouteTables,
  ids: {
    member: 'TransitGatewayRouteTableIds',
    of: 'TransitGatewayRouteTableId',
    notFound: 'InvalidRouteTableID.NotFound',
  },
  result: 'TransitGatewayRouteTables',
  maxResults: usual,
  filters: {
    'default-association-route-table': 'DefaultAssociationRouteTable',
    'default-propagation-route-table': 'DefaultPropagationRouteTable',
    state: 'State',
    'transit-gateway-id': 'TransitGatewayId',
    'transit-gateway-route-table-id': 'TransitGatewayRouteTableId',
  },
};
