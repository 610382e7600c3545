import { contains, familyOf, hostCidr } from '../address.ts';
import type { NatGateway, RouteTable, RouteTarget } from '../network/network.ts';
import { vpcsBehind } from './answers.ts';
import { enterCoreNetwork } from './core-network-hop.ts';
import {
  arrive,
  doubtful,
  type Journey,
  lost,
  type Need,
  networksText,
  onwards,
  type Place,
  type Step,
  sighted,
  together,
  type WalkContext,
  withHop,
  zoneOf,
} from './journey.ts';

/** In a VPC, at one of its route tables. */
export interface InVpc {
  readonly context: WalkContext;
  readonly vpcId: string;
  readonly table: RouteTable;
}

type PlainKind = Exclude<Need['kind'], 'firewalls' | 'core-attachment'>;

const needOf = (journey: Journey, kind: PlainKind, id: string): Need => ({
  kind,
  account: journey.where.account,
  region: journey.where.region,
  id,
});

/** The VPC's routes, subnets and gateways, asked of `account`. */
export const vpcNeed = (journey: Journey, vpcId: string, account = journey.where.account): Need => ({
  ...needOf(journey, 'vpc', vpcId),
  account,
});

/** Where a NAT gateway sends from: its subnet, or its own table where it is a regional one. */
const placeOfNat = ({ index }: WalkContext, nat: NatGateway | undefined): Place | undefined => {
  const subnet = nat?.subnetId === undefined ? undefined : index.subnet(nat.subnetId);
  if (subnet) return { at: 'subnet', subnet };
  const table = nat?.routeTableId === undefined ? undefined : index.table(nat.routeTableId);
  return table && { at: 'table', table };
};

const zoneAt = (place: Place) => (place.at === 'subnet' ? zoneOf(place.subnet) : undefined);

/** Hands packets to whoever has the destination in this VPC: a host, or a NAT gateway that turns an answer back. */
export const deliver = (context: WalkContext, journey: Journey, vpcId: string): Step => {
  const translation = context.direction === 'from-peer' ? journey.translations.at(-1) : undefined;
  if (!translation?.after.some((address) => journey.destinations.some((cidr) => contains(cidr, address))))
    return arrive(journey, {
      end: 'delivered',
      at: vpcId,
      reason: `${networksText(journey.destinations)} is in ${vpcId}`,
    });
  const { natGatewayId, before } = translation;
  const place = placeOfNat(context, context.index.natGateway(natGatewayId));
  if (!place) return lost(journey, natGatewayId, `${natGatewayId} could not be read`, vpcNeed(journey, vpcId));
  const back: Journey = {
    ...journey,
    place,
    zone: zoneAt(place),
    ours: before,
    destinations: before.map(hostCidr),
    translations: journey.translations.slice(0, -1),
  };
  return onwards(withHop(back, { at: natGatewayId, note: 'turns answers back to the subject' }));
};

const throughUnknownEndpoint = ({ context }: InVpc, journey: Journey, endpointId: string): Step => {
  const type = context.index.vpcEndpoint(endpointId)?.type;
  if (type === 'Gateway' || type === 'Interface')
    return arrive(journey, { end: 'service', at: endpointId, reason: `${endpointId} leads to an AWS service` });
  const { account, region } = journey.where;
  const need: Need = { kind: 'firewalls', account, region, id: '' };
  return lost(journey, endpointId, `${endpointId} belongs to no firewall that could be read`, need);
};

const throughEndpoint = (at: InVpc, journey: Journey, endpointId: string): Step => {
  const { index } = at.context;
  const found = index.firewallEndpoint(endpointId);
  if (!found) return throughUnknownEndpoint(at, journey, endpointId);
  const { firewallArn, zone, association, vpcId } = found;
  const owner = association ? association.associationArn : firewallArn;
  const seen = withHop(journey, { at: endpointId, note: `endpoint of ${owner} in ${zone.availabilityZone}` });
  const subnet = zone.subnetId === undefined ? undefined : index.subnet(zone.subnetId);
  const beyond = subnet
    ? onwards({ ...seen, place: { at: 'subnet', subnet }, where: subnet, zone: zoneOf(subnet) })
    : lost(seen, endpointId, `the subnet of ${endpointId} could not be read`, vpcNeed(seen, vpcId ?? at.vpcId));
  return { ...beyond, sightings: [sighted(at.context, seen, { firewallArn, zone, vpcId, association })] };
};

