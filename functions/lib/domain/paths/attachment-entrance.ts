import type { AccountRegion } from '../account-region.ts';
import type { Subnet } from '../network/network.ts';
import {
  doubtful,
  inZone,
  type Journey,
  lost,
  onwards,
  type Step,
  type WalkContext,
  withHop,
  zoneOf,
} from './journey.ts';

const isSubnet = (subnet: Subnet | undefined): subnet is Subnet => subnet !== undefined;

/** How packets may come into a VPC through an attachment. */
export interface VpcEntrance extends AccountRegion {
  readonly vpcId: string;
  readonly attachmentId: string;
  /** Empty where it could not be read: any subnet of the VPC. */
  readonly subnetIds: readonly string[];
  readonly applianceMode: boolean | undefined;
}

/** Into a VPC. With appliance mode any zone of the attachment, the same for both directions of a flow; without it the zone
 * that the packets come from, where the attachment has it (transit gateway guide, appliance mode). Where the mode could not
 * be read, any zone. */
export const enterThroughAttachment = ({ index }: WalkContext, journey: Journey, entrance: VpcEntrance): Step => {
  const { vpcId, attachmentId, applianceMode, account, region } = entrance;
  const named = entrance.subnetIds.map((id) => index.subnet(id));
  const subnets = named.length > 0 ? named.filter(isSubnet) : index.subnetsOf(vpcId);
  if (subnets.length === 0 || subnets.length < named.length)
    return lost(journey, attachmentId, `the subnets of ${vpcId} could not be read`, {
      kind: 'vpc',
      account,
      region,
      id: vpcId,
    });
  const near = applianceMode === false ? inZone(subnets, journey.zone) : [];
  const entered = near.length > 0 ? near : subnets;
  const sure = entrance.subnetIds.length > 0 && applianceMode !== undefined;
  const note = applianceMode
    ? `appliance mode: any of ${entered.length} zones`
    : near.length > 0
      ? 'the zone that the packets come from'
      : `any of ${entered.length} ${sure ? 'zones' : 'subnets'}`;
  const there = withHop(sure ? journey : doubtful(journey), { at: attachmentId, note: `into ${vpcId}, ${note}` });
  return onwards(
    ...entered.map(
      (subnet): Journey => ({ ...there, place: { at: 'subnet', subnet }, where: subnet, zone: zoneOf(subnet) }),
    ),
  );
};
