import { type Address, type Cidr, containment } from '../address.ts';
import type {
  CoreNetwork,
  EndpointAssociation,
  Firewall,
  FirewallZone,
  NatGateway,
  Network,
  NetworkInterface,
  Route,
  RouteTable,
  Subnet,
  TransitGatewayAttachment,
  TransitGatewayRoute,
  TransitGatewayRouteTable,
  TransitGatewayVpcAttachment,
  VpcEndpoint,
} from './network.ts';
import { type RouteEntry, type RouteLookup, routeLookup } from './route-lookup.ts';

/** Where a firewall stands in traffic's way: one endpoint of its own or of an association, in one zone. */
export interface FirewallEndpoint {
  readonly firewallArn: string;
  readonly zone: FirewallZone;
  readonly vpcId?: string;
  /** Absent for the firewall's own endpoint. */
  readonly association?: EndpointAssociation;
}

/** A table ready for lookups, with the routes whose prefix list could not be read. */
export interface PreparedTable<R> {
  readonly lookup: RouteLookup<R>;
  readonly unreadLists: readonly { readonly prefixListId: string; readonly route: R }[];
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

const byKey = <T>(items: readonly T[], keyOf: (item: T) => string | undefined): ReadonlyMap<string, T> => {
  const map = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined && !map.has(key)) map.set(key, item);
  }
  return map;
};

const groupedBy = <T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> => {
  const map = new Map<string, T[]>();
  for (const item of items)
    for (const key of keysOf(item)) {
      const list = map.get(key);
      if (list) list.push(item);
      else map.set(key, [item]);
    }
  return map;
};

/** The same resource may have been read twice, through two accounts that share it. */
const distinct = <T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] => [
  ...byKey(items, keyOf).values(),
];

interface Routed {
  readonly destination: Cidr | { readonly prefixListId: string };
}

const prepare = <R extends Routed>(
  routes: readonly R[],
  lists: ReadonlyMap<string, { readonly cidrs: readonly Cidr[] }>,
  rankOf: (route: R) => number,
): PreparedTable<R> => {
  const entries: RouteEntry<R>[] = [];
  const unreadLists: { prefixListId: string; route: R }[] = [];
  for (const route of routes) {
    if (typeof route.destination === 'string') {
      entries.push({ cidr: route.destination, rank: rankOf(route), route });
      continue;
    }
    const { prefixListId } = route.destination;
    const list = lists.get(prefixListId);
    if (!list) unreadLists.push({ prefixListId, route });
    for (const cidr of list?.cidrs ?? []) entries.push({ cidr, rank: rankOf(route) + 0.5, route });
  }
  return { lookup: routeLookup(entries), unreadLists };
};

const remembered = <K extends object, V>(make: (key: K) => V): ((key: K) => V) => {
  const known = new WeakMap<K, V>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
};

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

