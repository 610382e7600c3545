import * as z from 'zod/mini';
import type {
  NatGateway,
  NetworkInterface,
  Peering,
  PrefixList,
  Subnet,
  VpcEndpoint,
} from '../../domain/network/network.ts';
import { addressesIn, cidrsIn, isText, list, maybe, orAbsent, type RowReader, text } from './rows.ts';

/** EC2 rows of a VPC in our words. Member names are those of the EC2 API reference. */

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

const side = z.object({ VpcId: text, OwnerId: text, Region: maybe });

const peeringSchema = z.object({
  VpcPeeringConnectionId: text,
  AccepterVpcInfo: side,
  RequesterVpcInfo: side,
  Status: z.optional(z.nullable(z.object({ Code: maybe }))),
});

/** Peerings in any other state route nothing; they stay in the answers for a while. */
export const peeringRows: RowReader<typeof peeringSchema, Peering> = {
  what: 'VPC peerings',
  schema: peeringSchema,
  read: ({ VpcPeeringConnectionId, AccepterVpcInfo, RequesterVpcInfo, Status }, { region }) =>
    Status?.Code && Status.Code !== 'active'
      ? undefined
      : {
          peeringId: VpcPeeringConnectionId,
          sides: [RequesterVpcInfo, AccepterVpcInfo].map(({ VpcId, OwnerId, Region }) => ({
            vpcId: VpcId,
            account: OwnerId,
            region: Region ?? region,
          })),
        },
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
