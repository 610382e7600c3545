import { seededBelow } from '../seeded.ts';
import { type Ip, ipText, readIp, sameIp } from './ip.ts';
import { type Packet, packetText, pickByFlow } from './packet.ts';
import {
  type FirewallEndpoint,
  hostIn,
  internetGatewayOf,
  natGatewayAt,
  routeTo,
  subnetIn,
  type Topology,
  tableOfGateway,
  tableOfSubnet,
  transitRouteTo,
  transitTableOf,
} from './topology.ts';

/** Where a packet is about to be routed. */
export type Position =
  | { readonly at: 'subnet'; readonly subnetId: string }
  /** At the edge of a VPC, coming in through a gateway. */
  | { readonly at: 'edge'; readonly gatewayId: string; readonly vpcId: string }
  /** In a transit gateway, from an attachment, with the zone that it came from. */
  | { readonly at: 'transit'; readonly attachmentId: string; readonly zone: string };

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

interface Carrier {
  readonly topology: Topology;
  readonly crossings: Crossing[];
  readonly hops: string[];
  readonly translations: Translation[];
  packet: Packet;
}

type Next = Position | WalkEnd;

const MAX_HOPS = 48;
const dropped = (reason: string): WalkEnd => ({ end: 'dropped', reason });
const inSubnet = (subnetId: string): Position => ({ at: 'subnet', subnetId });

const cross = (carrier: Carrier, endpoint: FirewallEndpoint): Next => {
  const { firewallArn, zone, endpointId, associationArn, subnetId, ready } = endpoint;
  if (!ready) return dropped(`endpoint ${endpointId} is not ready`);
  carrier.crossings.push({ firewallArn, zone, endpointId, associationArn, packet: carrier.packet });
  return inSubnet(subnetId);
};

/** The answer to a translated packet, back at the NAT gateway: the inside addresses return. */
const untranslate = (carrier: Carrier, nat: { NatGatewayId: string; SubnetId: string }): Next => {
  const { packet } = carrier;
  const known = carrier.translations.find(
    ({ natGatewayId, outside }) =>
      natGatewayId === nat.NatGatewayId &&
      sameIp(outside.source, packet.destination) &&
      outside.sourcePort === packet.destinationPort &&
      sameIp(outside.destination, packet.source),
  );
  if (!known) return dropped(`${nat.NatGatewayId} has no translation for ${packetText(packet)}`);
  carrier.packet = { ...packet, destination: known.inside.source, destinationPort: known.inside.sourcePort };
  return inSubnet(nat.SubnetId);
};

/** Hands the packet to whoever has its destination address in this VPC. */
const deliver = (carrier: Carrier, vpcId: string): Next => {
  const { topology, packet } = carrier;
  const nat = natGatewayAt(topology, vpcId, packet.destination);
  if (nat) return untranslate(carrier, nat);
  const host = hostIn(topology, vpcId, packet.destination);
  const subnetId = host?.subnetId ?? subnetIn(topology, vpcId, packet.destination)?.SubnetId;
  if (!subnetId) return dropped(`nothing in ${vpcId} has ${ipText(packet.destination)}`);
  return { end: 'delivered', position: inSubnet(subnetId), interfaceId: host?.interfaceId };
};

/** Source address translation at a NAT gateway. The port is the gateway's own choice. */
const translate = (carrier: Carrier, natGatewayId: string): Next => {
  const { topology, packet } = carrier;
  const nat = topology.natGateways.find((candidate) => candidate.NatGatewayId === natGatewayId);
  const source = readIp(nat?.NatGatewayAddresses[0]?.PrivateIp ?? '');
  if (!nat || !source) return dropped(`${natGatewayId} has no address`);
  const sourcePort =
    packet.sourcePort === undefined || packet.protocol === 1
      ? packet.sourcePort
      : 1_024 + seededBelow([topology.seed, natGatewayId, packetText(packet)], 64_512);
  carrier.packet = { ...packet, source, sourcePort };
  carrier.translations.push({ natGatewayId, inside: packet, outside: carrier.packet });
  return inSubnet(nat.SubnetId);
};

