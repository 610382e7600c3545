import { type Address, parseAddress } from '../domain/address.ts';
import type { Direction, PortRange } from '../domain/tuple.ts';
import { onePort } from './conversation.ts';
import type { Issues } from './issues.ts';
import { at, items, type JsonNode, present, wordOf } from './json-node.ts';
import { parsePort } from './values.ts';

const NOT_AN_ADDRESS = 'is not an address';
export const ADDRESS_ALLOWED = 'one IPv4 or IPv6 address without prefix length, zone or leading zeros';
export const PORT_ALLOWED = 'a port, 0 to 65535';

/** Every address among the nodes, each once. One that does not parse refuses the trigger, unless another of the same
 * side does parse: then it is only noted. */
export const readAddresses = (nodes: readonly JsonNode[], issues: Issues): readonly Address[] => {
  const given = nodes.filter(present);
  const parsed = given.map((node) => ({ node, address: parseAddress(node.value) }));
  const good = parsed.flatMap(({ address }) => (address === undefined ? [] : [address]));
  for (const { node, address } of parsed) {
    if (address !== undefined) continue;
    if (good.length > 0) issues.note(`left out: ${node.path} ${NOT_AN_ADDRESS}`);
    else issues.refuse(node, NOT_AN_ADDRESS, ADDRESS_ALLOWED);
  }
  return [...new Set(good)];
};

/** The two addresses of GuardDuty's and Security Hub's `…IpDetails`. */
export const readIpDetails = (details: JsonNode, issues: Issues): readonly Address[] =>
  readAddresses(
    items(details).flatMap((one) => [at(one, 'ipAddressV4'), at(one, 'ipAddressV6')]),
    issues,
  );

/** A port that a filter would keep; 0 is GuardDuty's "none". One that does not parse is left open: the addresses keep the
 * filter narrow, and a filter without it still shows the conversation. */
export const readPort = (node: JsonNode, issues: Issues): PortRange | undefined => {
  if (!present(node)) return undefined;
  const port = parsePort(node.value);
  if (port === undefined) issues.leaveOpen(node, 'is not a port: the filters do without it', PORT_ALLOWED);
  return port === 0 ? undefined : onePort(port);
};

/** A missing fact without which there is no conversation to look for. */
export const refuseMissing = (node: JsonNode, allowed: string, issues: Issues): void =>
  issues.refuse(node, 'is missing', allowed);

/** `INBOUND` and `IN` mean that the far side opened the conversation; anything but these and their opposites is unknown. */
export const readDirection = (node: JsonNode): Direction => {
  const word = wordOf(node);
  if (word === 'inbound' || word === 'in' || word === 'ingress') return 'inbound';
  return word === 'outbound' || word === 'out' || word === 'egress' ? 'outbound' : 'unknown';
};
