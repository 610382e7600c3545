import * as z from 'zod/mini';
import { parseCidr } from '../../domain/address.ts';
import type {
  NatGateway,
  NetworkInterface,
  PrefixList,
  Route,
  RouteTable,
  RouteTarget,
  Subnet,
  VpcEndpoint,
} from '../../domain/network/network.ts';
import { addressesIn, cidrsIn, flag, list, maybe, orAbsent, type RowReader, text } from './rows.ts';

/** EC2 rows of a VPC in our words. Member names are those of the EC2 API reference. */

const routeSchema = z.object({
  DestinationCidrBlock: maybe,
  DestinationIpv6CidrBlock: maybe,
  DestinationPrefixListId: maybe,
  EgressOnlyInternetGatewayId: maybe,
  GatewayId: maybe,
  NatGatewayId: maybe,
  TransitGatewayId: maybe,
  LocalGatewayId: maybe,
  CarrierGatewayId: maybe,
  NetworkInterfaceId: maybe,
  VpcPeeringConnectionId: maybe,
  CoreNetworkArn: maybe,
  OdbNetworkArn: maybe,
  Origin: maybe,
  State: maybe,
});
type RouteRow = z.output<typeof routeSchema>;

/** There is no member of its own for VPC endpoints: they come as gateways. */
const gatewayTarget = (id: string): RouteTarget => {
  if (id === 'local') return { kind: 'local' };
  if (id.startsWith('vpce-')) return { kind: 'endpoint', id };
  if (id.startsWith('igw-')) return { kind: 'internet-gateway', id };
  return id.startsWith('vgw-') ? { kind: 'vpn-gateway', id } : { kind: 'other', id };
};

const targetOf = (row: RouteRow): RouteTarget => {
  if (row.GatewayId) return gatewayTarget(row.GatewayId);
  if (row.EgressOnlyInternetGatewayId) return { kind: 'internet-gateway', id: row.EgressOnlyInternetGatewayId };
  if (row.NatGatewayId) return { kind: 'nat-gateway', id: row.NatGatewayId };
  if (row.TransitGatewayId) return { kind: 'transit-gateway', id: row.TransitGatewayId };
  if (row.VpcPeeringConnectionId) return { kind: 'peering', id: row.VpcPeeringConnectionId };
  if (row.NetworkInterfaceId) return { kind: 'interface', id: row.NetworkInterfaceId };
  if (row.CoreNetworkArn) return { kind: 'core-network', id: row.CoreNetworkArn };
  const other = row.LocalGatewayId ?? row.CarrierGatewayId ?? row.OdbNetworkArn ?? 'a target that is not named';
  return { kind: 'other', id: other };
};

const routeOf = (row: RouteRow): readonly Route[] => {
  const network = parseCidr(row.DestinationCidrBlock ?? row.DestinationIpv6CidrBlock);
  const destination =
    network ?? (row.DestinationPrefixListId ? { prefixListId: row.DestinationPrefixListId } : undefined);
  if (destination === undefined) return [];
  return [
    {
      destination,
      target: targetOf(row),
      blackhole: row.State === 'blackhole',
      propagated: row.Origin === 'EnableVgwRoutePropagation',
    },
  ];
};

const isText = (value: string | null | undefined): value is string => typeof value === 'string';

const routeTableSchema = z.object({
  RouteTableId: text,
  VpcId: text,
  Associations: list(z.object({ Main: flag, SubnetId: maybe, GatewayId: maybe })),
  Routes: list(routeSchema),
});

export const routeTableRows: RowReader<typeof routeTableSchema, RouteTable> = {
  what: 'route tables',
  schema: routeTableSchema,
  read: ({ RouteTableId, VpcId, Associations, Routes }, where) => ({
    ...where,
    routeTableId: RouteTableId,
    vpcId: VpcId,
    main: Associations.some(({ Main, SubnetId }) => Main === true && !SubnetId),
    subnetIds: Associations.map(({ SubnetId }) => SubnetId).filter(isText),
    gatewayIds: Associations.map(({ GatewayId }) => GatewayId).filter(isText),
    routes: Routes.flatMap(routeOf),
  }),
};

const subnetSchema = z.object({
  SubnetId: text,
  VpcId: text,
  OwnerId: maybe,
  CidrBlock: maybe,
  Ipv6CidrBlockAssociationSet: list(z.object({ Ipv6CidrBlock: maybe })),
  AvailabilityZone: maybe,
  AvailabilityZoneId: maybe,
});

