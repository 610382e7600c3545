import { breadthBits } from './breadth.ts';
import type { CaptureScope, PlannedCapture } from './capture.ts';
import { captureKeyFrom } from './ids.ts';
import type { VerbatimCapture } from './lead.ts';
import type { FirewallZone } from './network/firewall.ts';
import type { Network } from './network/network.ts';
import { placeOfArn } from './paths/capture-scope.ts';

/** When a capture runs, and how often. */
export type CaptureTiming = Pick<
  PlannedCapture,
  | 'minimumFlowAgeSeconds'
  | 'rounds'
  | 'roundIntervalSeconds'
  | 'pollSeconds'
  | 'deadlineSeconds'
  | 'maximumPerTargetHour'
  | 'maximumPerAccountHour'
>;

/** A capture before it is known how many others its case has. */
export type UnboundedCapture = Omit<PlannedCapture, 'waitsPerRound'>;

interface Target {
  readonly scope: CaptureScope;
  readonly slotZone: string;
}

const zonesOf = (network: Network, arn: string): readonly FirewallZone[] => [
  ...network.firewalls.filter(({ firewallArn }) => firewallArn === arn).flatMap(({ zones }) => zones),
  ...network.endpointAssociations.filter(({ associationArn }) => associationArn === arn).flatMap(({ zones }) => zones),
];

/** Exactly one scope an operation: the one that the request gives, else each zone of the firewall. */
const targetsOf = (network: Network, request: VerbatimCapture): readonly Target[] => {
  const { firewallArn, availabilityZone, vpcEndpointId, vpcEndpointAssociationArn } = request;
  const own = zonesOf(network, firewallArn);
  if (vpcEndpointAssociationArn !== undefined) {
    const [zone] = zonesOf(network, vpcEndpointAssociationArn);
    return [{ scope: { vpcEndpointAssociationArn }, slotZone: zone?.availabilityZone ?? vpcEndpointAssociationArn }];
  }
  if (vpcEndpointId !== undefined) {
    const zone = own.find(({ endpointId }) => endpointId === vpcEndpointId);
    return [{ scope: { vpcEndpointId }, slotZone: zone?.availabilityZone ?? vpcEndpointId }];
  }
  const zones = availabilityZone === undefined ? own.map((zone) => zone.availabilityZone) : [availabilityZone];
  return zones.map((zone) => ({ scope: { availabilityZone: zone }, slotZone: zone }));
};

/** Captures with the filters, firewall and scope that a request gives as they stand. None where it names no zone and the
 * firewall's zones could not be read. */
export const verbatimCaptures = (
  network: Network,
  request: VerbatimCapture,
  timing: CaptureTiming,
): readonly UnboundedCapture[] =>
  targetsOf(network, request).map(({ scope, slotZone }) => ({
    captureKey: captureKeyFrom([request.firewallArn, ...Object.entries(scope).flat(), 'verbatim']),
    ...placeOfArn(request.firewallArn),
    firewallArn: request.firewallArn,
    scope,
    slotZone,
    filters: request.filters.map((filter) => ({
      filter,
      reason: 'as the request gives it',
      breadthBits: breadthBits(filter),
      mirrored: false,
    })),
    ...timing,
    minimumFlowAgeSeconds: request.minimumFlowAgeSeconds ?? timing.minimumFlowAgeSeconds,
  }));
