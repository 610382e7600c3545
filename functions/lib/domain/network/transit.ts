import type { AccountRegion } from '../account-region.ts';
import type { Cidr } from '../address.ts';

export interface TransitGatewayAttachment extends AccountRegion {
  readonly attachmentId: string;
  readonly transitGatewayId: string;
  readonly ownerAccount?: string;
  /** `vpc`, `vpn`, `direct-connect-gateway`, `connect`, `peering`, `network-function`, … */
  readonly resourceType: string;
  readonly resourceId?: string;
  readonly resourceAccount?: string;
  /** The table that routes what comes in here. */
  readonly routeTableId?: string;
}

export interface TransitGatewayVpcAttachment extends AccountRegion {
  readonly attachmentId: string;
  readonly transitGatewayId: string;
  readonly vpcId: string;
  readonly vpcAccount?: string;
  readonly subnetIds: readonly string[];
  readonly applianceMode: boolean;
}

export interface TransitGatewayRoute {
  readonly destination: Cidr | { readonly prefixListId: string };
  /** Several for equal-cost paths; none for a blackhole. */
  readonly attachmentIds: readonly string[];
  readonly blackhole: boolean;
  readonly propagated: boolean;
}

export interface TransitGatewayRouteTable extends AccountRegion {
  readonly routeTableId: string;
  readonly transitGatewayId: string;
  readonly attachmentIds: readonly string[];
  readonly routes: readonly TransitGatewayRoute[];
}

/** A route of a core network's segment or network function group in one edge location. */
export interface CoreNetworkRoute {
  readonly destination: Cidr;
  readonly attachmentIds: readonly string[];
  readonly blackhole: boolean;
}

export interface CoreNetworkAttachment {
  readonly attachmentId: string;
  /** `VPC`, `SITE_TO_SITE_VPN`, … */
  readonly type: string;
  readonly vpcId?: string;
  readonly account?: string;
  readonly region: string;
  /** The segment or network function group it belongs to. */
  readonly group: string;
  readonly subnetIds: readonly string[];
  /** Absent where only the list of attachments was read, which tells neither this nor the subnets. */
  readonly applianceMode?: boolean;
}

/** A Cloud WAN core network, as far as its routes could be read. */
export interface CoreNetwork {
  readonly arn: string;
  readonly attachments: readonly CoreNetworkAttachment[];
  /** One table for each group and edge location (a Region). */
  readonly tables: readonly {
    readonly group: string;
    readonly region: string;
    readonly routes: readonly CoreNetworkRoute[];
  }[];
}
