import type { Address } from '../domain/address.ts';
import type { Subject } from '../domain/lead.ts';
import type { Tuple } from '../domain/tuple.ts';
import { anywhere, tuplesOf } from './conversation.ts';
import { ignoring, type Verdict } from './finding-facts.ts';
import { demote, type Issues, newIssues } from './issues.ts';
import { at, firstPresent, items, type JsonNode, numberOf, present, scalars, textOf, wordOf } from './json-node.ts';
import { readAddresses, readDirection, readPort } from './read-conversation.ts';
import { linkedSubjects, type SequenceResource } from './sequence-resources.ts';
import { parseTimeMs } from './values.ts';

/** One endpoint of a sequence, seen from one resource by one signal. */
interface Link {
  readonly endpoint: JsonNode;
  readonly resource: SequenceResource | undefined;
  readonly lastSeenMs?: number;
  readonly severity?: number;
}

/** Signals whose remote side called an AWS API: no flow in a VPC. */
const apiSignals: ReadonlySet<string> = new Set(['cloud_trail', 's3_data_events', 'eks_audit_logs']);

const idsIn = (node: JsonNode): readonly string[] => scalars(node).flatMap((one) => textOf(one) ?? []);

const severityOf = (node: JsonNode): number | undefined => {
  const severity = numberOf(node);
  return severity !== undefined && severity >= 0 && severity <= 10 ? severity : undefined;
};

/** The resources that a signal names: `resourceUids` in GuardDuty, `ResourceIds` in Security Hub. */
const resourcesOf = (signal: JsonNode, resources: ReadonlyMap<string, SequenceResource>) =>
  [...idsIn(at(signal, 'resourceUids')), ...idsIn(at(signal, 'resourceIds'))].flatMap(
    (uid) => resources.get(uid) ?? [],
  );

/** Endpoints and resources meet only in signals. */
const linksOf = (
  signal: JsonNode,
  endpoints: ReadonlyMap<string, JsonNode>,
  resources: ReadonlyMap<string, SequenceResource>,
) => {
  const seen = firstPresent(at(signal, 'lastSeenAt'), at(signal, 'updatedAt'));
  const times = { lastSeenMs: parseTimeMs(seen.value), severity: severityOf(at(signal, 'severity')) };
  const ours = resourcesOf(signal, resources);
  const theirs = idsIn(at(signal, 'endpointIds')).flatMap((id) => endpoints.get(id) ?? []);
  return theirs.flatMap((endpoint) => ours.map((resource): Link => ({ endpoint, resource, ...times })));
};

const localAddresses = ({ resource }: Link): readonly Address[] => resource?.addresses ?? [];

/** Which side a port belongs to is not documented; only for connections that we opened is it surely the far side's. */
const linkTuples = (link: Link, issues: Issues): readonly Tuple[] => {
  const { endpoint, lastSeenMs, severity } = link;
  const own = newIssues();
  const remote = readAddresses([at(endpoint, 'ip')], own);
  const direction = readDirection(at(endpoint, 'connection', 'direction'));
  const ports = direction === 'outbound' ? { remotePorts: readPort(at(endpoint, 'port'), own) } : {};
  demote(own, issues);
  if (remote.length === 0) return [];
  const base = { local: localAddresses(link), remote, ...ports, direction, lastSeenMs, severity };
  return tuplesOf({ ...base, what: 'endpoint of the sequence' });
};

const isDomainOnly = ({ endpoint }: Link): boolean => !present(at(endpoint, 'ip')) && present(at(endpoint, 'domain'));

const byId = (nodes: readonly JsonNode[]): ReadonlyMap<string, JsonNode> =>
  new Map(
    nodes.flatMap((node): [string, JsonNode][] => {
      const id = textOf(at(node, 'id'));
      return id === undefined ? [] : [[id, node]];
    }),
  );

const linked = (sequence: JsonNode, resources: readonly SequenceResource[]): readonly Link[] => {
  const endpoints = items(at(sequence, 'endpoints'));
  const signals = items(at(sequence, 'signals'));
  const byUid = new Map(resources.map((one) => [one.uid, one]));
  const flows = signals.filter((signal) => !apiSignals.has(wordOf(at(signal, 'type'))));
  const links = flows.flatMap((signal) => linksOf(signal, byId(endpoints), byUid));
  const joins = signals.some((signal) => present(at(signal, 'endpointIds')));
  return joins ? links : endpoints.map((endpoint) => ({ endpoint, resource: undefined }));
};

/** What an attack sequence or a custom detection rule's finding asks for: each endpoint with the resources that a signal
 * ties it to. Sequences about identities and buckets have no network side. */
export const sequenceVerdict = (
  sequence: JsonNode,
  resources: readonly SequenceResource[],
  lastSeenMs: number | undefined,
  issues: Issues,
): Verdict => {
  const everyone = resources.flatMap(({ subjects }) => subjects);
  if (everyone.length === 0) return ignoring('the sequence names no resource with a network side');
  const links = linked(sequence, resources);
  const tuples = links.flatMap((link) => linkTuples({ lastSeenMs, ...link }, issues));
  const subjects: readonly Subject[] = linkedSubjects(
    links.flatMap(({ resource }) => resource ?? []),
    everyone,
  );
  if (tuples.length > 0) return { outcome: 'lead', reason: '', subjects, tuples };
  const why = 'domain of the sequence, which names no address';
  if (links.some(isDomainOnly)) return { outcome: 'lead', reason: '', subjects, tuples: anywhere(why, { lastSeenMs }) };
  for (const { endpoint } of links) readAddresses([at(endpoint, 'ip')], issues);
  if (issues.problems.length > 0) return { outcome: 'lead', reason: '', subjects, tuples: [] };
  return ignoring('no endpoint of the sequence has an address (policy: triggers.captureWithoutNetworkAction)', {
    subjects,
    tuples: anywhere('resource of a sequence without endpoints', { lastSeenMs }),
  });
};
