import type { AccountRegion } from '../account-region.ts';
import type { Cidr } from '../address.ts';
import type { RouteDecision } from '../network/route-lookup.ts';
import type { TransitGatewayAttachment, TransitGatewayRoute, TransitGatewayRouteTable } from '../network/transit.ts';
import { enterThroughAttachment } from './attachment-entrance.ts';
import {
  arrive,
  doubtful,
  type Journey,
  lost,
  type Need,
  networksText,
  onwards,
  placeText,
  type Step,
  sighted,
  together,
  type WalkContext,
  withHop,
} from './journey.ts';

/** Ways that are followed from one table when the destination is wide: the rest is said, not searched. */
const MAX_WAYS = 16;

interface InTransit {
  readonly context: WalkContext;
  readonly transitGatewayId: string;
  /** The transit gateway's owner. */
  readonly owner: AccountRegion;
}

const intoVpc = ({ context, owner }: InTransit, journey: Journey, attachment: TransitGatewayAttachment): Step => {
  const details = context.index.vpcAttachment(attachment.attachmentId);
  return enterThroughAttachment(context, journey, {
    account: details?.vpcAccount ?? attachment.resourceAccount ?? owner.account,
    region: owner.region,
    vpcId: details?.vpcId ?? attachment.resourceId ?? '',
    attachmentId: attachment.attachmentId,
    subnetIds: details?.subnetIds ?? [],
    applianceMode: details?.applianceMode,
  });
};

/** A firewall attached to the transit gateway itself: always in appliance mode, so any of its zones. */
const throughFirewall = (
  { context, owner, transitGatewayId }: InTransit,
  journey: Journey,
  attachmentId: string,
): Step => {
  const firewall = context.index.firewallOfAttachment(attachmentId);
  if (!firewall)
    return lost(journey, attachmentId, `the firewall behind ${attachmentId} could not be read`, {
      kind: 'firewalls',
      account: owner.account,
      region: owner.region,
      id: '',
    });
  const seen = withHop(journey, {
    at: attachmentId,
    note: `${firewall.firewallArn}, any of ${firewall.zones.length} zones`,
  });
  const sightings = firewall.zones.map((zone) => sighted(context, seen, { firewallArn: firewall.firewallArn, zone }));
  const beyond: Journey = { ...seen, place: { at: 'transit', transitGatewayId, attachmentId }, zone: undefined };
  return { ...onwards(beyond), sightings };
};

const throughPeering = (at: InTransit, journey: Journey, attachment: TransitGatewayAttachment): Step => {
  const { attachmentId } = attachment;
  const far = at.context.index
    .attachments(attachmentId)
    .find(({ transitGatewayId }) => transitGatewayId !== at.transitGatewayId);
  if (!far) return lost(journey, attachmentId, `the transit gateway behind ${attachmentId} could not be read`);
  const place = { at: 'transit', transitGatewayId: far.transitGatewayId, attachmentId } as const;
  return onwards(withHop({ ...journey, place, where: far }, { at: attachmentId, note: `to ${far.transitGatewayId}` }));
};

const followAttachment = (at: InTransit, journey: Journey, attachmentId: string): Step => {
  const attachment = at.context.index
    .attachments(attachmentId)
    .find(({ transitGatewayId }) => transitGatewayId === at.transitGatewayId);
  if (!attachment) return lost(journey, attachmentId, `attachment ${attachmentId} could not be read`, transitNeed(at));
  const { resourceType } = attachment;
  if (resourceType === 'vpc') return intoVpc(at, journey, attachment);
  if (resourceType === 'network-function') return throughFirewall(at, journey, attachmentId);
  if (resourceType === 'peering' || resourceType === 'tgw-peering') return throughPeering(at, journey, attachment);
  const outside: Journey = {
    ...journey,
    place: { at: 'transit', transitGatewayId: at.transitGatewayId, attachmentId },
    zone: undefined,
  };
  return arrive(outside, {
    end: 'outside',
    at: attachmentId,
    reason: `leaves through ${resourceType} ${attachmentId}`,
  });
};

