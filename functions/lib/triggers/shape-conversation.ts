import type { Address } from '../domain/address.ts';
import type { Direction, PortRange, Tuple } from '../domain/tuple.ts';
import { tuplesOf } from './conversation.ts';
import type { TypeRule } from './finding-types.ts';
import type { Issues } from './issues.ts';
import type { JsonNode } from './json-node.ts';
import { readPort } from './read-conversation.ts';
import { parsePort } from './values.ts';

/** A connection as a finding tells it, before the rule of the finding's type is applied. */
export interface ToldConnection {
  readonly local: readonly Address[];
  readonly remote: readonly Address[];
  readonly localPort: JsonNode;
  readonly remotePort: JsonNode;
  readonly protocol: JsonNode;
  readonly direction: Direction;
  /** `target` or `actor`, or anything else. */
  readonly role: string;
  readonly lastSeenMs?: number;
}

const within = (port: number | undefined, range: PortRange | undefined): boolean =>
  port !== undefined && range !== undefined && port >= range.from && port <= range.to;

/** Who opened it. In brute-force findings the service's port tells, then the role, then the direction in the event. */
const directionOf = ({ direction, role, localPort, remotePort }: ToldConnection, rule: TypeRule): Direction => {
  if (!rule.roleTellsDirection) return direction;
  const local = within(parsePort(localPort.value), rule.service);
  const remote = within(parsePort(remotePort.value), rule.service);
  if (local !== remote) return local ? 'inbound' : 'outbound';
  if (role === 'target') return 'inbound';
  return role === 'actor' ? 'outbound' : direction;
};

/** The called side's port: only that one is read, the caller's may be anything. */
const portsOf = (told: ToldConnection, direction: Direction, rule: TypeRule, issues: Issues) => {
  if (rule.look === 'host-pair' || direction === 'unknown') return {};
  const ports = readPort(direction === 'inbound' ? told.localPort : told.remotePort, issues) ?? rule.service;
  return direction === 'inbound' ? { localPorts: ports } : { remotePorts: ports };
};

/** Tuples of one connection under the rule of its finding type. A sweep keeps the port and opens the far side. */
export const shapedTuples = (told: ToldConnection, rule: TypeRule, issues: Issues): readonly Tuple[] => {
  const sweep = rule.look === 'sweep';
  const direction = sweep ? 'outbound' : directionOf(told, rule);
  return tuplesOf({
    local: told.local,
    remote: sweep ? [] : told.remote,
    ...portsOf(told, direction, rule, issues),
    protocol: told.protocol.value,
    alsoProtocols: rule.protocols,
    direction,
    lastSeenMs: told.lastSeenMs,
    what: sweep ? 'port sweep' : 'connection',
  });
};
