import { type Address, type Cidr, familyOf, hostBitsOf, parseCidr } from '../address.ts';
import { unroutableKind } from '../address-kind.ts';
import type { Subnet } from '../network/network.ts';
import type { NetworkIndex } from '../network/network-index.ts';
import { overlap } from '../network/route-lookup.ts';
import type { AffectedInterface, PathProof } from '../plan.ts';
import { answersTo } from './answers.ts';
import type { Arrival, Journey, Need, Sighting } from './journey.ts';
import { isUsable, proofOf } from './proof.ts';
import { walk } from './walk.ts';

/** What path is asked for. */
export interface PathRequest {
  readonly subject: AffectedInterface;
  /** The subject's addresses that matter; all of its own, pods' among them. */
  readonly ours: readonly Address[];
  /** Networks on the far side; empty means anybody. */
  readonly peers: readonly Cidr[];
}

/** The way between one interface and peers that share it. */
export interface FoundPath {
  /** Empty means anybody. */
  readonly peers: readonly Cidr[];
  readonly proof: PathProof;
  /** Firewall endpoints that carry traffic of this path, in either direction. */
  readonly sightings: readonly Sighting[];
}

export interface FoundPaths {
  readonly paths: readonly FoundPath[];
  /** What must still be read to say more. */
  readonly needs: readonly Need[];
}

interface Findings {
  readonly sightings: readonly Sighting[];
  readonly arrivals: readonly Arrival[];
}

const ANYBODY = ['0.0.0.0/0', '::/0'].map(parseCidr).filter((cidr) => cidr !== undefined);

const startOf = ({ subject, ours }: PathRequest, subnet: Subnet, destinations: readonly Cidr[]): Journey => ({
  place: { at: 'subnet', subnet },
  where: { account: subject.account, region: subject.region },
  destinations,
  peers: destinations,
  ours,
  zone: { id: subnet.zoneId, name: subnet.zoneName },
  translations: [],
  hops: [
    { at: subject.interfaceId, note: `in ${subnet.subnetId}, ${subnet.zoneId ?? subnet.zoneName ?? 'zone unknown'}` },
  ],
  confidence: 'proven',
});

/** Both directions: to the peers, and their answers from wherever the first direction ended. */
const explore = (index: NetworkIndex, start: Journey, homeVpcId: string | undefined): Findings => {
  const there = walk({ index, direction: 'to-peer' }, [start]);
  const context = { index, direction: 'from-peer' } as const;
  const answers = there.arrivals.flatMap((arrival) => answersTo(context, arrival, homeVpcId));
  const back = walk(context, answers);
  return {
    sightings: [...there.sightings, ...back.sightings],
    arrivals: [...there.arrivals, ...back.arrivals.map((arrival) => ({ ...arrival, isAnswer: true }))],
  };
};

const touches = (networks: readonly Cidr[], known: ReadonlySet<Cidr>, peer: Cidr): boolean =>
  known.has(peer) || (hostBitsOf(peer) > 0 && networks.some((network) => overlap(peer, network)));

/** Which peers take which way: peers with the same firewalls and ends are one path. */
const grouped = (findings: Findings, peers: readonly Cidr[]) => {
  const sightings = findings.sightings.map((item) => ({ item, networks: item.peers, known: new Set(item.peers) }));
  const arrivals = findings.arrivals.map((item) => {
    const networks = item.isAnswer ? item.journey.peers : item.journey.destinations;
    return { item, networks, known: new Set(networks) };
  });
  const groups = new Map<string, { peers: Cidr[]; findings: Findings }>();
  for (const peer of peers) {
    const of = <T extends { networks: readonly Cidr[]; known: ReadonlySet<Cidr> }>(list: readonly T[]) =>
      list.flatMap((entry, at) => (touches(entry.networks, entry.known, peer) ? [{ at, entry }] : []));
    const [seen, ended] = [of(sightings), of(arrivals)];
    const key = JSON.stringify([seen.map(({ at }) => at), ended.map(({ at }) => at)]);
    const group = groups.get(key) ?? {
      peers: [],
      findings: { sightings: seen.map(({ entry }) => entry.item), arrivals: ended.map(({ entry }) => entry.item) },
    };
    group.peers.push(peer);
    groups.set(key, group);
  }
  return [...groups.values()];
};

const unlooked = (
  request: PathRequest,
  peers: readonly Cidr[],
  proof: Pick<PathProof, 'outcome' | 'reason'>,
): FoundPath => ({
  peers,
  sightings: [],
  proof: {
    interfaceId: request.subject.interfaceId,
    ...(peers.length > 0 && { destination: peers.join(', ') }),
    confidence: proof.outcome === 'unknown' ? 'unknown' : 'proven',
    hops: [],
    firewallArns: [],
    ...proof,
  },
});

/** Why a peer has no way at all, before any route is read. */
const hopeless = ({ ours }: PathRequest, peer: Cidr): string | undefined => {
  const kind = unroutableKind(peer);
  if (kind !== undefined) return `${peer} is ${kind}: it is never routed`;
  if (ours.some((address) => familyOf(address) === familyOf(peer))) return undefined;
  return `the interface has no IPv${familyOf(peer)} address`;
};

const lookFor = (index: NetworkIndex, request: PathRequest, peers: readonly Cidr[]): FoundPaths => {
  const { subject, ours } = request;
  const subnet = index.subnet(subject.subnetId);
  const { account, region, vpcId } = subject;
  if (!subnet) {
    const reason = `${subject.subnetId} could not be read`;
    const paths = [unlooked(request, peers, { outcome: 'unknown', reason })];
    return { paths, needs: [{ kind: 'vpc', account, region, id: vpcId }] };
  }
  const anybody = peers.length === 0;
  const families = new Set(ours.map(familyOf));
  const destinations = anybody ? ANYBODY.filter((cidr) => families.has(familyOf(cidr))) : peers;
  const findings = explore(index, startOf(request, subnet, destinations), anybody ? vpcId : undefined);
  const groups = anybody ? [{ peers: [], findings }] : grouped(findings, peers);
  return {
    paths: groups.map((group) => ({
      peers: group.peers,
      proof: proofOf(subject, group.peers, group.findings),
      sightings: group.findings.sightings.filter(isUsable),
    })),
    needs: findings.arrivals.flatMap((arrival) => arrival.needs),
  };
};

/** Finds the firewalls that see an interface's traffic with its peers, in both directions, with the routes that prove it.
 * Where the peer is anybody, every route of the subject's table counts. */
export const findPaths = (index: NetworkIndex, request: PathRequest): FoundPaths => {
  const refused = request.peers.flatMap((peer) => {
    const reason = hopeless(request, peer);
    return reason === undefined ? [] : [{ peer, reason }];
  });
  const lookedFor = request.peers.filter((peer) => !refused.some((entry) => entry.peer === peer));
  const found =
    request.peers.length > 0 && lookedFor.length === 0 ? { paths: [], needs: [] } : lookFor(index, request, lookedFor);
  return {
    paths: [
      ...found.paths,
      ...refused.map(({ peer, reason }) => unlooked(request, [peer], { outcome: 'not-on-path', reason })),
    ],
    needs: found.needs,
  };
};
