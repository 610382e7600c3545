import { stepInCore, toCore } from './core-hops.ts';
import { ipText, sameIp } from './ip.ts';
import { hostIn, natGatewayAt, routeTo, tableOfGateway, tableOfSubnet } from './lookup.ts';
import { type Packet, packetText } from './packet.ts';
import type { Topology } from './topology.ts';
import { stepInTransit, toTransit } from './transit-hops.ts';
import { deliver, fromInternet, toInternet, translate } from './translation.ts';
import {
  type Carrier,
  cross,
  dropped,
  inSubnet,
  type Next,
  type Position,
  type Translation,
  type Walk,
} from './walk.ts';

const MAX_HOPS = 48;

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
  if (route.CoreNetworkArn) return toCore(carrier, at.vpcId, route.CoreNetworkArn, at.zone);
  return { end: 'left', position: at.position, through: 'an unknown target' };
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

const placeText = (position: Position): string =>
  position.at === 'subnet' ? position.subnetId : position.at === 'edge' ? position.gatewayId : position.attachmentId;

const step = (carrier: Carrier, position: Position): Next => {
  if (position.at === 'subnet') return stepInSubnet(carrier, position);
  if (position.at === 'edge') return stepAtEdge(carrier, position);
  return position.at === 'core' ? stepInCore(carrier, position) : stepInTransit(carrier, position);
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
