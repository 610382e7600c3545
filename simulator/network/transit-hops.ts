import { ipText } from './ip.ts';
import { transitRouteTo, transitTableOf } from './lookup.ts';
import { pickByFlow } from './packet.ts';
import { type Carrier, dropped, inSubnet, type Next, type Position } from './walk.ts';

export const toTransit = ({ topology }: Carrier, vpcId: string, transitGatewayId: string, zone: string): Next => {
  const attachment = topology.transitVpcAttachments.find(
    (candidate) => candidate.VpcId === vpcId && candidate.TransitGatewayId === transitGatewayId,
  );
  if (!attachment) return dropped(`${vpcId} is not attached to ${transitGatewayId}`);
  return { at: 'transit', attachmentId: attachment.TransitGatewayAttachmentId, zone };
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

export const stepInTransit = (carrier: Carrier, position: Position & { at: 'transit' }): Next => {
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