/** The public address that an internet gateway puts in place of a private one. */
const publicAddressOf = ({ hosts, natGateways }: Topology, vpcId: string, ip: Ip): Ip | undefined => {
  if (ip.family === 6) return ip;
  const host = hosts.find((candidate) => candidate.vpcId === vpcId && sameIp(candidate.address, ip));
  if (host?.publicAddress) return host.publicAddress;
  const own = natGateways
    .filter((nat) => nat.VpcId === vpcId)
    .flatMap((nat) => nat.NatGatewayAddresses)
    .find(({ PrivateIp }) => {
      const address = readIp(PrivateIp ?? '');
      return address !== undefined && sameIp(address, ip);
    });
  return readIp(own?.PublicIp ?? '');
};

/** Who stands behind a public address of ours: VPC and private address. */
const behindPublic = ({ hosts, natGateways }: Topology, ip: Ip): { vpcId: string; address: Ip } | undefined => {
  if (ip.family === 6) return hosts.find((host) => sameIp(host.address, ip));
  const host = hosts.find(({ publicAddress }) => publicAddress && sameIp(publicAddress, ip));
  if (host) return { vpcId: host.vpcId, address: host.address };
  const owned = natGateways.flatMap((nat) => nat.NatGatewayAddresses.map((own) => ({ vpcId: nat.VpcId, own })));
  const found = owned.find(({ own }) => {
    const address = readIp(own.PublicIp ?? '');
    return address !== undefined && sameIp(address, ip);
  });
  const address = readIp(found?.own.PrivateIp ?? '');
  return found && address ? { vpcId: found.vpcId, address } : undefined;
};

/** A packet from the internet: the public destination becomes the private one, at the edge of its VPC. */
const fromInternet = (carrier: Carrier): Next => {
  const { topology, packet } = carrier;
  const owner = behindPublic(topology, packet.destination);
  if (!owner) return { end: 'internet' };
  const gatewayId = internetGatewayOf(topology, owner.vpcId);
  if (!gatewayId) return dropped(`${owner.vpcId} has no internet gateway`);
  carrier.packet = { ...packet, destination: owner.address };
  return { at: 'edge', gatewayId, vpcId: owner.vpcId };
};

const toInternet = (carrier: Carrier, vpcId: string, gatewayId: string): Next => {
  if (internetGatewayOf(carrier.topology, vpcId) !== gatewayId)
    return dropped(`${gatewayId} is not attached to ${vpcId}`);
  const source = publicAddressOf(carrier.topology, vpcId, carrier.packet.source);
  if (!source) return dropped(`${ipText(carrier.packet.source)} has no public address`);
  carrier.packet = { ...carrier.packet, source };
  return fromInternet(carrier);
};

const toTransit = ({ topology }: Carrier, vpcId: string, transitGatewayId: string, zone: string): Next => {
  const attachment = topology.transitVpcAttachments.find(
    (candidate) => candidate.VpcId === vpcId && candidate.TransitGatewayId === transitGatewayId,
  );
  if (!attachment) return dropped(`${vpcId} is not attached to ${transitGatewayId}`);
  return { at: 'transit', attachmentId: attachment.TransitGatewayAttachmentId, zone };
};

const toPeering = (carrier: Carrier, vpcId: string): Next => {
  const { topology, packet } = carrier;
  const host = topology.hosts.find(
    (candidate) => candidate.vpcId !== vpcId && sameIp(candidate.address, packet.destination),
  );
  if (!host) return dropped(`no peered VPC has ${ipText(packet.destination)}`);
  return { end: 'delivered', position: inSubnet(host.subnetId), interfaceId: host.interfaceId };
};

