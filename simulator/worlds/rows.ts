/** Rows of a world file, written short: each function gives one row in AWS's own shape. */

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

/** `[destination, target]`: a CIDR or prefix list, and the id of a gateway, endpoint, interface or attachment. `'blackhole'` is one. */
export type RouteText = readonly [destination: string, target: string];

const destinationOf = (text: string): object => {
  if (text.startsWith('pl-')) return { DestinationPrefixListId: text };
  return text.includes(':') ? { DestinationIpv6CidrBlock: text } : { DestinationCidrBlock: text };
};

const targetOf = (id: string): object => {
  if (id === 'blackhole') return { GatewayId: 'vpce-0dead000000000000', State: 'blackhole' };
  const active = { State: 'active' };
  if (id.startsWith('nat-')) return { NatGatewayId: id, ...active };
  if (id.startsWith('tgw-')) return { TransitGatewayId: id, ...active };
  if (id.startsWith('eni-')) return { NetworkInterfaceId: id, ...active };
  if (id.startsWith('pcx-')) return { VpcPeeringConnectionId: id, ...active };
  if (id.startsWith('eigw-')) return { EgressOnlyInternetGatewayId: id, ...active };
  if (id.startsWith('arn:')) return { CoreNetworkArn: id, ...active };
  return { GatewayId: id, ...active };
};

export const vpc = (VpcId: string, CidrBlock: string) => ({ VpcId, CidrBlock, State: 'available', OwnerId: ACCOUNT });

/** @param zone the letter of the Availability Zone */
export const subnet = (
  SubnetId: string,
  at: { readonly vpc: string; readonly cidr: string; readonly zone: string; readonly ipv6?: string },
) => ({
  SubnetId,
  VpcId: at.vpc,
  CidrBlock: at.cidr,
  ...(at.ipv6 ? { Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: at.ipv6 }] } : {}),
  AvailabilityZone: `${REGION}${at.zone}`,
});

export const routeTable = (
  RouteTableId: string,
  of: {
    readonly vpc: string;
    readonly subnets?: readonly string[];
    readonly gateway?: string;
    readonly main?: boolean;
  },
  routes: readonly RouteText[],
) => ({
  RouteTableId,
  VpcId: of.vpc,
  Associations: [
    ...(of.main ? [{ Main: true }] : []),
    ...(of.subnets ?? []).map((SubnetId) => ({ Main: false, SubnetId })),
    ...(of.gateway ? [{ Main: false, GatewayId: of.gateway }] : []),
  ],
  Routes: routes.map(([destination, target]) => ({ ...destinationOf(destination), ...targetOf(target) })),
});

export const networkInterface = (
  NetworkInterfaceId: string,
  at: {
    readonly vpc: string;
    readonly subnet: string;
    readonly ip: string;
    readonly publicIp?: string;
    readonly ipv6?: string;
  },
) => {
  const Association = at.publicIp ? { PublicIp: at.publicIp } : undefined;
  return {
    NetworkInterfaceId,
    VpcId: at.vpc,
    SubnetId: at.subnet,
    OwnerId: ACCOUNT,
    InterfaceType: 'interface',
    PrivateIpAddress: at.ip,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: at.ip, Association }],
    Ipv6Addresses: at.ipv6 ? [{ Ipv6Address: at.ipv6 }] : [],
    Association,
  };
};

export const natGateway = (
  NatGatewayId: string,
  at: { readonly vpc: string; readonly subnet: string; readonly ip: string; readonly publicIp?: string },
) => ({
  NatGatewayId,
  VpcId: at.vpc,
  SubnetId: at.subnet,
  State: 'available',
  ConnectivityType: at.publicIp ? 'public' : 'private',
  NatGatewayAddresses: [{ PrivateIp: at.ip, PublicIp: at.publicIp }],
});

export const internetGateway = (InternetGatewayId: string, VpcId: string) => ({
  InternetGatewayId,
  Attachments: [{ VpcId, State: 'available' }],
});

/** A world file with one Region. */
export const worldOf = (region: object, flows: readonly object[] = [], roles: readonly object[] = []) => ({
  seed: 7,
  startAt: '2026-03-01T12:00:00Z',
  accounts: { [ACCOUNT]: { Roles: roles, [REGION]: region } },
  flows,
});
