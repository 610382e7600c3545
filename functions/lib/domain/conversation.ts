import { type Cidr, contains } from './address.ts';
import type { FlowFilter } from './flow-filter.ts';
import { portsCover, portText } from './port-range.ts';
import { capturableProtocols, hasPorts, protocolName, sortedProtocols } from './protocol.ts';
import type { PortRange, Tuple } from './tuple.ts';

/** Two ends that talk, from which a filter and its mirror are made. With a service port, `server` is the end that serves
 * it; without one the ends are interchangeable. An absent end is any address; at least one end is a subject's. */
export interface Conversation {
  readonly client?: Cidr;
  readonly server?: Cidr;
  readonly servicePort?: PortRange;
  /** Ascending; empty means any. */
  readonly protocols: readonly number[];
  readonly reason: string;
  /** The tuples that asked for it, the most pressing first; never empty. */
  readonly origins: readonly Tuple[];
}

/** Only the service's port tells conversations apart; the other end's is ephemeral. */
const servicePortOf = (tuple: Tuple): PortRange | undefined => {
  if (tuple.direction === 'outbound') return tuple.peerPort;
  return tuple.direction === 'inbound' ? tuple.subjectPort : undefined;
};

const unseenNote = (unseen: readonly number[], left: readonly number[]): string => {
  if (unseen.length === 0) return '';
  const names = unseen.map(protocolName).join(', ');
  return `; captures do not see ${names}${left.length === 0 ? ', so any protocol and port' : ''}`;
};

/** The conversations that a tuple stands for: one, or two where it names a port together with a protocol without ports. */
export const conversationsOf = (tuple: Tuple): readonly Conversation[] => {
  const protocols = sortedProtocols(tuple.protocols.filter((protocol) => capturableProtocols.includes(protocol)));
  const unseen = tuple.protocols.filter((protocol) => !capturableProtocols.includes(protocol));
  const open = protocols.length === 0 && unseen.length > 0;
  const reason = tuple.reason + unseenNote(unseen, protocols);
  const ends =
    tuple.direction === 'inbound'
      ? { client: tuple.peer, server: tuple.subject }
      : { client: tuple.subject, server: tuple.peer };
  const servicePort = open ? undefined : servicePortOf(tuple);
  if (servicePort === undefined) return [{ ...ends, protocols, reason, origins: [tuple] }];
  const withPorts = protocols.filter(hasPorts);
  const without = protocols.filter((protocol) => !hasPorts(protocol));
  return [
    ...(withPorts.length > 0 || without.length === 0
      ? [{ ...ends, servicePort, protocols: withPorts, reason, origins: [tuple] }]
      : []),
    ...(without.length > 0 ? [{ ...ends, protocols: without, reason, origins: [tuple] }] : []),
  ];
};

const filterOf = (
  source: Cidr | undefined,
  destination: Cidr | undefined,
  ports: Pick<FlowFilter, 'sourcePort' | 'destinationPort'>,
  protocols: readonly number[],
): FlowFilter => ({
  ...(source === undefined ? {} : { source }),
  ...(destination === undefined ? {} : { destination }),
  ...ports,
  protocols,
});

/** The filter from client to server, and its mirror; which way a firewall matches is not documented. */
export const filtersOf = (
  conversation: Conversation,
): { readonly forward: FlowFilter; readonly mirror: FlowFilter } => {
  const { client, server, servicePort, protocols } = conversation;
  const port = servicePort === undefined ? {} : { destinationPort: servicePort };
  const mirroredPort = servicePort === undefined ? {} : { sourcePort: servicePort };
  return {
    forward: filterOf(client, server, port, protocols),
    mirror: filterOf(server, client, mirroredPort, protocols),
  };
};

/** One text for the two ends; without a service port their order does not matter. */
export const endsKey = ({ client, server, servicePort }: Conversation): string =>
  JSON.stringify(
    servicePort === undefined ? [client ?? '', server ?? ''].sort() : ['port', client ?? '', server ?? ''],
  );

/** One text for what a conversation admits, its protocols left out. */
export const endsAndPortKey = (conversation: Conversation): string =>
  `${endsKey(conversation)} ${conversation.servicePort === undefined ? '' : portText(conversation.servicePort)}`;

const endCovers = (outer: Cidr | undefined, inner: Cidr | undefined): boolean =>
  outer === undefined || outer === inner || (inner !== undefined && contains(outer, inner));

const protocolsCover = (outer: readonly number[], inner: readonly number[]): boolean =>
  outer.length === 0 || (inner.length > 0 && inner.every((protocol) => outer.includes(protocol)));

/** Whether `outer` admits every flow that `inner` admits, so that `inner` adds nothing. */
export const covers = (outer: Conversation, inner: Conversation): boolean => {
  if (!protocolsCover(outer.protocols, inner.protocols)) return false;
  const straight = endCovers(outer.client, inner.client) && endCovers(outer.server, inner.server);
  if (outer.servicePort !== undefined)
    return straight && inner.servicePort !== undefined && portsCover(outer.servicePort, inner.servicePort);
  return straight || (endCovers(outer.client, inner.server) && endCovers(outer.server, inner.client));
};
