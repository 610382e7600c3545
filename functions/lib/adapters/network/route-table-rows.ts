import * as z from 'zod/mini';
import { parseCidr } from '../../domain/address.ts';
import type { Route, RouteTable, RouteTarget } from '../../domain/network/network.ts';
import { flag, isText, list, maybe, type RowReader, text } from './rows.ts';

/** EC2 route tables in our words. Member names are those of the EC2 API reference. */

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
