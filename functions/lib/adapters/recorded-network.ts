import * as z from 'zod/mini';
import type { AccountRegion } from '../domain/account-region.ts';
import { emptyNetwork, type NetworkPart, type Subnet, withParts } from '../domain/network/network.ts';
import { parseOrThrow } from '../policy/violations.ts';
import type { NetworkReader } from '../ports/network-reader.ts';
import { coreNetworkRows } from './network/core-network-rows.ts';
import { associationRows, firewallRows } from './network/firewall-rows.ts';
import { databaseRows, taskRows } from './network/resource-rows.ts';
import { routeTableRows } from './network/route-table-rows.ts';
import { list, maybe, readRows } from './network/rows.ts';
import { attachmentRows, transitRouteTableRows, vpcAttachmentRows } from './network/transit-rows.ts';
import {
  interfaceRows,
  natGatewayRows,
  peeringRows,
  prefixListRows,
  subnetRows,
  vpcEndpointRows,
} from './network/vpc-rows.ts';
import { recordedPlaces } from './recorded-places.ts';

const rows = list(z.unknown());

/** One Region of one account: lists as the Describe calls return them, under AWS's own member names. */
const regionSchema = z.object({
  AvailabilityZones: list(z.object({ ZoneName: maybe, ZoneId: maybe })),
  Subnets: rows,
  RouteTables: rows,
  NetworkInterfaces: rows,
  NatGateways: rows,
  ManagedPrefixLists: rows,
  TransitGatewayAttachments: rows,
  TransitGatewayVpcAttachments: rows,
  TransitGatewayRouteTables: rows,
  VpcEndpoints: rows,
  VpcPeeringConnections: rows,
  Firewalls: rows,
  VpcEndpointAssociations: rows,
  CoreNetworks: rows,
  Tasks: rows,
  DBInstances: rows,
});

/** Older recordings name the zone of a subnet, not its id; the list of zones has both. */
const withZoneIds = (subnets: readonly Subnet[], zones: z.output<typeof regionSchema>['AvailabilityZones']) => {
  const ids = new Map(zones.map(({ ZoneName, ZoneId }) => [ZoneName, ZoneId ?? undefined]));
  return subnets.map((subnet) => ({ ...subnet, zoneId: subnet.zoneId ?? ids.get(subnet.zoneName) }));
};

const partOf = (region: z.output<typeof regionSchema>, where: AccountRegion): NetworkPart => {
  const read = {
    subnets: readRows(subnetRows, region.Subnets, where),
    routeTables: readRows(routeTableRows, region.RouteTables, where),
    interfaces: readRows(interfaceRows, region.NetworkInterfaces, where),
    natGateways: readRows(natGatewayRows, region.NatGateways, where),
    prefixLists: readRows(prefixListRows, region.ManagedPrefixLists, where),
    transitGatewayAttachments: readRows(attachmentRows, region.TransitGatewayAttachments, where),
    transitGatewayVpcAttachments: readRows(vpcAttachmentRows, region.TransitGatewayVpcAttachments, where),
    transitGatewayRouteTables: readRows(transitRouteTableRows, region.TransitGatewayRouteTables, where),
    peerings: readRows(peeringRows, region.VpcPeeringConnections, where),
    vpcEndpoints: readRows(vpcEndpointRows, region.VpcEndpoints, where),
    firewalls: readRows(firewallRows, region.Firewalls, where),
    endpointAssociations: readRows(associationRows, region.VpcEndpointAssociations, where),
    coreNetworks: readRows(coreNetworkRows, region.CoreNetworks, where),
    ecsTasks: readRows(taskRows, region.Tasks, where),
    databases: readRows(databaseRows, region.DBInstances, where),
  };
  return {
    subnets: withZoneIds(read.subnets.items, region.AvailabilityZones),
    routeTables: read.routeTables.items,
    interfaces: read.interfaces.items,
    natGateways: read.natGateways.items,
    prefixLists: read.prefixLists.items,
    transitGatewayAttachments: read.transitGatewayAttachments.items,
    transitGatewayVpcAttachments: read.transitGatewayVpcAttachments.items,
    transitGatewayRouteTables: read.transitGatewayRouteTables.items,
    peerings: read.peerings.items,
    vpcEndpoints: read.vpcEndpoints.items,
    firewalls: read.firewalls.items,
    endpointAssociations: read.endpointAssociations.items,
    coreNetworks: read.coreNetworks.items,
    ecsTasks: read.ecsTasks.items,
    databases: read.databases.items,
    unread: Object.values(read).flatMap(({ unread }) => unread),
  };
};

/** A network that was recorded earlier, read from its JSON: everything at once, whatever the lead. Nothing is called.
 * @param home the account and Region that the plan is made for; the first of the recording by default
 * @throws ContractError when the JSON is no recorded network; every violation is listed by path */
export const recordedNetworkReader = (json: unknown, home?: AccountRegion): NetworkReader => {
  const places = recordedPlaces(json);
  const parts = places.map(({ where, value }) =>
    partOf(parseOrThrow(regionSchema, value, `recorded network, ${where.account}/${where.region}`), where),
  );
  const start = home ?? places[0]?.where ?? { account: '', region: '' };
  const network = withParts(emptyNetwork(start), parts);
  return { read: async () => network };
};
