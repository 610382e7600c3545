import type { AccountRegion } from '../account-region.ts';
import { routeLookup } from '../network/route-lookup.ts';
import type { CoreNetwork, CoreNetworkAttachment, CoreNetworkRoute } from '../network/transit.ts';
import { enterThroughAttachment } from './attachment-entrance.ts';
import {
  arrive,
  type Journey,
  lost,
  type Need,
  nothing,
  onwards,
  placeText,
  type Step,
  together,
  type WalkContext,
  withHop,
} from './journey.ts';

/** Who owns a core network, and alone may read its routes: the account in its ARN. */
const ownerOf = (arn: string): string | undefined => /^arn:[^:]+:networkmanager::(\d{12}):/.exec(arn)?.[1];

const placeOf = (journey: Journey, arn: string): AccountRegion => ({
  account: ownerOf(arn) ?? journey.where.account,
  region: journey.where.region,
});

/** The core network's attachments, and its routes where the packets are. */
const coreNeed = (journey: Journey, arn: string): Need => ({ kind: 'core-network', ...placeOf(journey, arn), id: arn });

/** From a VPC into a Cloud WAN core network: the VPC's attachment says which segment or function group routes it. */
export const enterCoreNetwork = (
  { index }: WalkContext,
  journey: Journey,
  { arn, vpcId }: { readonly arn: string; readonly vpcId: string },
): Step => {
  const attachment = index.coreNetwork(arn)?.attachments.find((item) => item.vpcId === vpcId);
  if (!attachment)
    return lost(journey, arn, 'the routes of the core network could not be read', coreNeed(journey, arn));
  return onwards({ ...journey, place: { at: 'core', arn, group: attachment.group } });
};

const tableOf = (core: CoreNetwork, group: string, region: string) =>
  core.tables.find((table) => table.group === group && table.region === region);

/** What the list of attachments leaves open is followed in every way, and asked for. */
const openQuestions = (journey: Journey, arn: string, { attachmentId, applianceMode }: CoreNetworkAttachment): Step => {
  if (applianceMode !== undefined) return nothing;
  const need: Need = { kind: 'core-attachment', ...placeOf(journey, arn), id: attachmentId, arn };
  return lost(journey, attachmentId, `the subnets and appliance mode of ${attachmentId} could not be read`, need);
};

const followAttachment = (
  context: WalkContext,
  journey: Journey,
  { arn, attachment }: { readonly arn: string; readonly attachment: CoreNetworkAttachment },
): Step => {
  const { attachmentId, vpcId, account, region, subnetIds, applianceMode, type, group } = attachment;
  if (type !== 'VPC') {
    const outside: Journey = { ...journey, place: { at: 'core', arn, group }, zone: undefined };
    return arrive(outside, { end: 'outside', at: attachmentId, reason: `leaves through ${type} ${attachmentId}` });
  }
  if (vpcId === undefined || account === undefined)
    return lost(journey, attachmentId, `the VPC of ${attachmentId} could not be read`);
  const entrance = { account, region, vpcId, attachmentId, subnetIds, applianceMode };
  return together([enterThroughAttachment(context, journey, entrance), openQuestions(journey, arn, attachment)]);
};

/** One look into a core network: the table of the group, in the Region's edge location. Routes to a network function
 * group's attachment insert its firewall. */
export const crossCoreNetwork = (context: WalkContext, journey: Journey): Step => {
  if (journey.place.at !== 'core') return lost(journey, placeText(journey.place), 'not in a core network');
  const { arn, group } = journey.place;
  const core = context.index.coreNetwork(arn);
  const table = core && tableOf(core, group, journey.where.region);
  if (!core || !table)
    return lost(
      journey,
      group,
      `the routes of ${group} in ${journey.where.region} could not be read`,
      coreNeed(journey, arn),
    );
  const lookup = routeLookup<CoreNetworkRoute>(
    table.routes.map((route) => ({ cidr: route.destination, rank: 0, route })),
  );
  return together(
    lookup.decide(journey.destinations).flatMap(({ route, destinations }) => {
      const part: Journey = { ...journey, destinations };
      if (!route || route.blackhole)
        return [arrive(part, { end: 'dropped', at: group, reason: `${group} has no route there` })];
      const nowhere = `${group} sends ${route.destination} to an attachment that could not be read`;
      if (route.attachmentIds.length === 0) return [lost(part, group, nowhere)];
      return route.attachmentIds.map((id) => {
        const attachment = core.attachments.find((item) => item.attachmentId === id);
        if (!attachment) return lost(part, id, `attachment ${id} could not be read`);
        const where = { account: attachment.account ?? journey.where.account, region: attachment.region };
        const hop = { at: group, route: `${group} in ${table.region}: ${route.destination} → ${id}` };
        return followAttachment(context, withHop({ ...part, where }, hop), { arn, attachment });
      });
    }),
  );
};
