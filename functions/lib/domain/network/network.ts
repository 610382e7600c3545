import type { AccountRegion } from '../account-region.ts';
import type { Address, Cidr } from '../address.ts';
import type { EndpointAssociation, Firewall } from './firewall.ts';
import type {
  CoreNetwork,
  TransitGatewayAttachment,
  TransitGatewayRouteTable,
  TransitGatewayVpcAttachment,
} from './transit.ts';

/** Where packets go next. `local` stays in the VPC; `endpoint` is any `vpce-`: a firewall's, an appliance's or a service's. */
export type RouteTarget =
  | { readonly kind: 'local' }
  | {
      readonly kind:
        | 'endpoint'
        | 'nat-gateway'
        | 'internet-gateway'
        | 'vpn-gateway'
        | 'transit-gateway'
        | 'peering'
        | 'interface'
        | 'core-network'
        | 'other';
      readonly id: string;
    };

/** One route of a VPC's route table. A prefix list stands for the networks in it. */
export interface Route {
  readonly destination: Cidr | { readonly prefixListId: string };
  readonly target: RouteTarget;
  readonly blackhole: boolean;
  readonly propagated: boolean;
}

export interface RouteTable extends AccountRegion {
  readonly routeTableId: string;
  readonly vpcId: string;
  /** Main table: for every subnet without one of its own. */
  readonly main: boolean;
  readonly subnetIds: readonly string[];
  /** Internet or virtual private gateways whose entering traffic this table routes. */
  readonly gatewayIds: readonly string[];
  readonly routes: readonly Route[];
}

export interface Subnet extends AccountRegion {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidrs: readonly Cidr[];
  /** Differs from `account` where the subnet is shared with it. */
  readonly ownerAccount?: string;
  readonly zoneName?: string;
  /** The same in every account, unlike the name. */
  readonly zoneId?: string;
}

export interface NetworkInterface extends AccountRegion {
  readonly interfaceId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  /** Every private IPv4 and every IPv6 address, the primary one first. */
  readonly addresses: readonly Address[];
  /** Prefixes delegated to it: pods get their addresses from these. */
  readonly prefixes: readonly Cidr[];
  readonly instanceId?: string;
  /** 0 is the instance's primary interface. */
  readonly deviceIndex?: number;
  /** `interface`, `lambda`, `nat_gateway`, … */
  readonly type?: string;
  readonly description?: string;
  readonly securityGroupIds: readonly string[];
}

export interface NatGateway extends AccountRegion {
  readonly natGatewayId: string;
  readonly vpcId: string;
  /** Absent for a regional gateway, which has a route table instead. */
  readonly subnetId?: string;
  readonly routeTableId?: string;
  readonly interfaceIds: readonly string[];
  /** What the VPC sees as the source; an internet gateway translates to the public address only after that. */
  readonly privateAddresses: readonly Address[];
}

export interface VpcEndpoint extends AccountRegion {
  readonly endpointId: string;
  readonly vpcId: string;
  /** `Gateway`, `Interface`, `GatewayLoadBalancer`, … */
  readonly type: string;
}

/** Two VPCs that route to each other, in whichever accounts and Regions. */
export interface Peering {
  readonly peeringId: string;
  readonly sides: readonly (AccountRegion & { readonly vpcId: string })[];
}

export interface PrefixList extends AccountRegion {
  readonly prefixListId: string;
  readonly cidrs: readonly Cidr[];
}

/** An interface as its task describes it, which says where it was when it is gone. */
export interface TaskInterface {
  readonly interfaceId: string;
  readonly subnetId?: string;
  readonly addresses: readonly Address[];
}

export interface EcsTask extends AccountRegion {
  readonly taskArn: string;
  /** Empty without awsvpc networking: the task then uses those of its container instance. */
  readonly interfaces: readonly TaskInterface[];
}

export interface Database extends AccountRegion {
  readonly dbInstanceId: string;
  /** The cluster that the instance is a member of. */
  readonly dbClusterId?: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Where the instance is now: with a standby, the zone that answers. */
  readonly zoneName?: string;
  /** Where it listens; absent while it is made. */
  readonly port?: number;
}

/** Something that could not be read, and why: what depends on it stays unknown. */
export interface Unread extends AccountRegion {
  readonly what: string;
  readonly reason: string;
}

/** What was read of the network: a snapshot that the plan is made from. Nothing in here says that more does not exist. */
export interface Network {
  /** The account and Region that we run in. */
  readonly home: AccountRegion;
  readonly interfaces: readonly NetworkInterface[];
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly RouteTable[];
  readonly prefixLists: readonly PrefixList[];
  readonly natGateways: readonly NatGateway[];
  readonly vpcEndpoints: readonly VpcEndpoint[];
  readonly peerings: readonly Peering[];
  readonly transitGatewayAttachments: readonly TransitGatewayAttachment[];
  readonly transitGatewayVpcAttachments: readonly TransitGatewayVpcAttachment[];
  readonly transitGatewayRouteTables: readonly TransitGatewayRouteTable[];
  readonly coreNetworks: readonly CoreNetwork[];
  readonly firewalls: readonly Firewall[];
  readonly endpointAssociations: readonly EndpointAssociation[];
  readonly ecsTasks: readonly EcsTask[];
  readonly databases: readonly Database[];
  readonly unread: readonly Unread[];
}

/** A network of which nothing has been read yet. */
export const emptyNetwork = (home: AccountRegion): Network => ({
  home,
  interfaces: [],
  subnets: [],
  routeTables: [],
  prefixLists: [],
  natGateways: [],
  vpcEndpoints: [],
  peerings: [],
  transitGatewayAttachments: [],
  transitGatewayVpcAttachments: [],
  transitGatewayRouteTables: [],
  coreNetworks: [],
  firewalls: [],
  endpointAssociations: [],
  ecsTasks: [],
  databases: [],
  unread: [],
});

/** Part of a network: what one more call gave. */
export type NetworkPart = Partial<Omit<Network, 'home'>>;

/** Adds what was read to what is known. The same resource may come twice; the index keeps the first. */
export const withParts = (network: Network, parts: readonly NetworkPart[]): Network => {
  const all = <K extends keyof NetworkPart>(key: K): Network[K][number][] => [
    ...network[key],
    ...parts.flatMap((part): readonly Network[K][number][] => part[key] ?? []),
  ];
  return {
    home: network.home,
    interfaces: all('interfaces'),
    subnets: all('subnets'),
    routeTables: all('routeTables'),
    prefixLists: all('prefixLists'),
    natGateways: all('natGateways'),
    vpcEndpoints: all('vpcEndpoints'),
    peerings: all('peerings'),
    transitGatewayAttachments: all('transitGatewayAttachments'),
    transitGatewayVpcAttachments: all('transitGatewayVpcAttachments'),
    transitGatewayRouteTables: all('transitGatewayRouteTables'),
    coreNetworks: all('coreNetworks'),
    firewalls: all('firewalls'),
    endpointAssociations: all('endpointAssociations'),
    ecsTasks: all('ecsTasks'),
    databases: all('databases'),
    unread: all('unread'),
  };
};
