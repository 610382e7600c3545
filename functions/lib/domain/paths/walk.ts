import { crossCoreNetwork } from './core-network-hop.ts';
import {
  type Arrival,
  type Journey,
  lost,
  type Place,
  placeText,
  type Sighting,
  type Step,
  type WalkContext,
} from './journey.ts';
import { crossTransit } from './transit-hop.ts';
import { enterVpc, followTable, leaveSubnet } from './vpc-hop.ts';

/** Everything that packets can meet from where they start. */
export interface Walk {
  readonly sightings: readonly Sighting[];
  readonly arrivals: readonly Arrival[];
}

/** Steps of one walk: far beyond any real path, so only a mistake or an attack on our time meets it. */
const MAX_STEPS = 2_000;

const step = (context: WalkContext, journey: Journey): Step => {
  const { place } = journey;
  if (place.at === 'subnet') return leaveSubnet(context, journey);
  if (place.at === 'edge') return enterVpc(context, journey);
  if (place.at === 'transit') return crossTransit(context, journey);
  if (place.at === 'core') return crossCoreNetwork(context, journey);
  return followTable({ context, vpcId: place.table.vpcId, table: place.table }, journey);
};

/** What a place's text leaves out: attachments may join two transit gateways, and segments of two core networks have one name. */
const routerOf = (place: Place): string => {
  if (place.at === 'transit') return place.transitGatewayId;
  return place.at === 'core' ? place.arn : '';
};

/** Two journeys with the same key go on alike, so a loop ends and ways that meet are walked once. */
const keyOf = ({ place, where, destinations, peers, ours, zone, translations }: Journey): string =>
  JSON.stringify([
    place.at,
    placeText(place),
    routerOf(place),
    where.region,
    zone?.id ?? zone?.name ?? '',
    translations.map((translation) => translation.natGatewayId),
    ours,
    destinations,
    peers,
  ]);

/** Follows packets through the network until each way arrives, leaves, is lost or is already known. */
export const walk = (context: WalkContext, starts: readonly Journey[]): Walk => {
  const sightings: Sighting[] = [];
  const arrivals: Arrival[] = [];
  const seen = new Set<string>();
  const waiting = [...starts];
  for (let steps = 0; ; steps += 1) {
    const journey = waiting.shift();
    if (!journey) return { sightings, arrivals };
    const key = keyOf(journey);
    if (seen.has(key)) continue;
    seen.add(key);
    const taken =
      steps < MAX_STEPS
        ? step(context, journey)
        : lost(journey, placeText(journey.place), 'the network is too large to follow');
    sightings.push(...taken.sightings);
    arrivals.push(...taken.arrivals);
    waiting.push(...taken.onward);
  }
};