/** Source address translation, of IPv4 only. A public gateway's public address appears only behind the internet gateway. */
const throughNat = ({ context, vpcId }: InVpc, journey: Journey, natGatewayId: string): Step => {
  const nat = context.index.natGateway(natGatewayId);
  const place = placeOfNat(context, nat);
  if (!nat || !place || nat.privateAddresses.length === 0)
    return lost(journey, natGatewayId, `${natGatewayId} could not be read`, vpcNeed(journey, vpcId));
  if (context.direction === 'from-peer')
    return lost(journey, natGatewayId, `${natGatewayId} hides the peer's address from here on`);
  const destinations = journey.destinations.filter((cidr) => familyOf(cidr) === 4);
  const others = journey.destinations.filter((cidr) => familyOf(cidr) !== 4);
  const after = nat.privateAddresses;
  const before = journey.ours.filter((address) => familyOf(address) === 4);
  const beyond: Journey = {
    ...journey,
    place,
    where: nat,
    zone: zoneAt(place),
    destinations,
    ours: after,
    translations: [...journey.translations, { natGatewayId, before, after }],
  };
  const translated = withHop(beyond, { at: natGatewayId, note: `the source becomes ${networksText(after)}` });
  const reason = `${natGatewayId} translates to IPv4: not followed`;
  return together([
    ...(destinations.length > 0 ? [onwards(translated)] : []),
    ...(others.length > 0 ? [lost({ ...journey, destinations: others }, natGatewayId, reason)] : []),
  ]);
};

const throughTransit = ({ context, vpcId }: InVpc, journey: Journey, transitGatewayId: string): Step => {
  const attachment = context.index.attachmentOfVpc(transitGatewayId, vpcId);
  if (attachment)
    return onwards({
      ...journey,
      place: { at: 'transit', transitGatewayId, attachmentId: attachment.attachmentId },
    });
  const reason = `the attachment of ${vpcId} to ${transitGatewayId} could not be read`;
  return lost(journey, transitGatewayId, reason, needOf(journey, 'transit-gateway', transitGatewayId));
};

/** An appliance may forward as it likes, with its own address or the packet's. */
const throughInterface = ({ context }: InVpc, journey: Journey, interfaceId: string): Step => {
  const appliance = context.index.interface(interfaceId);
  if (!appliance)
    return lost(journey, interfaceId, `${interfaceId} could not be read`, needOf(journey, 'interface', interfaceId));
  const subnet = context.index.subnet(appliance.subnetId);
  if (!subnet)
    return lost(journey, interfaceId, `${appliance.subnetId} could not be read`, vpcNeed(journey, appliance.vpcId));
  const ours = context.direction === 'to-peer' ? [...new Set([...journey.ours, ...appliance.addresses])] : journey.ours;
  const beyond: Journey = { ...doubtful(journey), ours, place: { at: 'subnet', subnet }, zone: zoneOf(subnet) };
  return onwards(withHop(beyond, { at: interfaceId, note: 'an appliance: what it does cannot be read' }));
};

/** No firewall stands in a peering itself. Answers are routed by the VPC behind it, which may send them through one. */
const throughPeering = ({ context: { index, direction }, vpcId }: InVpc, edge: Journey, id: string): Step => {
  const reason = `goes straight through peering ${id}`;
  if (direction === 'from-peer' || vpcsBehind(index, id, vpcId).length > 0)
    return arrive(edge, { end: 'peered', at: id, reason });
  const far = index.peering(id)?.sides.filter((side) => side.vpcId !== vpcId);
  const needs =
    far === undefined
      ? [needOf(edge, 'peering', id)]
      : far.map((side): Need => ({ kind: 'vpc', account: side.account, region: side.region, id: side.vpcId }));
  const unknown = `${reason}; the VPC behind it could not be read, so a firewall that only answers pass is not known`;
  return arrive(doubtful(edge), { end: 'peered', at: id, reason: unknown, needs });
};

/** Where a route's target leads. */
export const followTarget = (at: InVpc, journey: Journey, target: RouteTarget): Step => {
  if (target.kind === 'local') return deliver(at.context, journey, at.vpcId);
  const { kind, id } = target;
  if (kind === 'endpoint') return throughEndpoint(at, journey, id);
  if (kind === 'nat-gateway') return throughNat(at, journey, id);
  if (kind === 'transit-gateway') return throughTransit(at, journey, id);
  if (kind === 'interface') return throughInterface(at, journey, id);
  if (kind === 'core-network') return enterCoreNetwork(at.context, journey, { arn: id, vpcId: at.vpcId });
  const edge: Journey = { ...journey, place: { at: 'edge', vpcId: at.vpcId, gatewayId: id } };
  if (kind === 'internet-gateway') return arrive(edge, { end: 'internet', at: id, reason: `leaves through ${id}` });
  if (kind === 'vpn-gateway') return arrive(edge, { end: 'outside', at: id, reason: `leaves through ${id}` });
  if (kind === 'peering') return throughPeering(at, edge, id);
  return lost(journey, id, `${id} is a kind of target that is not followed`);
};
