import type { Cidr } from '../address.ts';
import type { FirewallZone } from '../network/firewall.ts';
import type { NetworkIndex } from '../network/network-index.ts';
import type { AffectedInterface, PathHop } from '../plan.ts';
import type { FoundPath } from './find-paths.ts';
import { networksText, type Sighting } from './journey.ts';
import { isUsable } from './proof.ts';

/** A firewall that policy names for a VPC or subnet, because its routes cannot be read. */
export interface FirewallOverride {
  readonly vpcId?: string;
  readonly subnetId?: string;
  readonly firewallArn: string;
  /** Verbatim zones; empty means every zone of the firewall. */
  readonly availabilityZones: readonly string[];
}

/** The overrides for an interface: those of its subnet before those of its VPC. */
export const overridesFor = (
  overrides: readonly FirewallOverride[],
  { vpcId, subnetId }: AffectedInterface,
): readonly FirewallOverride[] => {
  const ofSubnet = overrides.filter((override) => override.subnetId === subnetId);
  return ofSubnet.length > 0
    ? ofSubnet
    : overrides.filter((override) => override.subnetId === undefined && override.vpcId === vpcId);
};

/** A firewall's zones as somebody says: those named, else those that it has. */
export const declaredZones = (
  index: NetworkIndex,
  firewallArn: string,
  named: readonly string[],
): readonly FirewallZone[] =>
  named.length > 0
    ? named.map((availabilityZone) => ({ availabilityZone }))
    : (index.firewall(firewallArn)?.zones ?? [])
        .filter((zone) => isUsable({ zone }))
        .map(({ availabilityZone }) => ({ availabilityZone }));

/** The path that somebody vouches for, where routes do not tell. */
export const declaredPath = (
  subject: Pick<AffectedInterface, 'interfaceId' | 'addresses'>,
  peers: readonly Cidr[],
  declared: { readonly zones: readonly (FirewallZone & { readonly firewallArn: string })[]; readonly because: string },
): FoundPath => {
  const { zones, because } = declared;
  const hops: readonly PathHop[] = [
    { at: subject.interfaceId },
    ...zones.map(({ firewallArn, availabilityZone }) => ({ at: firewallArn, note: `${availabilityZone}: ${because}` })),
  ];
  const found = zones.length > 0;
  return {
    peers,
    sightings: zones.map(
      ({ firewallArn, ...zone }): Sighting => ({
        firewallArn,
        zone,
        ours: subject.addresses,
        peers,
        direction: 'to-peer',
        hops,
        confidence: 'likely',
      }),
    ),
    proof: {
      interfaceId: subject.interfaceId,
      ...(peers.length > 0 && { destination: networksText(peers) }),
      outcome: found ? 'on-path' : 'unknown',
      confidence: found ? 'likely' : 'unknown',
      hops,
      firewallArns: [...new Set(zones.map(({ firewallArn }) => firewallArn))],
      reason: found ? because : `${because}, but its zones could not be read`,
    },
  };
};
