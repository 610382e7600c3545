import type { Cidr } from '../address.ts';
import type { AffectedInterface, PathConfidence, PathHop, PathProof } from '../plan.ts';
import { type Arrival, networksText, type Sighting, weakest } from './journey.ts';

/** Endpoints in these states carry traffic (`AttachmentStatus`); an absent status is taken for ready. */
const CARRYING = new Set(['READY', 'SCALING']);

/** A proof is read by people: more hops than this say nothing more. */
const MAX_HOPS = 80;

/** Whether the endpoint that packets pass carries traffic. */
export const isUsable = ({ zone }: Pick<Sighting, 'zone'>): boolean =>
  zone.status === undefined || CARRYING.has(zone.status);

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

const nameOf = (firewallArn: string): string => firewallArn.split('/').at(-1) ?? firewallArn;

const answered = (hop: PathHop): PathHop => ({ ...hop, note: hop.note ? `answer: ${hop.note}` : 'answer' });

interface Findings {
  readonly sightings: readonly Sighting[];
  readonly arrivals: readonly Arrival[];
}

const hopsOf = ({ sightings, arrivals }: Findings): readonly PathHop[] => {
  const there = [
    ...sightings.filter(({ direction }) => direction === 'to-peer'),
    ...arrivals.filter((arrival) => !arrival.isAnswer),
  ];
  const back = [
    ...sightings.filter(({ direction }) => direction === 'from-peer'),
    ...arrivals.filter((arrival) => arrival.isAnswer),
  ];
  const hopsOfOne = (found: Sighting | Arrival) => ('journey' in found ? found.journey.hops : found.hops);
  const all = [...there.flatMap(hopsOfOne), ...back.flatMap(hopsOfOne).map(answered)];
  const once = new Map(all.map((hop) => [JSON.stringify([hop.at, hop.route, hop.note]), hop]));
  return [...once.values()].slice(0, MAX_HOPS);
};

const zoneText = ({ firewallArn, zone, association, translatedBy }: Sighting): string =>
  [
    `${nameOf(firewallArn)} in ${zone.availabilityZone}`,
    ...(association ? [`by association ${nameOf(association.associationArn)}`] : []),
    ...(translatedBy ? [`behind ${translatedBy}`] : []),
  ].join(' ');

const onPath = (
  usable: readonly Sighting[],
  lost: readonly Arrival[],
): Pick<PathProof, 'outcome' | 'confidence' | 'reason'> => {
  const oneWay = new Set(usable.map(({ direction }) => direction)).size === 1;
  const other = lost.length > 0 ? 'is known to pass' : 'passes: routing is asymmetric';
  const notes = [
    ...(oneWay ? [`only one direction ${other}`] : []),
    ...(lost.length > 0
      ? [`not everything could be followed: ${networksText(distinct(lost.map(({ reason }) => reason)))}`]
      : []),
  ];
  const confidence: PathConfidence = weakest([
    ...usable.map((sighting) => sighting.confidence),
    lost.length > 0 ? 'likely' : 'proven',
  ]);
  return {
    outcome: 'on-path',
    confidence,
    reason: [`seen by ${distinct(usable.map(zoneText)).join('; ')}`, ...notes].join('. '),
  };
};

const verdict = ({ sightings, arrivals }: Findings): Pick<PathProof, 'outcome' | 'confidence' | 'reason'> => {
  const usable = sightings.filter(isUsable);
  const lost = arrivals.filter(({ end }) => end === 'unknown');
  if (usable.length > 0) return onPath(usable, lost);
  const [down] = sightings;
  if (down) {
    const reason = `${zoneText(down)} is on the path, but its endpoint is ${down.zone.status}`;
    return { outcome: 'unknown', confidence: 'unknown', reason };
  }
  const reason = distinct((lost.length > 0 ? lost : arrivals).map((arrival) => arrival.reason)).join('; ');
  if (lost.length > 0) return { outcome: 'unknown', confidence: 'unknown', reason };
  const confidence = weakest(arrivals.map(({ journey }) => journey.confidence));
  return {
    outcome: 'not-on-path',
    confidence,
    reason: `no firewall on the way: ${reason || 'its routes lead in a circle'}`,
  };
};

/** What was found, as the case records it. */
export const proofOf = (subject: AffectedInterface, peers: readonly Cidr[], findings: Findings): PathProof => ({
  interfaceId: subject.interfaceId,
  ...(peers.length > 0 && { destination: networksText(peers) }),
  ...verdict(findings),
  hops: hopsOf(findings),
  firewallArns: distinct(findings.sightings.map(({ firewallArn }) => firewallArn)),
});