const toInterface = ({ topology }: Carrier, interfaceId: string): Next => {
  const host = topology.hosts.find((candidate) => candidate.interfaceId === interfaceId);
  return host ? inSubnet(host.subnetId) : dropped(`no interface ${interfaceId}`);
};

const toGateway = (carrier: Carrier, at: { vpcId: string; position: Position }, gatewayId: string): Next => {
  if (gatewayId === 'local') return deliver(carrier, at.vpcId);
  if (gatewayId.startsWith('igw-')) return toInternet(carrier, at.vpcId, gatewayId);
  const endpoint = carrier.topology.endpoints.get(gatewayId);
  if (endpoint) return cross(carrier, endpoint);
  return { end: 'left', position: { at: 'edge', gatewayId, vpcId: at.vpcId }, through: gatewayId };
};

/** One look into a VPC route table, and where its route leads. */
const followVpcRoute = (
  carrier: Carrier,
  at: { vpcId: string; zone: string; position: Position },
  table: Parameters<typeof routeTo>[1],
): Next => {
  const route = routeTo(carrier.topology, table, carrier.packet.destination);
  if (!route) return dropped(`${table.RouteTableId} has no route to ${ipText(carrier.packet.destination)}`);
  if (route.State === 'blackhole') return dropped(`${table.RouteTableId} sends it into a black hole`);
  if (route.GatewayId) return toGateway(carrier, at, route.GatewayId);
  if (route.NatGatewayId) return translate(carrier, route.NatGatewayId);
  if (route.TransitGatewayId) return toTransit(carrier, at.vpcId, route.TransitGatewayId, at.zone);
  if (route.NetworkInterfaceId) return toInterface(carrier, route.NetworkInterfaceId);
  if (route.VpcPeeringConnectionId) return toPeering(carrier, at.vpcId);
  if (route.EgressOnlyInternetGatewayId) return fromInternet(carrier);
  const through = route.CoreNetworkArn ?? 'an unknown target';
  return { end: 'left', position: at.position, through };
};

const stepInSubnet = (carrier: Carrier, position: Position & { at: 'subnet' }): Next => {
  const { topology, packet } = carrier;
  const subnet = topology.subnets.get(position.subnetId);
  if (!subnet) return dropped(`no subnet ${position.subnetId}`);
  const neighbour =
    hostIn(topology, subnet.VpcId, packet.destination) ?? natGatewayAt(topology, subnet.VpcId, packet.destination);
  const within = neighbour && ('subnetId' in neighbour ? neighbour.subnetId : neighbour.SubnetId);
  if (within === subnet.SubnetId) return deliver(carrier, subnet.VpcId);
  const table = tableOfSubnet(topology, subnet.SubnetId);
  if (!table) return dropped(`${subnet.SubnetId} has no route table`);
  return followVpcRoute(carrier, { vpcId: subnet.VpcId, zone: subnet.AvailabilityZone, position }, table);
};

const stepAtEdge = (carrier: Carrier, position: Position & { at: 'edge' }): Next => {
  const table = tableOfGateway(carrier.topology, position.gatewayId);
  if (!table) return deliver(carrier, position.vpcId);
  return followVpcRoute(carrier, { vpcId: position.vpcId, zone: '', position }, table);
};

/** Into a VPC: with appliance mode one zone for the conversation, without it the zone that the packet came from. */
const intoVpc = ({ topology, packet }: Carrier, attachmentId: string, zone: string): Next => {
  const attachment = topology.transitVpcAttachments.find((row) => row.TransitGatewayAttachmentId === attachmentId);
  if (!attachment) return dropped(`no VPC attachment ${attachmentId}`);
  const same = attachment.SubnetIds.find((id) => topology.subnets.get(id)?.AvailabilityZone === zone);
  const sticky = attachment.Options?.ApplianceModeSupport === 'enable';
  const subnetId = (sticky ? undefined : same) ?? pickByFlow(topology.seed, packet, attachment.SubnetIds);
  return subnetId ? inSubnet(subnetId) : dropped(`${attachmentId} has no subnet`);
};

