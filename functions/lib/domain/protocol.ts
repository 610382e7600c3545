/** Protocols by name, as findings, flow rows and analysts write them, in upper case. Numbers are IANA's. */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['ICMP', 1],
  ['IGMP', 2],
  ['TCP', 6],
  ['UDP', 17],
  ['GRE', 47],
  ['ESP', 50],
  ['AH', 51],
  ['ICMPV6', 58],
  ['ICMP6', 58],
  ['IPV6-ICMP', 58],
  ['SCTP', 132],
]);

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [6, 'TCP'],
  [17, 'UDP'],
  [47, 'GRE'],
  [50, 'ESP'],
  [51, 'AH'],
  [58, 'ICMPv6'],
  [132, 'SCTP'],
]);

/** What a flow capture sees where it names no protocol (StartFlowCapture, developer guide). */
export const capturableProtocols: readonly number[] = [1, 6, 17, 58, 132];

const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);

/** TCP, UDP, DCCP, SCTP and UDP-Lite have ports. */
export const hasPorts = (protocol: number): boolean => WITH_PORTS.has(protocol);

const DIGITS = /^[1-9]\d{0,2}$/;

/** Reads a protocol by its name (any case), its number or the number's digits. Undefined for 0 and for anything else:
 * the writer did not know, so a filter leaves it open. */
export const protocolNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
  if (typeof number === 'number') return Number.isInteger(number) && number >= 1 && number <= 255 ? number : undefined;
  return typeof number === 'string' && number.length <= 12 ? NUMBERS.get(number.toUpperCase()) : undefined;
};

/** `TCP`, or the number's digits where we know no name. */
export const protocolName = (protocol: number): string => NAMES.get(protocol) ?? String(protocol);

/** Ascending and without repeats: the canonical order of a filter's protocols. */
export const sortedProtocols = (protocols: Iterable<number>): readonly number[] =>
  [...new Set(protocols)].toSorted((a, b) => a - b);