const transitNeed = ({ transitGatewayId, owner }: InTransit): Need => ({
  kind: 'transit-gateway',
  account: owner.account,
  region: owner.region,
  id: transitGatewayId,
});

interface Way {
  readonly attachmentId: string;
  readonly routes: TransitGatewayRoute[];
  readonly destinations: Cidr[];
}

const routeText = ({ destination }: TransitGatewayRoute): string =>
  typeof destination === 'string' ? destination : destination.prefixListId;

type Decision = RouteDecision<TransitGatewayRoute>;

const waysOf = (decisions: readonly Decision[]): readonly Way[] => {
  const ways = new Map<string, Way>();
  for (const { route, destinations } of decisions)
    for (const attachmentId of route?.blackhole ? [] : (route?.attachmentIds ?? [])) {
      const way = ways.get(attachmentId) ?? { attachmentId, routes: [], destinations: [] };
      if (route) way.routes.push(route);
      way.destinations.push(...destinations);
      ways.set(attachmentId, way);
    }
  return [...ways.values()];
};

const unreadWays = (
  { context, owner }: InTransit,
  journey: Journey,
  table: TransitGatewayRouteTable,
): readonly Step[] =>
  context.index.preparedTransit(table).unreadLists.map(({ prefixListId }) =>
    lost(journey, prefixListId, `prefix list ${prefixListId} could not be read`, {
      ...owner,
      kind: 'prefix-list',
      id: prefixListId,
    }),
  );

const dropped = (journey: Journey, table: TransitGatewayRouteTable, { route, destinations }: Decision): Step => {
  const why = route ? `sends ${routeText(route)} into a blackhole` : `has no route to ${networksText(destinations)}`;
  const reason = `${table.routeTableId} ${why}`;
  return arrive({ ...journey, destinations }, { end: 'dropped', at: table.routeTableId, reason });
};

const followWays = (at: InTransit, journey: Journey, table: TransitGatewayRouteTable): readonly Step[] => {
  const decisions = at.context.index.preparedTransit(table).lookup.decide(journey.destinations);
  const ways = waysOf(decisions);
  const left = ways.slice(MAX_WAYS);
  const note = `${left.length} more attachments are not followed`;
  const followed = ways.slice(0, MAX_WAYS).map(({ attachmentId, routes: [route, ...others], destinations }) => {
    const more = others.length > 0 ? ` and ${others.length} more routes` : '';
    const hop = {
      at: placeText(journey.place),
      route: `${table.routeTableId}: ${route ? routeText(route) : ''}${more} → ${attachmentId}`,
      ...(left.length > 0 && { note }),
    };
    return followAttachment(at, withHop({ ...journey, where: at.owner, destinations }, hop), attachmentId);
  });
  const beyond: Journey = { ...journey, destinations: left.flatMap(({ destinations }) => destinations) };
  const skipped = left.length > 0 ? [lost(beyond, table.routeTableId, `${table.routeTableId}: ${note}`)] : [];
  const lostOnes = decisions.filter(({ route }) => !route || route.blackhole || route.attachmentIds.length === 0);
  return [...followed, ...skipped, ...lostOnes.map((decision) => dropped(journey, table, decision))];
};

/** One look into a transit gateway: the table of the attachment that the packets came in through. */
export const crossTransit = (context: WalkContext, journey: Journey): Step => {
  if (journey.place.at !== 'transit') return lost(journey, placeText(journey.place), 'not in a transit gateway');
  const { transitGatewayId, attachmentId } = journey.place;
  const entered = context.index.attachments(attachmentId).find((item) => item.transitGatewayId === transitGatewayId);
  const owner = { account: entered?.ownerAccount ?? journey.where.account, region: journey.where.region };
  const at: InTransit = { context, transitGatewayId, owner };
  const table = context.index.transitTable(transitGatewayId, attachmentId);
  if (!table)
    return lost(journey, attachmentId, `the route table of ${attachmentId} could not be read`, transitNeed(at));
  const unread = unreadWays(at, journey, table);
  return together([...followWays(at, unread.length > 0 ? doubtful(journey) : journey, table), ...unread]);
};
