import { type Address, type Family, familyOf, hostCidr, normaliseApiAddress } from '../domain/address.ts';
import type { Subject } from '../domain/lead.ts';
import type { Direction, PortRange, Tuple } from '../domain/tuple.ts';
import { hasPorts, parseProtocol } from './values.ts';

/** One conversation as a trigger tells it: both sides, still with both ports. */
export interface Conversation {
  /** Addresses of our side; none means those of the subjects' interfaces. */
  readonly local: readonly Address[];
  /** Addresses of the far side; none means anywhere. */
  readonly remote: readonly Address[];
  readonly localPorts?: PortRange;
  readonly remotePorts?: PortRange;
  /** As the trigger writes it; unknown ones leave the protocol open. */
  readonly protocol?: unknown;
  /** Protocols to look for beside the trigger's. */
  readonly alsoProtocols?: readonly number[];
  readonly direction: Direction;
  readonly lastSeenMs?: number;
  readonly severity?: number;
  /** What the trigger says happened, in words of ours: `port probe`, `connection`. */
  readonly what: string;
}

export const onePort = (port: number | undefined): PortRange | undefined =>
  port === undefined ? undefined : { from: port, to: port };

const families = [4, 6] as const;

const protocolsOf = ({ protocol, alsoProtocols = [] }: Conversation, family: Family): readonly number[] => {
  const own = parseProtocol(protocol, family);
  const all = new Set([...(own === undefined ? [] : [own]), ...alsoProtocols]);
  return [...all].toSorted((a, b) => a - b);
};

const portText = (ports: PortRange | undefined): string => {
  if (ports === undefined) return '';
  return ports.from === ports.to ? ` port ${ports.from}` : ` ports ${ports.from} to ${ports.to}`;
};

const reasonFor = (what: string, tuple: Omit<Tuple, 'reason'>): string => {
  const subject = tuple.subject ?? 'the subject';
  const peer = tuple.peer ?? 'anywhere';
  if (tuple.direction === 'inbound') return `${what}: ${peer} to ${subject}${portText(tuple.subjectPort)}`;
  if (tuple.direction === 'outbound') return `${what}: ${subject} to ${peer}${portText(tuple.peerPort)}`;
  return `${what}: ${subject} and ${peer}, either may have opened it`;
};

/** Keeps the port of the side that was called, and drops the caller's: that one is ephemeral. */
const servicePort = (conversation: Conversation, protocols: readonly number[]) => {
  if (protocols.length > 0 && !protocols.some(hasPorts)) return {};
  if (conversation.direction === 'inbound' && conversation.localPorts) return { subjectPort: conversation.localPorts };
  if (conversation.direction === 'outbound' && conversation.remotePorts) return { peerPort: conversation.remotePorts };
  return {};
};

const tupleFor = (conversation: Conversation, local: Address | undefined, remote: Address | undefined): Tuple => {
  const known = local ?? remote;
  const protocols = protocolsOf(conversation, known === undefined ? 4 : familyOf(known));
  const { direction, lastSeenMs, severity } = conversation;
  const tuple = {
    ...(local === undefined ? {} : { subject: hostCidr(local) }),
    ...(remote === undefined ? {} : { peer: hostCidr(remote) }),
    ...servicePort(conversation, protocols),
    protocols,
    direction,
    ...(lastSeenMs === undefined ? {} : { lastSeenMs }),
    ...(severity === undefined ? {} : { severity }),
  };
  return { ...tuple, reason: reasonFor(conversation.what, tuple) };
};

/** One local side for each remote one, within a family. A side that names no address of the family stays open, except
 * that an open remote side is open for every local address. */
const pairs = ({ local, remote }: Conversation): readonly (readonly [Address?, Address?])[] => {
  if (remote.length === 0) return local.length === 0 ? [[undefined, undefined]] : local.map((one) => [one, undefined]);
  return families.flatMap((family) => {
    const ours = local.filter((address) => familyOf(address) === family);
    return remote
      .filter((address) => familyOf(address) === family)
      .flatMap((theirs): (readonly [Address?, Address?])[] =>
        ours.length === 0 ? [[undefined, theirs]] : ours.map((one) => [one, theirs]),
      );
  });
};

/** Tuples of a conversation: addresses paired within their family, the service's port kept, ephemeral ports dropped. */
export const tuplesOf = (conversation: Conversation): readonly Tuple[] =>
  pairs(conversation).map(([local, remote]) => tupleFor(conversation, local, remote));

const TCP_AND_UDP = [6, 17] as const;

/** The subjects' flows to anywhere, TCP and UDP unless told otherwise: for triggers that name no peer. */
export const anywhere = (what: string, rest: Partial<Conversation> = {}): readonly Tuple[] =>
  tuplesOf({
    local: [],
    alsoProtocols: TCP_AND_UDP,
    direction: 'outbound',
    ...rest,
    remote: [],
    remotePorts: undefined,
    localPorts: undefined,
    what,
  });

const mostOf = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);

/** One of two that say the same: as severe as the worse, as recent as the later. */
const joined = (earlier: Tuple, later: Tuple): Tuple => {
  const severity = mostOf(earlier.severity, later.severity);
  const lastSeenMs = mostOf(earlier.lastSeenMs, later.lastSeenMs);
  return {
    ...earlier,
    ...(severity === undefined ? {} : { severity }),
    ...(lastSeenMs === undefined ? {} : { lastSeenMs }),
  };
};

/** Without those that say the same as an earlier one. */
export const distinctTuples = (tuples: readonly Tuple[]): readonly Tuple[] => {
  const seen = new Map<string, Tuple>();
  for (const tuple of tuples) {
    const { subject, subjectPort, peer, peerPort, protocols, direction } = tuple;
    const identity = JSON.stringify([subject, subjectPort, peer, peerPort, protocols, direction]);
    const earlier = seen.get(identity);
    seen.set(identity, earlier === undefined ? tuple : joined(earlier, tuple));
  }
  return [...seen.values()];
};

/** The subjects' own addresses that tuples name. */
export const subjectAddresses = (tuples: readonly Tuple[]): readonly Address[] => [
  ...new Set(tuples.flatMap(({ subject }) => normaliseApiAddress(subject) ?? [])),
];

/** Addresses stand for the resource where a trigger names none that we could look up. */
export const orAddresses = (subjects: readonly Subject[], addresses: readonly Address[]): readonly Subject[] =>
  subjects.length > 0 ? subjects : addresses.map((address) => ({ kind: 'address', address }));
