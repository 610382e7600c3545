import type { Region } from '../world/schema.ts';
import type { Place, World } from '../world/world.ts';
import { type Block, type Ip, readBlock, readIp } from './ip.ts';

type Row<K extends keyof Region> = Region[K][number];
export type RouteTable = Row<'RouteTables'>;
export type NatGateway = Row<'NatGateways'>;
export type TransitAttachment = Row<'TransitGatewayAttachments'> & Pick<Place, 'account' | 'region'>;
export type CoreNetwork = Row<'CoreNetworks'>;
export type TransitRouteTable = Row<'TransitGatewayRouteTables'>;

/** Where a firewall stands in the way: a VPC endpoint in one zone. */
export interface FirewallEndpoint {
  readonly firewallArn: string;
  /** Verbatim key of `SyncStates`. */
  readonly zone: string;
  readonly endpointId: string;
  readonly subnetId: string;
  /** Set for an endpoint association; absent for the firewall's own endpoint. */
  readonly associationArn?: string;
  readonly ready: boolean;
}

/** An address of an interface of ours, with the public address that stands for it. */
export interface Host {
  readonly interfaceId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly address: Ip;
  readonly publicAddress?: Ip;
}

/** The world's resources by what a packet asks of them. */
export interface Topology {
  readonly seed: number;
  readonly hosts: readonly Host[];
  readonly subnets: ReadonlyMap<string, Row<'Subnets'>>;
  readonly routeTables: readonly RouteTable[];
  readonly endpoints: ReadonlyMap<string, FirewallEndpoint>;
  /** Transit-gateway-attached firewalls by attachment id. */
  readonly transitFirewalls: ReadonlyMap<string, { readonly firewallArn: string; readonly zones: readonly string[] }>;
  readonly natGateways: readonly NatGateway[];
  readonly internetGateways: readonly Row<'InternetGateways'>[];
  readonly prefixLists: ReadonlyMap<string, readonly Block[]>;
  readonly transitAttachments: readonly TransitAttachment[];
  readonly transitVpcAttachments: readonly Row<'TransitGatewayVpcAttachments'>[];
  readonly transitRouteTables: readonly TransitRouteTable[];
  readonly coreNetworks: readonly CoreNetwork[];
}

const isBlock = (block: Block | undefined): block is Block => block !== undefined;

const READY = new Set(['READY', 'SCALING']);

type Attachment = Row<'Firewalls'>['FirewallStatus']['SyncStates'][string]['Attachment'];

const endpointFrom = (
  where: Pick<FirewallEndpoint, 'firewallArn' | 'zone' | 'associationArn'>,
  attachment: Attachment,
): readonly FirewallEndpoint[] => {
  const { EndpointId, SubnetId, Status = 'READY' } = attachment ?? {};
  return EndpointId && SubnetId
    ? [{ ...where, endpointId: EndpointId, subnetId: SubnetId, ready: READY.has(Status) }]
    : [];
};

const endpointsOf = ({ Firewalls, VpcEndpointAssociations }: Region): readonly FirewallEndpoint[] => [
  ...Firewalls.flatMap(({ Firewall, FirewallStatus }) =>
    Object.entries(FirewallStatus.SyncStates).flatMap(([zone, { Attachment }]) =>
      endpointFrom({ firewallArn: Firewall.FirewallArn, zone }, Attachment),
    ),
  ),
  ...VpcEndpointAssociations.flatMap(({ VpcEndpointAssociation, VpcEndpointAssociationStatus }) =>
    Object.entries(VpcEndpointAssociationStatus.AssociationSyncState).flatMap(([zone, { Attachment }]) => {
      const { FirewallArn, VpcEndpointAssociationArn } = VpcEndpointAssociation;
      return endpointFrom({ firewallArn: FirewallArn, zone, associationArn: VpcEndpointAssociationArn }, Attachment);
    }),
  ),
];

const transitFirewallsOf = ({ Firewalls, TransitGatewayAttachments }: Region) =>
  Firewalls.flatMap(({ Firewall, FirewallStatus }) => {
    const { FirewallArn, AvailabilityZoneMappings } = Firewall;
    const own = FirewallStatus.TransitGatewayAttachmentSyncState?.AttachmentId;
    const named = TransitGatewayAttachments.find((attachment) => attachment.ResourceId === FirewallArn);
    const attachmentId = own ?? named?.TransitGatewayAttachmentId;
    const synced = Object.keys(FirewallStatus.SyncStates);
    const zones = synced.length > 0 ? synced : AvailabilityZoneMappings.map((mapping) => mapping.AvailabilityZone);
    return attachmentId ? [[attachmentId, { firewallArn: FirewallArn, zones }] as const] : [];
  });

const hostsOf = ({ NetworkInterfaces }: Region): readonly Host[] =>
  NetworkInterfaces.flatMap((eni) => {
    const at = { interfaceId: eni.NetworkInterfaceId, vpcId: eni.VpcId, subnetId: eni.SubnetId };
    const primary = { PrivateIpAddress: eni.PrivateIpAddress, Association: eni.Association };
    const listed = eni.PrivateIpAddresses.length > 0 ? eni.PrivateIpAddresses : [primary];
    const v4 = listed.map(({ PrivateIpAddress, Association }) => {
      const own = PrivateIpAddress === eni.PrivateIpAddress ? (Association ?? eni.Association) : Association;
      return { address: readIp(PrivateIpAddress ?? ''), publicAddress: readIp(own?.PublicIp ?? '') };
    });
    const v6 = eni.Ipv6Addresses.map(({ Ipv6Address }) => ({ address: readIp(Ipv6Address), publicAddress: undefined }));
    return [...v4, ...v6].flatMap(({ address, publicAddress }) => (address ? [{ ...at, address, publicAddress }] : []));
  });

/** Reads the world's resources of every account and Region as one network. */
export const topologyOf = ({ seed, places }: World): Topology => {
  const all = <T>(pick: (resources: Region) => readonly T[]): readonly T[] =>
    places.flatMap(({ resources }) => pick(resources));
  return {
    seed,
    hosts: all(hostsOf),
    subnets: new Map(all((region) => region.Subnets.map((subnet) => [subnet.SubnetId, subnet] as const))),
    routeTables: all((region) => region.RouteTables),
    endpoints: new Map(all(endpointsOf).map((endpoint) => [endpoint.endpointId, endpoint])),
    transitFirewalls: new Map(all(transitFirewallsOf)),
    natGateways: all((region) => region.NatGateways),
    internetGateways: all((region) => region.InternetGateways),
    prefixLists: new Map(
      all((region) => region.ManagedPrefixLists).map((list) => [
        list.PrefixListId,
        list.Entries.map(({ Cidr }) => readBlock(Cidr)).filter(isBlock),
      ]),
    ),
    transitAttachments: places.flatMap(({ account, region, resources }) =>
      resources.TransitGatewayAttachments.map((attachment) => ({ ...attachment, account, region })),
    ),
    transitVpcAttachments: all((region) => region.TransitGatewayVpcAttachments),
    transitRouteTables: all((region) => region.TransitGatewayRouteTables),
    coreNetworks: all((region) => region.CoreNetworks),
  };
};
