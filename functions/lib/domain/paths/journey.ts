import type { AccountRegion } from '../account-region.ts';
import { type Address, type Cidr, familyOf } from '../address.ts';
import type { EndpointAssociation, FirewallZone } from '../network/firewall.ts';
import type { RouteTable, Subnet } from '../network/network.ts';
import type { NetworkIndex } from '../network/network-index.ts';
import type { PathConfidence, PathHop } from '../plan.ts';

/** Something that was not read and that a path depends on. `account` is the one to ask. */
export type Need = AccountRegion &
  (
    | {
        readonly kind: 'vpc' | 'transit-gateway' | 'prefix-list' | 'interface' | 'peering';
        readonly id: string;
      }
    /** A core network's attachments, and its routes in the edge location that is the Region. */
    | { readonly kind: 'core-network'; readonly id: string }
    /** Subnets and appliance mode of one attachment of the core network `arn`. */
    | { readonly kind: 'core-attachment'; readonly id: string; readonly arn: string }
    /** Every firewall of every account of ours in the Region: an endpoint is none of those known so far. */
    | { readonly kind: 'firewalls'; readonly id: '' }
  );

/** Where packets are about to be routed. */
export type Place =
  | { readonly at: 'subnet'; readonly subnet: Subnet }
  /** At a regional NAT gateway, which has a table and no subnet. */
  | { readonly at: 'table'; readonly table: RouteTable }
  /** At the edge of a VPC, coming in through a gateway. */
  | { readonly at: 'edge'; readonly vpcId: string; readonly gatewayId: string }
  | { readonly at: 'transit'; readonly transitGatewayId: string; readonly attachmentId: string }
  | { readonly at: 'core'; readonly arn: string; readonly group: string };

/** A NAT gateway that was passed: what answers must turn back. */
export interface Translation {
  readonly natGatewayId: string;
  readonly before: readonly Address[];
  readonly after: readonly Address[];
}

/** Packets on their way, all those that take the same routes. */
export interface Journey {
  readonly place: Place;
  /** Whose account the place belongs to, and its Region. */
  readonly where: AccountRegion;
  readonly destinations: readonly Cidr[];
  /** The far side: the destinations on the way to it, kept here for the way back. */
  readonly peers: readonly Cidr[];
  /** The subject's side, as the packets carry it here. */
  readonly ours: readonly Address[];
  /** The zone that the packets come from, where it is known. */
  readonly zone?: Zone;
  /** NAT gateways between the subject and here, the nearest to here last. */
  readonly translations: readonly Translation[];
  readonly hops: readonly PathHop[];
  readonly confidence: PathConfidence;
}

export interface Zone {
  readonly id?: string;
  readonly name?: string;
}

export type Direction = 'to-peer' | 'from-peer';

/** A firewall that packets pass, and what they look like there. */
export interface Sighting {
  readonly firewallArn: string;
  readonly zone: FirewallZone;
  readonly vpcId?: string;
  /** Set where the packets pass an endpoint association instead of the firewall's own endpoint. */
  readonly association?: EndpointAssociation;
  readonly ours: readonly Address[];
  /** The part of the far side whose packets pass here; empty means anybody, where somebody vouches for the path. */
  readonly peers: readonly Cidr[];
  /** A NAT gateway stands between the subject and the firewall: `ours` belongs to it. */
  readonly translatedBy?: string;
  readonly direction: Direction;
  readonly hops: readonly PathHop[];
  readonly confidence: PathConfidence;
}

/** How a journey ended. `delivered` and the like say where an answer starts. */
export interface Arrival {
  readonly end: 'internet' | 'outside' | 'delivered' | 'peered' | 'service' | 'dropped' | 'unknown';
  /** VPC, gateway, attachment or peering where it ended. */
  readonly at: string;
  readonly reason: string;
  readonly journey: Journey;
  readonly needs: readonly Need[];
  /** On the way back from the peer. */
  readonly isAnswer: boolean;
}

/** What one step of a journey leads to. */
export interface Step {
  readonly onward: readonly Journey[];
  readonly arrivals: readonly Arrival[];
  readonly sightings: readonly Sighting[];
}

export interface WalkContext {
  readonly index: NetworkIndex;
  readonly direction: Direction;
}

export const nothing: Step = { onward: [], arrivals: [], sightings: [] };

export const together = (steps: readonly Step[]): Step => ({
  onward: steps.flatMap((step) => step.onward),
  arrivals: steps.flatMap((step) => step.arrivals),
  sightings: steps.flatMap((step) => step.sightings),
});

export const onwards = (...onward: readonly Journey[]): Step => ({ ...nothing, onward });

export const arrive = (
  journey: Journey,
  { end, at, reason, needs = [] }: Pick<Arrival, 'end' | 'at' | 'reason'> & { readonly needs?: readonly Need[] },
): Step => ({ ...nothing, arrivals: [{ end, at, reason, journey, needs, isAnswer: false }] });

/** A journey that nobody can follow further until `need` is read. */
export const lost = (journey: Journey, at: string, reason: string, need?: Need): Step =>
  arrive(journey, { end: 'unknown', at, reason, needs: need ? [need] : [] });

export const withHop = (journey: Journey, hop: PathHop): Journey => ({ ...journey, hops: [...journey.hops, hop] });

const order: readonly PathConfidence[] = ['proven', 'likely', 'unknown'];

/** The less sure of several. */
export const weakest = (confidences: readonly PathConfidence[]): PathConfidence =>
  order.toReversed().find((confidence) => confidences.includes(confidence)) ?? 'proven';

export const doubtful = (journey: Journey): Journey => ({
  ...journey,
  confidence: weakest([journey.confidence, 'likely']),
});

export const zoneOf = ({ zoneId, zoneName }: Subnet): Zone => ({ id: zoneId, name: zoneName });

const sameZone = (a: Zone, b: Zone): boolean =>
  a.id !== undefined && b.id !== undefined ? a.id === b.id : a.name !== undefined && a.name === b.name;

/** Subnets of the zone that the packets come from; ids are compared where both have them, since names differ between accounts. */
export const inZone = (subnets: readonly Subnet[], zone: Zone | undefined): readonly Subnet[] =>
  zone === undefined ? [] : subnets.filter((subnet) => sameZone(zoneOf(subnet), zone));

/** A list of networks in words, never longer than a line. */
export const networksText = (networks: readonly string[]): string =>
  networks.length <= 3 ? networks.join(', ') : `${networks.slice(0, 3).join(', ')} and ${networks.length - 3} more`;

export const placeText = (place: Place): string => {
  if (place.at === 'subnet') return place.subnet.subnetId;
  if (place.at === 'table') return place.table.routeTableId;
  if (place.at === 'edge') return place.gatewayId;
  return place.at === 'transit' ? place.attachmentId : place.group;
};

/** Our addresses of the families that the destinations have. */
export const oursFor = ({ ours, destinations }: Pick<Journey, 'ours' | 'destinations'>): readonly Address[] =>
  ours.filter((address) => destinations.some((destination) => familyOf(destination) === familyOf(address)));

/** What a firewall endpoint is passed by. */
export const sighted = (
  { direction }: WalkContext,
  journey: Journey,
  at: Pick<Sighting, 'firewallArn' | 'zone' | 'vpcId' | 'association'>,
): Sighting => ({
  ...at,
  ours: oursFor(journey),
  peers: direction === 'to-peer' ? journey.destinations : journey.peers,
  translatedBy: journey.translations.at(-1)?.natGatewayId,
  direction,
  hops: journey.hops,
  confidence: journey.confidence,
});