/** Through a firewall that is attached to the transit gateway itself: always in appliance mode. */
const throughTransitFirewall = (carrier: Carrier, attachmentId: string): Next => {
  const firewall = carrier.topology.transitFirewalls.get(attachmentId);
  const zone = firewall && pickByFlow(carrier.topology.seed, carrier.packet, firewall.zones);
  if (!firewall || !zone) return dropped(`no firewall behind ${attachmentId}`);
  carrier.crossings.push({ firewallArn: firewall.firewallArn, zone, packet: carrier.packet });
  return { at: 'transit', attachmentId, zone };
};

const throughPeering = ({ topology }: Carrier, attachmentId: string, from: string, zone: string): Next => {
  const far = topology.transitAttachments.find(
    (row) => row.TransitGatewayAttachmentId === attachmentId && row.TransitGatewayId !== from,
  );
  const through = attachmentId;
  const position: Position = { at: 'transit', attachmentId, zone };
  return far && transitTableOf(topology, attachmentId) ? position : { end: 'left', position, through };
};

const stepInTransit = (carrier: Carrier, position: Position & { at: 'transit' }): Next => {
  const { topology, packet } = carrier;
  const table = transitTableOf(topology, position.attachmentId);
  if (!table) return dropped(`${position.attachmentId} is associated with no route table`);
  const route = transitRouteTo(topology, table, packet.destination);
  if (!route) return dropped(`${table.TransitGatewayRouteTableId} has no route to ${ipText(packet.destination)}`);
  if (route.State === 'blackhole') return dropped(`${table.TransitGatewayRouteTableId} sends it into a black hole`);
  const target = pickByFlow(topology.seed, packet, route.TransitGatewayAttachments);
  if (!target) return dropped(`${table.TransitGatewayRouteTableId} names no attachment`);
  const id = target.TransitGatewayAttachmentId;
  const type =
    target.ResourceType ??
    topology.transitAttachments.find((row) => row.TransitGatewayAttachmentId === id)?.ResourceType;
  if (type === 'vpc') return intoVpc(carrier, id, position.zone);
  if (type === 'network-function') return throughTransitFirewall(carrier, id);
  if (type === 'peering') return throughPeering(carrier, id, table.TransitGatewayId, position.zone);
  return { end: 'left', position: { at: 'transit', attachmentId: id, zone: position.zone }, through: id };
};

const placeText = (position: Position): string =>
  position.at === 'subnet' ? position.subnetId : position.at === 'edge' ? position.gatewayId : position.attachmentId;

const step = (carrier: Carrier, position: Position): Next => {
  if (position.at === 'subnet') return stepInSubnet(carrier, position);
  return position.at === 'edge' ? stepAtEdge(carrier, position) : stepInTransit(carrier, position);
};

/** Sends one packet through the world, hop by hop, until it arrives, leaves or is lost.
 * @param start where it enters; `'internet'` for a packet from outside
 * @param translations what NAT gateways on the way remember; the walk adds its own */
export const walk = (
  topology: Topology,
  packet: Packet,
  options: { readonly start: Position | 'internet'; readonly translations: Translation[] },
): Walk => {
  const carrier: Carrier = { topology, packet, crossings: [], hops: [], translations: options.translations };
  let next: Next = options.start === 'internet' ? fromInternet(carrier) : options.start;
  for (let hop = 0; hop < MAX_HOPS && 'at' in next; hop += 1) {
    carrier.hops.push(`${placeText(next)}: ${packetText(carrier.packet)}`);
    next = step(carrier, next);
  }
  const end = 'at' in next ? dropped('a routing loop') : next;
  return { crossings: carrier.crossings, hops: carrier.hops, end, packet: carrier.packet };
};
