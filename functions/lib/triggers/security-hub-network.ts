import type { Address } from '../domain/address.ts';
import type { Tuple } from '../domain/tuple.ts';
import { tuplesOf } from './conversation.ts';
import { type Endpoint, orient } from './endpoints.ts';
import type { TypeRule } from './finding-types.ts';
import { demote, type Issues, newIssues } from './issues.ts';
import { at, firstPresent, items, type JsonNode, present, scalars } from './json-node.ts';
import { ADDRESS_ALLOWED, readAddresses, readDirection, readPort, refuseMissing } from './read-conversation.ts';
import { shapedTuples } from './shape-conversation.ts';

export interface ToldEndpoints {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly direction: JsonNode;
  readonly protocol: JsonNode;
  readonly own: readonly Address[];
  readonly role?: string;
  readonly lastSeenMs?: number;
}

/** Tuples of a connection told as source and destination. Without any far address there is nothing to look for. */
export const endpointTuples = (
  told: ToldEndpoints,
  rule: TypeRule,
  missing: JsonNode,
  issues: Issues,
): readonly Tuple[] => {
  const { local, remote, direction } = orient(told.source, told.destination, readDirection(told.direction), told.own);
  if (remote.addresses.length === 0 && rule.look !== 'sweep') {
    if (issues.problems.length === 0) refuseMissing(missing, ADDRESS_ALLOWED, issues);
    return [];
  }
  const { protocol, role = '', lastSeenMs } = told;
  return shapedTuples(
    {
      local: local.addresses,
      remote: remote.addresses,
      localPort: local.port,
      remotePort: remote.port,
      protocol,
      direction,
      role,
      lastSeenMs,
    },
    rule,
    issues,
  );
};

const end = (network: JsonNode, side: 'Source' | 'Destination', issues: Issues): Endpoint => ({
  addresses: readAddresses([at(network, `${side}IpV4`), at(network, `${side}IpV6`)], issues),
  port: at(network, `${side}Port`),
});

const hasAddresses = (network: JsonNode): boolean =>
  ['SourceIpV4', 'SourceIpV6', 'DestinationIpV4', 'DestinationIpV6'].some((name) => present(at(network, name)));

/** Our side called a domain, which is not resolved. */
const callsDomain = (network: JsonNode): boolean =>
  readDirection(at(network, 'Direction')) !== 'inbound' &&
  present(at(network, 'DestinationDomain')) &&
  !['DestinationIpV4', 'DestinationIpV6'].some((name) => present(at(network, name)));

/** Our side to anywhere, on the port that it called. */
const domainTuples = (network: JsonNode, lastSeenMs: number | undefined, issues: Issues): readonly Tuple[] =>
  tuplesOf({
    local: end(network, 'Source', issues).addresses,
    remote: [],
    remotePorts: readPort(at(network, 'DestinationPort'), issues),
    protocol: at(network, 'Protocol').value,
    direction: 'outbound',
    lastSeenMs,
    what: 'call to a domain',
  });

interface NetworkContext {
  readonly own: readonly Address[];
  readonly lastSeenMs?: number;
}

const CONVERSATION: TypeRule = { look: 'conversation' };

/** ASFF `Network`: one connection. Undefined where it names no address, only an open port range for example. */
export const networkTuples = (
  network: JsonNode,
  context: NetworkContext,
  issues: Issues,
): readonly Tuple[] | undefined => {
  if (!hasAddresses(network)) return undefined;
  if (callsDomain(network)) return domainTuples(network, context.lastSeenMs, issues);
  const told = {
    source: end(network, 'Source', issues),
    destination: end(network, 'Destination', issues),
    direction: at(network, 'Direction'),
    protocol: at(network, 'Protocol'),
    ...context,
  };
  return endpointTuples(told, CONVERSATION, at(network, 'DestinationIpV4'), issues);
};

const pathEnd = (end: JsonNode, issues: Issues): Endpoint => {
  const [ports] = items(at(end, 'PortRanges'));
  const begin = ports === undefined ? at(end, 'Port') : at(ports, 'Begin');
  const isOnePort = ports === undefined || at(ports, 'Begin').value === at(ports, 'End').value;
  return {
    addresses: readAddresses(scalars(firstPresent(at(end, 'Address'), at(end, 'Addresses'))), issues),
    port: isOnePort ? begin : { value: undefined, path: begin.path },
  };
};

/** ASFF `NetworkPath`: each component's packet headers. Networks and open ends are noted, they are no conversation. */
export const networkPathTuples = (path: JsonNode, context: NetworkContext, issues: Issues): readonly Tuple[] => {
  const headers = items(path)
    .flatMap((component) => [at(component, 'Ingress'), at(component, 'Egress')])
    .filter(present);
  return headers.flatMap((header) => {
    const own = newIssues();
    const source = pathEnd(at(header, 'Source'), own);
    const destination = pathEnd(at(header, 'Destination'), own);
    const told = {
      source,
      destination,
      direction: at(header, 'Direction'),
      protocol: at(header, 'Protocol'),
      ...context,
    };
    const tuples = endpointTuples(told, CONVERSATION, at(header, 'Destination', 'Address'), own);
    demote(own, issues);
    return own.problems.length === 0 ? tuples : [];
  });
};
