import { containment } from '../address.ts';
import type { Route, RouteTarget } from '../network/network.ts';
import {
  arrive,
  doubtful,
  type Journey,
  lost,
  networksText,
  placeText,
  type Step,
  together,
  type WalkContext,
  withHop,
} from './journey.ts';
import { deliver, followTarget, type InVpc, vpcNeed } from './vpc-targets.ts';

const targetText = (target: RouteTarget): string => (target.kind === 'local' ? 'local' : target.id);

const destinationText = ({ destination }: Route): string =>
  typeof destination === 'string' ? destination : destination.prefixListId;

/** Routes with one target are one way; a blackhole is a way of its own. */
const waysOf = (decisions: readonly { readonly route?: Route; readonly destinations: Journey['destinations'] }[]) => {
  const ways = new Map<string, { routes: Route[]; destinations: Journey['destinations'][number][] }>();
  for (const { route, destinations } of decisions) {
    const key = route ? `${route.blackhole} ${targetText(route.target)}` : '';
    const way = ways.get(key) ?? { routes: [], destinations: [] };
    if (route) way.routes.push(route);
    way.destinations.push(...destinations);
    ways.set(key, way);
  }
  return [...ways.values()];
};

/** Routes whose prefix list could not be read might take any packet. */
const unreadWays = ({ table, context }: InVpc, journey: Journey): readonly Step[] =>
  context.index.prepared(table).unreadLists.map(({ prefixListId, route }) =>
    lost(journey, prefixListId, `prefix list ${prefixListId} (→ ${targetText(route.target)}) could not be read`, {
      kind: 'prefix-list',
      account: table.account,
      region: table.region,
      id: prefixListId,
    }),
  );

const followWay = (at: InVpc, journey: Journey, routes: readonly Route[]): Step => {
  const { routeTableId } = at.table;
  const [route, ...others] = routes;
  if (!route) {
    const reason = `${routeTableId} has no route to ${networksText(journey.destinations)}`;
    return arrive(journey, { end: 'dropped', at: routeTableId, reason });
  }
  const more = others.length > 0 ? ` and ${others.length} more routes` : '';
  const dead = route.blackhole ? ' (blackhole)' : '';
  const text = `${routeTableId}: ${destinationText(route)}${more} → ${targetText(route.target)}${dead}`;
  const there = withHop(journey, { at: placeText(journey.place), route: text });
  return route.blackhole
    ? arrive(there, { end: 'dropped', at: routeTableId, reason: text })
    : followTarget(at, there, route.target);
};

/** Looks destinations up in a VPC's route table and follows each way that they take. */
export const followTable = (at: InVpc, journey: Journey): Step => {
  const unread = unreadWays(at, journey);
  const sure = unread.length > 0 ? doubtful(journey) : journey;
  const ways = waysOf(at.context.index.prepared(at.table).lookup.decide(journey.destinations));
  return together([
    ...ways.map(({ routes, destinations }) => followWay(at, { ...sure, destinations }, routes)),
    ...unread,
  ]);
};

/** One look from inside a subnet. What stays in the subnet is not routed. */
export const leaveSubnet = (context: WalkContext, journey: Journey): Step => {
  if (journey.place.at !== 'subnet') return lost(journey, placeText(journey.place), 'not in a subnet');
  const { subnet } = journey.place;
  const within = subnet.cidrs.map(containment);
  const isNear = (cidr: Journey['destinations'][number]) => within.some((contains) => contains(cidr));
  const near = journey.destinations.filter(isNear);
  const far = journey.destinations.filter((cidr) => !isNear(cidr));
  const table = context.index.tableOfSubnet(subnet);
  const reason = `the route table of ${subnet.subnetId} could not be read`;
  const beyond: Journey = { ...journey, destinations: far };
  const routed = table
    ? followTable({ context, vpcId: subnet.vpcId, table }, beyond)
    : lost(beyond, subnet.subnetId, reason, vpcNeed(journey, subnet.vpcId, subnet.ownerAccount));
  return together([
    ...(near.length > 0 ? [deliver(context, { ...journey, destinations: near }, subnet.vpcId)] : []),
    ...(far.length > 0 ? [routed] : []),
  ]);
};

/** One look at the edge of a VPC. Without a gateway route table, packets go straight to their destination. */
export const enterVpc = (context: WalkContext, journey: Journey): Step => {
  if (journey.place.at !== 'edge') return lost(journey, placeText(journey.place), 'not at an edge');
  const { vpcId, gatewayId } = journey.place;
  const table = context.index.tableOfGateway(gatewayId);
  return table ? followTable({ context, vpcId, table }, journey) : deliver(context, journey, vpcId);
};
