import { type Address, type Cidr, familyOf, hostCidr } from '../address.ts';
import type { DroppedTuple } from '../flow-filter.ts';
import type { NetworkIndex } from '../network/network-index.ts';
import type { AffectedInterface } from '../plan.ts';
import type { Tuple } from '../tuple.ts';
import type { FoundPath } from './find-paths.ts';
import type { Sighting } from './journey.ts';

/** A tuple that one firewall endpoint should be asked for, written as that firewall sees it. */
export interface Demand {
  readonly sighting: Pick<Sighting, 'firewallArn' | 'zone' | 'vpcId' | 'association'>;
  readonly tuple: Tuple;
}

/** What an interface's tuples ask of the firewalls on its paths. */
export interface Demands {
  readonly demands: readonly Demand[];
  readonly dropped: readonly DroppedTuple[];
}

const withSubject = (tuple: Tuple, address: Address, reason = tuple.reason): Tuple => ({
  ...tuple,
  subject: hostCidr(address),
  reason,
});

const canTalk = (address: Address, peer: Cidr | undefined): boolean =>
  peer === undefined || familyOf(peer) === familyOf(address);

/** A tuple for each address of the interface that it concerns. A pod's address is not the interface's: towards other
 * networks the node puts its own in its place, so both are looked for. */
export const subjectTuples = (index: NetworkIndex, subject: AffectedInterface, tuple: Tuple): readonly Tuple[] => {
  const own = subject.addresses.filter((address) => canTalk(address, tuple.peer));
  if (tuple.subject === undefined) return own.length > 0 ? own.map((address) => withSubject(tuple, address)) : [tuple];
  const [primary] = own;
  const known = subject.addresses.some((address) => hostCidr(address) === tuple.subject);
  const isPods = !known && tuple.subject.endsWith(familyOf(tuple.subject) === 4 ? '/32' : '/128') && !subject.gone;
  return isPods && primary !== undefined && tuple.peer !== undefined && index.interface(subject.interfaceId)
    ? [tuple, withSubject(tuple, primary, `${tuple.reason}, as the node sends it`)]
    : [tuple];
};

/** The tuple as a firewall behind a NAT gateway sees it. The gateway's address belongs to many: only with a peer is the
 * filter about our subject. */
const translated = (tuple: Tuple, { translatedBy, ours }: Sighting): readonly Tuple[] =>
  ours
    .filter((address) => canTalk(address, tuple.peer))
    .map((address) => {
      const { subjectPort: _, ...rest } = withSubject(
        tuple,
        address,
        `${tuple.reason}, with the address of ${translatedBy}`,
      );
      return rest;
    });

/** What one endpoint is asked for, for one tuple. */
const seenAs = (subject: AffectedInterface, tuples: readonly Tuple[], sighting: Sighting): readonly Tuple[] => {
  if (sighting.translatedBy !== undefined) return tuples.flatMap((tuple) => translated(tuple, sighting));
  const foreign = sighting.ours.filter((address) => !subject.addresses.includes(address));
  const inFamily = tuples.filter(
    ({ subject: own }) =>
      own === undefined ||
      sighting.peers.length === 0 ||
      sighting.peers.some((peer) => familyOf(peer) === familyOf(own)),
  );
  const forwarded = inFamily
    .slice(0, 1)
    .filter(({ peer }) => peer !== undefined)
    .flatMap((tuple) =>
      foreign
        .filter((address) => canTalk(address, tuple.peer))
        .map((address) => withSubject(tuple, address, `${tuple.reason}, as an appliance forwards it`)),
    );
  return [...inFamily, ...forwarded];
};

const sameDemand = ({ sighting, tuple }: Demand): string =>
  JSON.stringify([
    sighting.firewallArn,
    sighting.zone.availabilityZone,
    sighting.zone.endpointId,
    tuple.subject,
    tuple.subjectPort,
    tuple.peer,
    tuple.peerPort,
    tuple.protocols,
    tuple.direction,
  ]);

const pathOf = (paths: readonly FoundPath[], { peer }: Tuple): FoundPath | undefined =>
  paths.find(({ peers }) => (peer === undefined ? peers.length === 0 : peers.includes(peer)));

/** Asks every firewall on the path of each tuple for it. A tuple that no firewall can be asked for is dropped, with the
 * reason why. */
export const demandsOf = (
  index: NetworkIndex,
  {
    subject,
    tuples,
    paths,
  }: { readonly subject: AffectedInterface; readonly tuples: readonly Tuple[]; readonly paths: readonly FoundPath[] },
): Demands => {
  const demands = new Map<string, Demand>();
  const dropped: DroppedTuple[] = [];
  for (const tuple of tuples) {
    const path = pathOf(paths, tuple);
    const own = subjectTuples(index, subject, tuple);
    const usable = (path?.sightings ?? []).filter(
      ({ translatedBy }) => translatedBy === undefined || tuple.peer !== undefined,
    );
    const hidden = path?.sightings.find(({ translatedBy }) => translatedBy !== undefined)?.translatedBy;
    const asked = usable.flatMap((sighting) =>
      seenAs(subject, own, sighting).map((seen): Demand => ({ sighting, tuple: seen })),
    );
    for (const demand of asked) if (!demands.has(sameDemand(demand))) demands.set(sameDemand(demand), demand);
    if (asked.length > 0) continue;
    const reason =
      usable.length > 0
        ? 'the firewalls on the way see only its traffic of the other IP family'
        : (path?.proof.reason ?? 'no path was looked for');
    dropped.push({
      tuple,
      reason: hidden
        ? `the firewall is behind ${hidden}, whose address many share: without a peer the filter would not be about the subject`
        : `${subject.interfaceId}: ${reason}`,
    });
  }
  return { demands: [...demands.values()], dropped };
};
