import { blockHolds, ipText, readBlock } from './ip.ts';
import { pickByFlow } from './packet.ts';
import type { CoreNetwork } from './topology.ts';
import { type Carrier, dropped, inSubnet, type Next, type Position } from './walk.ts';

type AtCore = Position & { at: 'core' };
type CoreRow = CoreNetwork['Attachments'][number];
type CoreRoute = CoreNetwork['RouteTables'][number]['NetworkRoutes'][number];

const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn;

/** From a VPC into a Cloud WAN core network, through the VPC's attachment. */
export const toCore = ({ topology }: Carrier, vpcId: string, arn: string, zone: string): Next => {
  const core = topology.coreNetworks.find((row) => row.CoreNetworkArn === arn);
  const row = core?.Attachments.find(({ Attachment }) => nameOf(Attachment.ResourceArn ?? '') === vpcId);
  return row
    ? { at: 'core', arn, attachmentId: row.Attachment.AttachmentId, zone }
    : dropped(`${vpcId} is not attached to ${nameOf(arn)}`);
};

/** Into a VPC: with appliance mode one zone for the conversation, without it the zone that the packet came from. */
const intoVpc = ({ topology, packet }: Carrier, { SubnetArns, Options }: CoreRow, zone: string): Next => {
  const subnets = SubnetArns.map(nameOf);
  const same = subnets.find((id) => topology.subnets.get(id)?.AvailabilityZone === zone);
  const sticky = Options?.ApplianceModeSupport === true;
  const subnetId = (sticky ? undefined : same) ?? pickByFlow(topology.seed, packet, subnets);
  return subnetId ? inSubnet(subnetId) : dropped('the attachment has no subnet');
};

/** The table of an attachment's segment or network function group, in its edge location. */
const tableOf = (core: CoreNetwork, { Attachment }: CoreRow) =>
  core.RouteTables.find(({ RouteTableIdentifier }) => {
    const { CoreNetworkSegmentEdge: segment, CoreNetworkNetworkFunctionGroup: group } = RouteTableIdentifier;
    if (Attachment.NetworkFunctionGroupName)
      return (
        group?.NetworkFunctionGroupName === Attachment.NetworkFunctionGroupName &&
        group.EdgeLocation === Attachment.EdgeLocation
      );
    return segment?.SegmentName === Attachment.SegmentName && segment?.EdgeLocation === Attachment.EdgeLocation;
  });

const routeTo = (routes: readonly CoreRoute[], { packet }: Carrier): CoreRoute | undefined =>
  routes
    .flatMap((route) => {
      const block = readBlock(route.DestinationCidrBlock);
      return block && blockHolds(block, packet.destination) ? [{ route, prefix: block.prefix }] : [];
    })
    .toSorted((a, b) => b.prefix - a.prefix)[0]?.route;

/** One look into a core network. A route to a network function group's attachment inserts its firewall. */
export const stepInCore = (carrier: Carrier, { arn, attachmentId, zone }: AtCore): Next => {
  const core = carrier.topology.coreNetworks.find((row) => row.CoreNetworkArn === arn);
  const from = core?.Attachments.find(({ Attachment }) => Attachment.AttachmentId === attachmentId);
  const table = core && from && tableOf(core, from);
  const route = table && routeTo(table.NetworkRoutes, carrier);
  if (!core || !route || route.State === 'BLACKHOLE')
    return dropped(`${nameOf(arn)} has no route to ${ipText(carrier.packet.destination)}`);
  const id = pickByFlow(carrier.topology.seed, carrier.packet, route.Destinations)?.CoreNetworkAttachmentId;
  const to = core.Attachments.find(({ Attachment }) => Attachment.AttachmentId === id);
  if (!to) return dropped(`${nameOf(arn)} has no attachment ${id}`);
  return to.Attachment.AttachmentType === 'VPC'
    ? intoVpc(carrier, to, zone)
    : { end: 'left', position: { at: 'core', arn, attachmentId: to.Attachment.AttachmentId, zone }, through: id ?? '' };
};
