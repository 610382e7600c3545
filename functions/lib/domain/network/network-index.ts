import { type Address, containment } from '../address.ts';
import { joinedCoreNetworks } from './core-networks.ts';
import type { EndpointAssociation, Firewall, FirewallZone } from './firewall.ts';
import { byKey, distinct, groupedBy, remembered } from './grouping.ts';
import type {
  NatGateway,
  Network,
  NetworkInterface,
  Peering,
  Route,
  RouteTable,
  Subnet,
  VpcEndpoint,
} from './network.ts';
import { type PreparedTable, prepareTable } from './prepared-table.ts';
import type {
  CoreNetwork,
  TransitGatewayAttachment,
  TransitGatewayRoute,
  TransitGatewayRouteTable,
  TransitGatewayVpcAttachment,
} from './transit.ts';

/** Where a firewall stands in traffic's way: one endpoint of its own or of an association, in one zone. */
export interface FirewallEndpoint {
  readonly firewallArn: string;
  readonly zone: FirewallZone;
  readonly vpcId?: string;
  /** Absent for the firewall's own endpoint. */
  readonly association?: EndpointAssociation;
}

/** The network by what a walk through it asks for. */
export interface NetworkIndex {
  readonly network: Network;
  interface(id: string): NetworkInterface | undefined;
  interfacesOwning(address: Address): readonly NetworkInterface[];
  interfacesOf(instanceId: string): readonly NetworkInterface[];
  subnet(id: string): Subnet | undefined;
  subnetsOf(vpcId: string): readonly Subnet[];
  /** The subnet's own table, else the VPC's main one. */
  tableOfSubnet(subnet: Subnet): RouteTable | undefined;
  tableOfGateway(gatewayId: string): RouteTable | undefined;
  table(id: string): RouteTable | undefined;
  tablesOf(vpcId: string): readonly RouteTable[];
  prepared(table: RouteTable): PreparedTable<Route>;
  natGateway(id: string): NatGateway | undefined;
  vpcEndpoint(id: string): VpcEndpoint | undefined;
  peering(id: string): Peering | undefined;
  firewall(arn: string): Firewall | undefined;
  firewallEndpoint(endpointId: string): FirewallEndpoint | undefined;
  firewallOfAttachment(attachmentId: string): Firewall | undefined;
  /** The attachments of a transit gateway. One id can belong to two of them: a peering. */
  attachments(attachmentId: string): readonly TransitGatewayAttachment[];
  attachmentOfVpc(transitGatewayId: string, vpcId: string): TransitGatewayAttachment | undefined;
  vpcAttachment(attachmentId: string): TransitGatewayVpcAttachment | undefined;
  transitTable(transitGatewayId: string, attachmentId: string): TransitGatewayRouteTable | undefined;
  preparedTransit(table: TransitGatewayRouteTable): PreparedTable<TransitGatewayRoute>;
  coreNetwork(arn: string): CoreNetwork | undefined;
}

const endpointsOf = ({ firewalls, endpointAssociations }: Network): ReadonlyMap<string, FirewallEndpoint> => {
  const own = firewalls.flatMap(({ firewallArn, vpcId, zones }) =>
    zones.map((zone): FirewallEndpoint => ({ firewallArn, zone, vpcId })),
  );
  const associated = endpointAssociations.flatMap((association) =>
    association.zones.map(
      (zone): FirewallEndpoint => ({
        firewallArn: association.firewallArn,
        zone,
        vpcId: association.vpcId,
        association,
      }),
    ),
  );
  return byKey([...own, ...associated], ({ zone }) => zone.endpointId);
};

/** A VPC table prefers its local route, then what a person wrote, then what was propagated. */
const vpcRank = ({ target, propagated }: Route): number => (target.kind === 'local' ? 0 : propagated ? 2 : 1);

type InterfaceIndex = Pick<NetworkIndex, 'interface' | 'interfacesOwning' | 'interfacesOf'>;
type VpcIndex = Pick<
  NetworkIndex,
  | 'subnet'
  | 'subnetsOf'
  | 'tableOfSubnet'
  | 'tableOfGateway'
  | 'table'
  | 'tablesOf'
  | 'prepared'
  | 'natGateway'
  | 'vpcEndpoint'
  | 'peering'
>;
type TransitIndex = Pick<
  NetworkIndex,
  'attachments' | 'attachmentOfVpc' | 'vpcAttachment' | 'transitTable' | 'preparedTransit' | 'coreNetwork'
>;
type FirewallIndex = Pick<NetworkIndex, 'firewall' | 'firewallEndpoint' | 'firewallOfAttachment'>;

const interfaceIndex = (network: Network): InterfaceIndex => {
  const interfaces = distinct(network.interfaces, (item) => item.interfaceId);
  const byId = byKey(interfaces, (item) => item.interfaceId);
  const byAddress = groupedBy(interfaces, (item) => item.addresses);
  const byInstance = groupedBy(interfaces, ({ instanceId }) => (instanceId ? [instanceId] : []));
  const delegated = interfaces.flatMap((item) =>
    item.prefixes.map((prefix) => ({ item, covers: containment(prefix) })),
  );
  return {
    interface: (id) => byId.get(id),
    interfacesOwning: (address) => [
      ...(byAddress.get(address) ?? []),
      ...delegated.filter(({ covers }) => covers(address)).map(({ item }) => item),
    ],
    interfacesOf: (instanceId) => byInstance.get(instanceId) ?? [],
  };
};

