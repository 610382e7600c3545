import { type Address, parseAddress } from '../domain/address.ts';
import { isPrivate } from '../domain/address-kind.ts';
import type { Tuple } from '../domain/tuple.ts';
import type { Endpoint } from './endpoints.ts';
import type { TypeRule } from './finding-types.ts';
import { absorb, demote, type Issues, newIssues } from './issues.ts';
import {
  at,
  firstPresent,
  flagOf,
  isObject,
  type JsonNode,
  numberOf,
  present,
  rootNode,
  textOf,
  wordOf,
} from './json-node.ts';
import { readAddresses, readDirection } from './read-conversation.ts';
import { endpointTuples } from './security-hub-network.ts';

const endpointOf = (evidence: JsonNode, name: string, issues: Issues): Endpoint => {
  const endpoint = at(evidence, name);
  return { addresses: readAddresses([at(endpoint, 'ip')], issues), port: at(endpoint, 'port') };
};

/** OCSF `direction_id`: 1 inbound, 2 outbound (OCSF schema, network_connection_info). */
const directionNode = (info: JsonNode): JsonNode => {
  const id = numberOf(at(info, 'direction_id'));
  const word = id === 1 ? 'inbound' : id === 2 ? 'outbound' : undefined;
  const told = at(info, 'direction');
  return present(told) || word === undefined ? told : rootNode(word, told.path);
};

const protocolNode = (info: JsonNode): JsonNode =>
  firstPresent(at(info, 'protocol_name'), at(info, 'protocol_num'), at(info, 'protocol_number'));

const asksName = (evidence: JsonNode): boolean => present(at(evidence, 'query', 'hostname'));

/** Our side's address, and of the far side the name alone. */
const namesFarSide = (evidence: JsonNode): boolean => {
  const [source, destination] = [at(evidence, 'src_endpoint'), at(evidence, 'dst_endpoint')];
  if (present(at(destination, 'ip')) || !hasName(destination)) return false;
  const address = parseAddress(at(source, 'ip').value);
  const direction = readDirection(directionNode(at(evidence, 'connection_info')));
  return direction === 'outbound' || (direction === 'unknown' && address !== undefined && isPrivate(address));
};

const hasName = (endpoint: JsonNode): boolean =>
  ['domain', 'hostname', 'uid'].some((name) => present(at(endpoint, name)));

/** Evidence with at least one address. An API call's caller is no end of a flow of ours, and who asks for a name is one
 * end alone. */
const isConnection = (evidence: JsonNode): boolean =>
  present(at(evidence, 'dst_endpoint', 'ip')) ||
  (present(at(evidence, 'src_endpoint', 'ip')) &&
    !isObject(at(evidence, 'api')) &&
    !asksName(evidence) &&
    !namesFarSide(evidence));

/** Evidence that names a far side, but only by domain. */
const isDomainOnly = (evidence: JsonNode): boolean =>
  !isConnection(evidence) &&
  !isObject(at(evidence, 'api')) &&
  ['src_endpoint', 'dst_endpoint'].some((end) => hasName(at(evidence, end)));

/** A DNS query that the finding is about, without any far address (OCSF, DNS query object). */
const isQuery = (evidence: JsonNode): boolean =>
  !isConnection(evidence) && !isObject(at(evidence, 'api')) && asksName(evidence);

/** Who asked for a name, or called it. */
const askerOf = (evidence: JsonNode): readonly Address[] =>
  isQuery(evidence) || (isDomainOnly(evidence) && namesFarSide(evidence))
    ? readAddresses([at(evidence, 'src_endpoint', 'ip')], newIssues())
    : [];

export interface OcsfEvidence {
  readonly tuples: readonly Tuple[];
  /** There is evidence of a connection, be it broken. */
  readonly connections: number;
  readonly domains: number;
  readonly queries: number;
  /** Our hosts that asked for names or called them, where the evidence tells. */
  readonly askers: readonly Address[];
  readonly apiCalls: number;
  readonly blocked: boolean;
}

interface EvidenceContext {
  readonly rule: TypeRule;
  readonly own: readonly Address[];
  readonly lastSeenMs?: number;
}

const tuplesOfOne = (
  evidence: JsonNode,
  { rule, own, lastSeenMs }: EvidenceContext,
  issues: Issues,
): readonly Tuple[] => {
  const info = at(evidence, 'connection_info');
  const told = {
    source: endpointOf(evidence, 'src_endpoint', issues),
    destination: endpointOf(evidence, 'dst_endpoint', issues),
    direction: directionNode(info),
    protocol: protocolNode(info),
    role: wordOf(at(evidence, 'data', 'resource_role')),
    own,
    lastSeenMs,
  };
  return endpointTuples(told, rule, at(evidence, 'dst_endpoint', 'ip'), issues);
};

const saysBlocked = (evidence: JsonNode): boolean =>
  flagOf(at(evidence, 'data', 'blocked')) ||
  flagOf(at(evidence, 'blocked')) ||
  textOf(at(evidence, 'action')) === 'Denied';

/** Every conversation that a finding's evidence tells. Broken evidence is left out; when all is broken it refuses. */
export const readEvidence = (
  evidences: readonly JsonNode[],
  context: EvidenceContext,
  issues: Issues,
): OcsfEvidence => {
  const connections = evidences.filter(isConnection);
  const open = connections.filter((evidence) => !saysBlocked(evidence));
  const read = open.map((evidence) => {
    const own = newIssues();
    return { tuples: tuplesOfOne(evidence, context, own), own };
  });
  const tuples = read.flatMap(({ tuples: some, own }) => (own.problems.length === 0 ? some : []));
  for (const { own } of read) (tuples.length > 0 ? demote : absorb)(own, issues);
  return {
    tuples,
    connections: connections.length,
    domains: evidences.filter(isDomainOnly).length,
    queries: evidences.filter(isQuery).length,
    askers: [...new Set(evidences.flatMap(askerOf))],
    apiCalls: evidences.filter((evidence) => isObject(at(evidence, 'api'))).length,
    blocked: connections.length > 0 && open.length === 0,
  };
};
