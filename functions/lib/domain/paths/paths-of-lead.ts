import type { Cidr } from '../address.ts';
import type { DroppedTuple } from '../flow-filter.ts';
import type { Lead } from '../lead.ts';
import type { NetworkIndex } from '../network/network-index.ts';
import type { AffectedInterface } from '../plan.ts';
import type { Tuple } from '../tuple.ts';
import { placeOfArn } from './capture-scope.ts';
import { withDatabasePorts } from './database-ports.ts';
import { type Demand, demandsOf } from './demands.ts';
import { type FoundPath, findPaths } from './find-paths.ts';
import type { Need } from './journey.ts';
import { declaredPath, declaredZones, type FirewallOverride, overridesFor } from './overrides.ts';
import { concerns, type ResolvedSubjects, resolveSubjects, type SubjectLimits } from './resolve-subjects.ts';

export interface PathLimits extends SubjectLimits {
  readonly firewallOverrides: readonly FirewallOverride[];
}

/** What a lead's traffic meets. */
export interface PathFindings {
  readonly subjects: ResolvedSubjects;
  readonly paths: readonly FoundPath[];
  readonly demands: readonly Demand[];
  /** Tuples that no firewall can be asked for. */
  readonly dropped: readonly DroppedTuple[];
  /** What must still be read to say more. */
  readonly needs: readonly Need[];
}

const REPORTED = 'the firewall itself reported it';

const peersOf = (tuples: readonly Tuple[]): readonly Cidr[] => [
  ...new Set(tuples.flatMap(({ peer }) => (peer === undefined ? [] : [peer]))),
];

/** One look for everybody that a peer is named for, one for anybody. */
const lookUp = (index: NetworkIndex, subject: AffectedInterface, tuples: readonly Tuple[]) => {
  const peers = peersOf(tuples);
  const anybody = tuples.some(({ peer }) => peer === undefined);
  const request = { subject, ours: subject.addresses };
  const found = [
    ...(peers.length > 0 ? [findPaths(index, { ...request, peers })] : []),
    ...(anybody ? [findPaths(index, { ...request, peers: [] })] : []),
  ];
  return { paths: found.flatMap(({ paths }) => paths), needs: found.flatMap(({ needs }) => needs) };
};

const overridden = (
  index: NetworkIndex,
  subject: AffectedInterface,
  { tuples, overrides }: { readonly tuples: readonly Tuple[]; readonly overrides: readonly FirewallOverride[] },
) => {
  const zones = overrides.flatMap(({ firewallArn, availabilityZones }) =>
    declaredZones(index, firewallArn, availabilityZones).map((zone) => ({ ...zone, firewallArn })),
  );
  const because = `policy names ${overrides.map(({ firewallArn }) => firewallArn).join(', ')} for it`;
  const declared = { zones, because };
  const peers = peersOf(tuples);
  return {
    paths: [
      ...(peers.length > 0 ? [declaredPath(subject, peers, declared)] : []),
      ...(tuples.some(({ peer }) => peer === undefined) ? [declaredPath(subject, [], declared)] : []),
    ],
    needs: [],
  };
};

/** Names are unique in an account's Region only; where the alert tells neither, every firewall of the name is meant. */
const isNamed = (firewallArn: string, lead: Pick<Lead, 'account' | 'region'>): boolean => {
  const { account, region } = placeOfArn(firewallArn);
  return (lead.account ?? account) === account && (lead.region ?? region) === region;
};

/** The firewalls that the lead names: they reported it, so they see it whatever the routes say. */
const reporters = (index: NetworkIndex, lead: Lead) =>
  lead.subjects.flatMap((subject) =>
    subject.kind === 'firewall'
      ? index.network.firewalls
          .filter(({ name, firewallArn }) => name === subject.firewallName && isNamed(firewallArn, lead))
          .flatMap(({ firewallArn }) => declaredZones(index, firewallArn, []).map((zone) => ({ ...zone, firewallArn })))
      : [],
  );

/** Tuples that found no firewall, asked of the firewall that reported them. */
const askReporters = (index: NetworkIndex, lead: Lead, findings: Omit<PathFindings, 'subjects' | 'needs'>) => {
  const zones = reporters(index, lead);
  const orphans = findings.dropped.map(({ tuple }) => tuple).filter(({ subject, peer }) => subject && peer);
  if (zones.length === 0 || orphans.length === 0) return findings;
  const subject = { interfaceId: 'unknown', addresses: [] };
  const path = declaredPath(subject, peersOf(orphans), { zones, because: REPORTED });
  const asked = new Set(orphans);
  return {
    paths: [...findings.paths, path],
    demands: [
      ...findings.demands,
      ...path.sightings.flatMap((sighting) => orphans.map((tuple) => ({ sighting, tuple }))),
    ],
    dropped: findings.dropped.filter(({ tuple }) => !asked.has(tuple)),
  };
};

/** A tuple is dropped when no interface found a firewall for it. */
const droppedByAll = (dropped: readonly DroppedTuple[], demanded: ReadonlySet<Tuple>): readonly DroppedTuple[] => {
  const reasons = new Map<Tuple, string[]>();
  for (const { tuple, reason } of dropped)
    if (!demanded.has(tuple)) reasons.set(tuple, [...(reasons.get(tuple) ?? []), reason]);
  return [...reasons].map(([tuple, all]) => ({ tuple, reason: [...new Set(all)].slice(0, 3).join('; ') }));
};

/** Finds who is affected, which way their traffic goes, and which firewalls to ask for what. */
export const pathsOfLead = (told: Lead, index: NetworkIndex, limits: PathLimits): PathFindings => {
  const lead = { ...told, tuples: withDatabasePorts(told, index.network.databases) };
  const subjects = resolveSubjects(lead, index, limits);
  const { interfaces } = subjects;
  const claimed = (tuple: Tuple) => interfaces.some((subject) => concerns(index, subject, tuple));
  const demanded = new Set<Tuple>();
  const each = interfaces.map((subject) => {
    const tuples = lead.tuples.filter((tuple) => concerns(index, subject, tuple) || !claimed(tuple));
    const overrides = overridesFor(limits.firewallOverrides, subject);
    const found =
      overrides.length > 0 ? overridden(index, subject, { tuples, overrides }) : lookUp(index, subject, tuples);
    const { demands, dropped } = demandsOf(index, { subject, tuples, paths: found.paths });
    const lost = new Set(dropped.map(({ tuple }) => tuple));
    for (const tuple of tuples) if (!lost.has(tuple)) demanded.add(tuple);
    return { ...found, demands, dropped };
  });
  const homeless =
    interfaces.length > 0
      ? []
      : lead.tuples.map((tuple) => ({ tuple, reason: 'no interface of the subject was found' }));
  const findings = askReporters(index, lead, {
    paths: each.flatMap(({ paths }) => paths),
    demands: each.flatMap(({ demands }) => demands),
    dropped: [
      ...droppedByAll(
        each.flatMap(({ dropped }) => dropped),
        demanded,
      ),
      ...homeless,
    ],
  });
  return { subjects, ...findings, needs: each.flatMap(({ needs }) => needs) };
};