const vpcIndex = (network: Network): VpcIndex => {
  const subnets = distinct(network.subnets, (item) => item.subnetId);
  const tables = distinct(network.routeTables, (item) => item.routeTableId);
  const subnetById = byKey(subnets, (item) => item.subnetId);
  const subnetsByVpc = groupedBy(subnets, (item) => [item.vpcId]);
  const tableById = byKey(tables, (item) => item.routeTableId);
  const tablesByVpc = groupedBy(tables, (item) => [item.vpcId]);
  const tableBySubnet = groupedBy(tables, (item) => item.subnetIds);
  const tableByGateway = groupedBy(tables, (item) => item.gatewayIds);
  const lists = byKey(network.prefixLists, (item) => item.prefixListId);
  const nats = byKey(network.natGateways, (item) => item.natGatewayId);
  const endpoints = byKey(network.vpcEndpoints, (item) => item.endpointId);
  const peerings = byKey(network.peerings, (item) => item.peeringId);
  return {
    subnet: (id) => subnetById.get(id),
    subnetsOf: (vpcId) => subnetsByVpc.get(vpcId) ?? [],
    tableOfSubnet: ({ subnetId, vpcId }) =>
      tableBySubnet.get(subnetId)?.[0] ?? tablesByVpc.get(vpcId)?.find((table) => table.main),
    tableOfGateway: (gatewayId) => tableByGateway.get(gatewayId)?.[0],
    table: (id) => tableById.get(id),
    tablesOf: (vpcId) => tablesByVpc.get(vpcId) ?? [],
    prepared: remembered((table: RouteTable) => prepareTable(table.routes, lists, vpcRank)),
    natGateway: (id) => nats.get(id),
    vpcEndpoint: (id) => endpoints.get(id),
    peering: (id) => peerings.get(id),
  };
};

const transitIndex = (network: Network): TransitIndex => {
  const attachments = distinct(network.transitGatewayAttachments, (item) =>
    JSON.stringify([item.transitGatewayId, item.attachmentId]),
  );
  const tables = distinct(network.transitGatewayRouteTables, (item) => item.routeTableId);
  const byId = groupedBy(attachments, (item) => [item.attachmentId]);
  const byVpc = byKey(attachments, ({ transitGatewayId, resourceType, resourceId }) =>
    resourceType === 'vpc' ? `${transitGatewayId} ${resourceId}` : undefined,
  );
  const vpcAttachments = byKey(network.transitGatewayVpcAttachments, (item) => item.attachmentId);
  const tableById = byKey(tables, (item) => item.routeTableId);
  const tableByAttachment = groupedBy(tables, ({ transitGatewayId, attachmentIds }) =>
    attachmentIds.map((id) => `${transitGatewayId} ${id}`),
  );
  const lists = byKey(network.prefixLists, (item) => item.prefixListId);
  const coreNetworks = byKey(joinedCoreNetworks(network.coreNetworks), (item) => item.arn);
  return {
    attachments: (attachmentId) => byId.get(attachmentId) ?? [],
    attachmentOfVpc: (transitGatewayId, vpcId) => byVpc.get(`${transitGatewayId} ${vpcId}`),
    vpcAttachment: (attachmentId) => vpcAttachments.get(attachmentId),
    transitTable: (transitGatewayId, attachmentId) => {
      const attachment = byId.get(attachmentId)?.find((item) => item.transitGatewayId === transitGatewayId);
      return (
        tableByAttachment.get(`${transitGatewayId} ${attachmentId}`)?.[0] ??
        tableById.get(attachment?.routeTableId ?? '')
      );
    },
    preparedTransit: remembered((table: TransitGatewayRouteTable) =>
      prepareTable(table.routes, lists, ({ propagated }) => (propagated ? 2 : 1)),
    ),
    coreNetwork: (arn) => coreNetworks.get(arn),
  };
};

/** A firewall on a transit gateway names its attachment; where it does not, the attachment names the firewall. */
const firewallIndex = (network: Network, { attachments }: TransitIndex): FirewallIndex => {
  const byArn = byKey(network.firewalls, (item) => item.firewallArn);
  const byAttachment = byKey(network.firewalls, (item) => item.transitGatewayAttachmentId);
  const endpoints = endpointsOf(network);
  return {
    firewall: (arn) => byArn.get(arn),
    firewallEndpoint: (endpointId) => endpoints.get(endpointId),
    firewallOfAttachment: (attachmentId) =>
      byAttachment.get(attachmentId) ??
      byArn.get(attachments(attachmentId).find(({ resourceId }) => resourceId)?.resourceId ?? ''),
  };
};

/** Prepares a network for walking. Costs one pass over it; tables are prepared when first used. */
export const indexNetwork = (network: Network): NetworkIndex => {
  const transit = transitIndex(network);
  return {
    network,
    ...interfaceIndex(network),
    ...vpcIndex(network),
    ...transit,
    ...firewallIndex(network, transit),
  };
};