export const subnetRows: RowReader<typeof subnetSchema, Subnet> = {
  what: 'subnets',
  schema: subnetSchema,
  read: (row, where) => ({
    ...where,
    subnetId: row.SubnetId,
    vpcId: row.VpcId,
    ownerAccount: orAbsent(row.OwnerId),
    cidrs: cidrsIn(
      [row.CidrBlock, ...row.Ipv6CidrBlockAssociationSet.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock)].map(orAbsent),
    ),
    zoneName: orAbsent(row.AvailabilityZone),
    zoneId: orAbsent(row.AvailabilityZoneId),
  }),
};

const interfaceSchema = z.object({
  NetworkInterfaceId: text,
  VpcId: text,
  SubnetId: text,
  PrivateIpAddress: maybe,
  PrivateIpAddresses: list(z.object({ PrivateIpAddress: maybe })),
  Ipv6Addresses: list(z.object({ Ipv6Address: maybe })),
  Ipv4Prefixes: list(z.object({ Ipv4Prefix: maybe })),
  Ipv6Prefixes: list(z.object({ Ipv6Prefix: maybe })),
  Attachment: z.optional(z.nullable(z.object({ InstanceId: maybe, DeviceIndex: z.optional(z.nullable(z.number())) }))),
  InterfaceType: maybe,
  Description: maybe,
  Groups: list(z.object({ GroupId: maybe })),
});

export const interfaceRows: RowReader<typeof interfaceSchema, NetworkInterface> = {
  what: 'network interfaces',
  schema: interfaceSchema,
  read: (row, where) => ({
    ...where,
    interfaceId: row.NetworkInterfaceId,
    vpcId: row.VpcId,
    subnetId: row.SubnetId,
    addresses: addressesIn(
      [
        row.PrivateIpAddress,
        ...row.PrivateIpAddresses.map(({ PrivateIpAddress }) => PrivateIpAddress),
        ...row.Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address),
      ].map(orAbsent),
    ),
    prefixes: cidrsIn(
      [
        ...row.Ipv4Prefixes.map(({ Ipv4Prefix }) => Ipv4Prefix),
        ...row.Ipv6Prefixes.map(({ Ipv6Prefix }) => Ipv6Prefix),
      ].map(orAbsent),
    ),
    instanceId: orAbsent(row.Attachment?.InstanceId),
    deviceIndex: orAbsent(row.Attachment?.DeviceIndex),
    type: orAbsent(row.InterfaceType),
    description: orAbsent(row.Description),
    securityGroupIds: row.Groups.map(({ GroupId }) => GroupId).filter(isText),
  }),
};

const natGatewaySchema = z.object({
  NatGatewayId: text,
  VpcId: text,
  SubnetId: maybe,
  RouteTableId: maybe,
  State: maybe,
  NatGatewayAddresses: list(z.object({ NetworkInterfaceId: maybe, PrivateIp: maybe })),
});

/** Gateways that are gone stay in the answers for about an hour. */
export const natGatewayRows: RowReader<typeof natGatewaySchema, NatGateway> = {
  what: 'NAT gateways',
  schema: natGatewaySchema,
  read: (row, where) =>
    row.State === 'deleted' || row.State === 'failed'
      ? undefined
      : {
          ...where,
          natGatewayId: row.NatGatewayId,
          vpcId: row.VpcId,
          subnetId: orAbsent(row.SubnetId),
          routeTableId: orAbsent(row.RouteTableId),
          interfaceIds: row.NatGatewayAddresses.map(({ NetworkInterfaceId }) => NetworkInterfaceId).filter(isText),
          privateAddresses: addressesIn(row.NatGatewayAddresses.map(({ PrivateIp }) => orAbsent(PrivateIp))),
        },
};

const vpcEndpointSchema = z.object({ VpcEndpointId: text, VpcId: text, VpcEndpointType: maybe });

export const vpcEndpointRows: RowReader<typeof vpcEndpointSchema, VpcEndpoint> = {
  what: 'VPC endpoints',
  schema: vpcEndpointSchema,
  read: ({ VpcEndpointId, VpcId, VpcEndpointType }, where) => ({
    ...where,
    endpointId: VpcEndpointId,
    vpcId: VpcId,
    type: VpcEndpointType ?? 'unknown',
  }),
};

const prefixListSchema = z.object({ PrefixListId: text, Entries: list(z.object({ Cidr: maybe })) });

export const prefixListRows: RowReader<typeof prefixListSchema, PrefixList> = {
  what: 'prefix lists',
  schema: prefixListSchema,
  read: ({ PrefixListId, Entries }, where) => ({
    ...where,
    prefixListId: PrefixListId,
    cidrs: cidrsIn(Entries.map(({ Cidr }) => orAbsent(Cidr))),
  }),
};