/** Prepares a network for walking. Costs one pass over it; tables are prepared when first used. */
export const indexNetwork = (network: Network): NetworkIndex => {
  const interfaces = distinct(network.interfaces, (item) => item.interfaceId);
  const subnets = distinct(network.subnets, (item) => item.subnetId);
  const tables = distinct(network.routeTables, (item) => item.routeTableId);
  const transitTables = distinct(network.transitGatewayRouteTables, (item) => item.routeTableId);
  const attachments = distinct(
    network.transitGatewayAttachments,
    (item) => `${item.transitGatewayId} ${item.attachmentId}`,
  );

  const interfaceById = byKey(interfaces, (item) => item.interfaceId);
  const byAddress = groupedBy(interfaces, (item) => item.addresses);
  const byInstance = groupedBy(interfaces, ({ instanceId }) => (instanceId ? [instanceId] : []));
  const delegated = interfaces.flatMap((item) =>
    item.prefixes.map((prefix) => ({ item, covers: containment(prefix) })),
  );
  const subnetById = byKey(subnets, (item) => item.subnetId);
  const subnetsByVpc = groupedBy(subnets, (item) => [item.vpcId]);
  const tableById = byKey(tables, (item) => item.routeTableId);
  const tablesByVpc = groupedBy(tables, (item) => [item.vpcId]);
  const tableBySubnet = groupedBy(tables, (item) => item.subnetIds);
  const tableByGateway = groupedBy(tables, (item) => item.gatewayIds);
  const lists = byKey(network.prefixLists, (item) => item.prefixListId);
  const nats = byKey(network.natGateways, (item) => item.natGatewayId);
  const vpcEndpoints = byKey(network.vpcEndpoints, (item) => item.endpointId);
  const firewalls = byKey(network.firewalls, (item) => item.firewallArn);
  const transitFirewalls = byKey(network.firewalls, (item) => item.transitGatewayAttachmentId);
  const endpoints = endpointsOf(network);
  const attachmentsById = groupedBy(attachments, (item) => [item.attachmentId]);
  const attachmentByVpc = byKey(attachments, ({ transitGatewayId, resourceType, resourceId }) =>
    resourceType === 'vpc' ? `${transitGatewayId} ${resourceId}` : undefined,
  );
  const vpcAttachments = byKey(network.transitGatewayVpcAttachments, (item) => item.attachmentId);
  const transitTableById = byKey(transitTables, (item) => item.routeTableId);
  const transitTableByAttachment = groupedBy(transitTables, ({ transitGatewayId, attachmentIds }) =>
    attachmentIds.map((id) => `${transitGatewayId} ${id}`),
  );
  const coreNetworks = byKey(network.coreNetworks, (item) => item.arn);

  return {
    network,
    interface: (id) => interfaceById.get(id),
    interfacesOwning: (address) => [
      ...(byAddress.get(address) ?? []),
      ...delegated.filter(({ covers }) => covers(address)).map(({ item }) => item),
    ],
    interfacesOf: (instanceId) => byInstance.get(instanceId) ?? [],
    subnet: (id) => subnetById.get(id),
    subnetsOf: (vpcId) => subnetsByVpc.get(vpcId) ?? [],
    tableOfSubnet: ({ subnetId, vpcId }) =>
      tableBySubnet.get(subnetId)?.[0] ?? tablesByVpc.get(vpcId)?.find((table) => table.main),
    tableOfGateway: (gatewayId) => tableByGateway.get(gatewayId)?.[0],
    table: (id) => tableById.get(id),
    tablesOf: (vpcId) => tablesByVpc.get(vpcId) ?? [],
    prepared: remembered((table: RouteTable) => prepare(table.routes, lists, vpcRank)),
    natGateway: (id) => nats.get(id),
    vpcEndpoint: (id) => vpcEndpoints.get(id),
    firewall: (arn) => firewalls.get(arn),
    firewallEndpoint: (endpointId) => endpoints.get(endpointId),
    firewallOfAttachment: (attachmentId) =>
      transitFirewalls.get(attachmentId) ??
      firewalls.get(attachmentsById.get(attachmentId)?.find((item) => item.resourceId)?.resourceId ?? ''),
    attachments: (attachmentId) => attachmentsById.get(attachmentId) ?? [],
    attachmentOfVpc: (transitGatewayId, vpcId) => attachmentByVpc.get(`${transitGatewayId} ${vpcId}`),
    vpcAttachment: (attachmentId) => vpcAttachments.get(attachmentId),
    transitTable: (transitGatewayId, attachmentId) => {
      const associated = transitTableByAttachment.get(`${transitGatewayId} ${attachmentId}`)?.[0];
      const named = attachmentsById
        .get(attachmentId)
        ?.find((item) => item.transitGatewayId === transitGatewayId)?.routeTableId;
      return associated ?? (named === undefined ? undefined : transitTableById.get(named));
    },
    preparedTransit: remembered((table: TransitGatewayRouteTable) =>
      prepare(table.routes, lists, ({ propagated }) => (propagated ? 2 : 1)),
    ),
    coreNetwork: (arn) => coreNetworks.get(arn),
  };
};
