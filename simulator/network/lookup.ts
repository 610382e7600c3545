import type { Route } from '../world/schema.ts';
import { type Block, blockHolds, type Ip, readBlock, readIp, sameIp } from './ip.ts';
import type { Host, NatGateway, RouteTable, Topology, TransitRouteTable } from './topology.ts';

const isBlock = (block: Block | undefined): block is Block => block !== undefined;

/** The table that routes what leaves a subnet: its own, else the VPC's main one. */
export const tableOfSubnet = ({ routeTables, subnets }: Topology, subnetId: string): RouteTable | undefined => {
  const own = routeTables.find((table) => table.Associations.some((association) => association.SubnetId === subnetId));
  const vpcId = subnets.get(subnetId)?.VpcId;
  return (
    own ??
    routeTables.find(
      (table) => table.VpcId === vpcId && table.Associations.some(({ Main, SubnetId }) => Main && !SubnetId),
    )
  );
};

/** The edge table of an internet or virtual private gateway, where it has one. */
export const tableOfGateway = ({ routeTables }: Topology, gatewayId: string): RouteTable | undefined =>
  routeTables.find((table) => table.Associations.some((association) => association.GatewayId === gatewayId));

const blocksOf = ({ prefixLists }: Topology, listId: string | undefined, texts: readonly (string | undefined)[]) => [
  ...texts.map((text) => (text ? readBlock(text) : undefined)).filter(isBlock),
  ...((listId && prefixLists.get(listId)) || []),
];

/** Longest prefix of `route` that holds the address, or -1. */
const longestFit = (blocks: readonly Block[], ip: Ip): number =>
  Math.max(-1, ...blocks.filter((block) => blockHolds(block, ip)).map((block) => block.prefix));

const best = <T>(rows: readonly T[], rank: (row: T) => readonly [number, number]): T | undefined =>
  rows
    .map((row) => ({ row, rank: rank(row) }))
    .filter((entry) => entry.rank[0] >= 0)
    .toSorted((a, b) => b.rank[0] - a.rank[0] || b.rank[1] - a.rank[1])[0]?.row;

/** The route of a VPC table that a packet takes: the most specific; among equals local, then static, then propagated. */
export const routeTo = (topology: Topology, table: RouteTable, ip: Ip): Route | undefined =>
  best(table.Routes, (route) => {
    const texts = [route.DestinationCidrBlock, route.DestinationIpv6CidrBlock];
    const kind = route.GatewayId === 'local' ? 2 : route.Origin === 'EnableVgwRoutePropagation' ? 0 : 1;
    return [longestFit(blocksOf(topology, route.DestinationPrefixListId, texts), ip), kind];
  });

/** The route of a transit gateway table that a packet takes: the most specific; among equals static before propagated. */
export const transitRouteTo = (topology: Topology, table: TransitRouteTable, ip: Ip) =>
  best(table.Routes, (route) => [
    longestFit(blocksOf(topology, route.PrefixListId, [route.DestinationCidrBlock]), ip),
    route.Type === 'propagated' ? 0 : 1,
  ]);

/** The transit gateway table that routes what an attachment sends. */
export const transitTableOf = (topology: Topology, attachmentId: string): TransitRouteTable | undefined => {
  const { transitRouteTables, transitAttachments } = topology;
  const associated = transitRouteTables.find((table) =>
    table.Associations.some((association) => association.TransitGatewayAttachmentId === attachmentId),
  );
  const named = transitAttachments.find((attachment) => attachment.TransitGatewayAttachmentId === attachmentId)
    ?.Association?.TransitGatewayRouteTableId;
  return associated ?? transitRouteTables.find((table) => table.TransitGatewayRouteTableId === named);
};

/** The host that has this address in a VPC. */
export const hostIn = ({ hosts }: Topology, vpcId: string, ip: Ip): Host | undefined =>
  hosts.find((host) => host.vpcId === vpcId && sameIp(host.address, ip));

/** The subnet of a VPC whose range holds the address, for hosts that the world file does not list. */
export const subnetIn = ({ subnets }: Topology, vpcId: string, ip: Ip) =>
  [...subnets.values()].find(
    (subnet) =>
      subnet.VpcId === vpcId &&
      [subnet.CidrBlock, ...subnet.Ipv6CidrBlockAssociationSet.map((association) => association.Ipv6CidrBlock)]
        .map((text) => (text ? readBlock(text) : undefined))
        .some((block) => block && blockHolds(block, ip)),
  );

/** The internet gateway attached to a VPC. */
export const internetGatewayOf = ({ internetGateways }: Topology, vpcId: string): string | undefined =>
  internetGateways.find((gateway) => gateway.Attachments.some((attachment) => attachment.VpcId === vpcId))
    ?.InternetGatewayId;

/** The NAT gateway that has this private address in a VPC. */
export const natGatewayAt = ({ natGateways }: Topology, vpcId: string, ip: Ip): NatGateway | undefined =>
  natGateways.find(
    (nat) =>
      nat.VpcId === vpcId &&
      nat.NatGatewayAddresses.some(({ PrivateIp }) => {
        const own = readIp(PrivateIp ?? '');
        return own !== undefined && sameIp(own, ip);
      }),
  );
