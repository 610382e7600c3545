import { hostCidr } from '../address.ts';
import type { Subnet } from '../network/network.ts';
import type { NetworkIndex } from '../network/network-index.ts';
import { overlap } from '../network/route-lookup.ts';
import { type Arrival, type Journey, oursFor, type Place, type WalkContext, zoneOf } from './journey.ts';

/** Where answers to what arrived come in, towards the subject's side as it was seen at the end. */
const answerFrom = (arrival: Arrival, place: Place, subnet?: Subnet): Journey => {
  const { journey } = arrival;
  const ours = oursFor(journey);
  return {
    place,
    where: subnet ?? journey.where,
    destinations: ours.map(hostCidr),
    peers: journey.destinations,
    ours,
    zone: subnet && zoneOf(subnet),
    translations: journey.translations,
    hops: [],
    confidence: journey.confidence,
  };
};

/** Subnets that may hold the destinations; of those with one table and zone, one stands for all. */
const senders = ({ index }: WalkContext, vpcId: string, { destinations }: Journey): readonly Subnet[] => {
  const ways = new Map<string, Subnet>();
  for (const subnet of index.subnetsOf(vpcId)) {
    if (!subnet.cidrs.some((own) => destinations.some((cidr) => overlap(own, cidr)))) continue;
    const key = `${index.tableOfSubnet(subnet)?.routeTableId} ${subnet.zoneId ?? subnet.zoneName}`;
    if (!ways.has(key)) ways.set(key, subnet);
  }
  return [...ways.values()];
};

/** VPCs on the other side of a peering whose routes were read. */
export const vpcsBehind = (index: NetworkIndex, peeringId: string, vpcId: string): readonly string[] => {
  const routed = index.network.routeTables
    .filter(({ routes }) => routes.some(({ target }) => target.kind === 'peering' && target.id === peeringId))
    .map((table) => table.vpcId);
  const sides = (index.peering(peeringId)?.sides ?? [])
    .map((side) => side.vpcId)
    .filter((id) => index.tablesOf(id).length > 0);
  return [...new Set([...routed, ...sides])].filter((id) => id !== vpcId);
};

/** Where the answers to one arrival start.
 * @param homeVpcId the subject's VPC: answers from its other subnets are left out where the peer is anybody */
export const answersTo = (
  context: WalkContext,
  arrival: Arrival,
  homeVpcId: string | undefined,
): readonly Journey[] => {
  const { end, at, journey } = arrival;
  if (end === 'internet' || end === 'outside') return [answerFrom(arrival, journey.place)];
  const vpcIds =
    end === 'delivered'
      ? at === homeVpcId
        ? []
        : [at]
      : end === 'peered' && journey.place.at === 'edge'
        ? vpcsBehind(context.index, at, journey.place.vpcId)
        : [];
  return vpcIds.flatMap((vpcId) =>
    senders(context, vpcId, journey).map((subnet) => answerFrom(arrival, { at: 'subnet', subnet }, subnet)),
  );
};
