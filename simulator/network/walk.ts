import type { Packet } from './packet.ts';
import type { FirewallEndpoint, Topology } from './topology.ts';

/** Where a packet is about to be routed. */
export type Position =
  | { readonly at: 'subnet'; readonly subnetId: string }
  /** At the edge of a VPC, coming in through a gateway. */
  | { readonly at: 'edge'; readonly gatewayId: string; readonly vpcId: string }
  /** In a transit gateway, from an attachment, with the zone that it came from. */
  | { readonly at: 'transit'; readonly attachmentId: string; readonly zone: string }
  /** In a Cloud WAN core network, from an attachment. */
  | { readonly at: 'core'; readonly arn: string; readonly attachmentId: string; readonly zone: string };

/** How a packet's way ended. `left`: through something whose far side is not in this world. */
export type WalkEnd =
  | { readonly end: 'delivered'; readonly position: Position; readonly interfaceId?: string }
  | { readonly end: 'internet' }
  | { readonly end: 'left'; readonly position: Position; readonly through: string }
  | { readonly end: 'dropped'; readonly reason: string };

/** A firewall that the packet passed, and what it looked like there. */
export interface Crossing {
  readonly firewallArn: string;
  readonly zone: string;
  readonly endpointId?: string;
  readonly associationArn?: string;
  readonly packet: Packet;
}

export interface Walk {
  readonly crossings: readonly Crossing[];
  /** Each hop in words, for people who wonder. */
  readonly hops: readonly string[];
  readonly end: WalkEnd;
  /** The packet as it arrived. */
  readonly packet: Packet;
}

/** What NAT gateways remember: how a reply finds its way back. */
export interface Translation {
  readonly natGatewayId: string;
  readonly inside: Packet;
  readonly outside: Packet;
}

export interface Carrier {
  readonly topology: Topology;
  readonly crossings: Crossing[];
  readonly hops: string[];
  readonly translations: Translation[];
  packet: Packet;
}

export type Next = Position | WalkEnd;

export const dropped = (reason: string): WalkEnd => ({ end: 'dropped', reason });
export const inSubnet = (subnetId: string): Position => ({ at: 'subnet', subnetId });

export const cross = (carrier: Carrier, endpoint: FirewallEndpoint): Next => {
  const { firewallArn, zone, endpointId, associationArn, subnetId, ready } = endpoint;
  if (!ready) return dropped(`endpoint ${endpointId} is not ready`);
  carrier.crossings.push({ firewallArn, zone, endpointId, associationArn, packet: carrier.packet });
  return inSubnet(subnetId);
};
