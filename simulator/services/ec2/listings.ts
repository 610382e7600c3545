import type { Listing } from './describe.ts';

const usual = { from: 5, to: 1_000 };

/** The Describe calls over rows that the world file holds. Filter names are those of the API reference. */
export const networkInterfaces: Listing = {
  rows: (region) => region.NetworkInterfaces,
  ids: { member: 'NetworkInterfaceIds', of: 'NetworkInterfaceId', notFound: 'InvalidNetworkInterfaceID.NotFound' },
  result: 'NetworkInterfaces',
  maxResults: usual,
  filters: {
    'addresses.association.public-ip': 'PrivateIpAddresses.Association.PublicIp',
    'addresses.primary': 'PrivateIpAddresses.Primary',
    'addresses.private-ip-address': 'PrivateIpAddresses.PrivateIpAddress',
    'association.public-ip': 'Association.PublicIp',
    'attachment.attachment-id': 'Attachment.AttachmentId',
    'attachment.instance-id': 'Attachment.InstanceId',
    'attachment.instance-owner-id': 'Attachment.InstanceOwnerId',
    'attachment.status': 'Attachment.Status',
    'availability-zone': 'AvailabilityZone',
    'availability-zone-id': 'AvailabilityZoneId',
    description: 'Description',
    'group-id': 'Groups.GroupId',
    'group-name': 'Groups.GroupName',
    'interface-type': 'InterfaceType',
    'ipv6-addresses.ipv6-address': 'Ipv6Addresses.Ipv6Address',
    'mac-address': 'MacAddress',
    'network-interface-id': 'NetworkInterfaceId',
    'owner-id': 'OwnerId',
    'private-dns-name': 'PrivateDnsName',
    'private-ip-address': 'PrivateIpAddress',
    'requester-id': 'RequesterId',
    'requester-managed': 'RequesterManaged',
    status: 'Status',
    'subnet-id': 'SubnetId',
    'vpc-id': 'VpcId',
  },
};

/** One reservation an instance. */
export const instances: Listing = {
  rows: (region) => region.Instances,
  ids: { member: 'InstanceIds', of: 'InstanceId', notFound: 'InvalidInstanceID.NotFound' },
  result: 'Reservations',
  maxResults: usual,
  filters: {
    'availability-zone': 'Placement.AvailabilityZone',
    'instance-id': 'InstanceId',
    'instance-state-name': 'State.Name',
    'instance.group-id': 'SecurityGroups.GroupId',
    'ip-address': 'PublicIpAddress',
    'network-interface.network-interface-id': 'NetworkInterfaces.NetworkInterfaceId',
    'network-interface.addresses.private-ip-address': 'NetworkInterfaces.PrivateIpAddresses.PrivateIpAddress',
    'private-ip-address': 'PrivateIpAddress',
    'subnet-id': 'SubnetId',
    'vpc-id': 'VpcId',
  },
  show: (row) => ({ Instances: [row] }),
};

export const subnets: Listing = {
  rows: (region) => region.Subnets,
  ids: { member: 'SubnetIds', of: 'SubnetId', notFound: 'InvalidSubnetID.NotFound' },
  result: 'Subnets',
  maxResults: usual,
  filters: {
    'availability-zone': 'AvailabilityZone',
    'availability-zone-id': 'AvailabilityZoneId',
    'cidr-block': 'CidrBlock',
    'ipv6-cidr-block-association.ipv6-cidr-block': 'Ipv6CidrBlockAssociationSet.Ipv6CidrBlock',
    'owner-id': 'OwnerId',
    state: 'State',
    'subnet-id': 'SubnetId',
    'vpc-id': 'VpcId',
  },
};

export const routeTables: Listing = {
  rows: (region) => region.RouteTables,
  ids: { member: 'RouteTableIds', of: 'RouteTableId', notFound: 'InvalidRouteTableID.NotFound' },
  result: 'RouteTables',
  maxResults: { from: 5, to: 100 },
  filters: {
    'association.gateway-id': 'Associations.GatewayId',
    'association.main': 'Associations.Main',
    'association.route-table-association-id': 'Associations.RouteTableAssociationId',
    'association.route-table-id': 'Associations.RouteTableId',
    'association.subnet-id': 'Associations.SubnetId',
    'owner-id': 'OwnerId',
    'route-table-id': 'RouteTableId',
    'route.destination-cidr-block': 'Routes.DestinationCidrBlock',
    'route.destination-ipv6-cidr-block': 'Routes.DestinationIpv6CidrBlock',
    'route.destination-prefix-list-id': 'Routes.DestinationPrefixListId',
    'route.gateway-id': 'Routes.GatewayId',
    'route.nat-gateway-id': 'Routes.NatGatewayId',
    'route.origin': 'Routes.Origin',
    'route.state': 'Routes.State',
    'route.transit-gateway-id': 'Routes.TransitGatewayId',
    'route.vpc-peering-connection-id': 'Routes.VpcPeeringConnectionId',
    'vpc-id': 'VpcId',
  },
};

export const vpcs: Listing = {
  rows: (region) => region.Vpcs,
  ids: { member: 'VpcIds', of: 'VpcId', notFound: 'InvalidVpcID.NotFound' },
  result: 'Vpcs',
  maxResults: usual,
  filters: {
    cidr: 'CidrBlock',
    'cidr-block-association.cidr-block': 'CidrBlockAssociationSet.CidrBlock',
    'is-default': 'IsDefault',
    'owner-id': 'OwnerId',
    state: 'State',
    'vpc-id': 'VpcId',
  },
};

export const availabilityZones: Listing = {
  rows: (region, { facts }) => {
    const { ZoneIds } = facts.parameters;
    const wanted = Array.isArray(ZoneIds) ? ZoneIds : [];
    return region.AvailabilityZones.filter(({ ZoneId }) => wanted.length === 0 || wanted.includes(ZoneId));
  },
  ids: { member: 'ZoneNames', of: 'ZoneName', notFound: 'InvalidParameterValue' },
  result: 'AvailabilityZones',
  maxResults: usual,
  filters: {
    'region-name': 'RegionName',
    state: 'State',
    'zone-id': 'ZoneId',
    'zone-name': 'ZoneName',
    'zone-type': 'ZoneType',
  },
};

export const flowLogs: Listing = {
  rows: (_region, call) => call.sim.flowLogs.list(call.caller.account, call.caller.region),
  ids: { member: 'FlowLogIds', of: 'FlowLogId', notFound: 'InvalidFlowLogId.NotFound' },
  filterMember: 'Filter',
  result: 'FlowLogs',
  maxResults: { from: 1, to: 1_000 },
  filters: {
    'deliver-log-status': 'DeliverLogsStatus',
    'flow-log-id': 'FlowLogId',
    'log-destination-type': 'LogDestinationType',
    'log-group-name': 'LogGroupName',
    'resource-id': 'ResourceId',
    'traffic-type': 'TrafficType',
  },
};
