import type { Family } from '../domain/address.ts';

const MAX_PORT = 65_535;
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
/** Numbers below this are seconds since the epoch, above it milliseconds. */
const SECONDS_BELOW = 100_000_000_000;

/** A port as number or decimal text (`443`, `" 443 "`, `443.0`): 0 to 65535. */
export const parsePort = (value: unknown): number | undefined => {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value).trim();
  if (!/^(0|[1-9]\d{0,4})(\.0+)?$/.test(text)) return undefined;
  const port = Number(text);
  return port <= MAX_PORT ? port : undefined;
};

const protocolNumbers: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['igmp', 2],
  ['tcp', 6],
  ['udp', 17],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['icmpv6', 58],
  ['ipv6-icmp', 58],
  ['icmp6', 58],
  ['sctp', 132],
]);

/** Protocols that a flow capture shows (StartFlowCapture: TCP, UDP, ICMP, ICMPv6, SCTP). */
const capturable: ReadonlySet<number> = new Set([1, 6, 17, 58, 132]);

/** IANA number of a capturable protocol, from its name or number. Undefined for `0`, `Unknown` and all others: a filter
 * then leaves the protocol open. */
export const parseProtocol = (value: unknown, family: Family = 4): number | undefined => {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value).trim().toLowerCase();
  const number = protocolNumbers.get(text) ?? (/^\d{1,3}$/.test(text) ? Number(text) : undefined);
  if (number === undefined || !capturable.has(number)) return undefined;
  return number === 1 && family === 6 ? 58 : number;
};

/** ICMP has types where others have ports. */
export const hasPorts = (protocol: number): boolean => protocol !== 1 && protocol !== 58;

const ISO_LIKE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(?:(Z|UTC)|([+-])(\d\d):?(\d\d))?$/i;

const plausible = (ms: number): number | undefined =>
  ms >= EARLIEST_MS && ms < LATEST_MS ? Math.floor(ms) : undefined;

const fromParts = (match: RegExpExecArray): number => {
  const part = (index: number): number => Number(match[index] ?? 0);
  const utc = Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6), Number(`0.${match[7] ?? 0}`) * 1_000);
  const offsetMs = (part(10) * 60 + part(11)) * 60_000;
  return match[9] === '-' ? utc + offsetMs : utc - offsetMs;
};

/** Epoch milliseconds of a time as AWS writes it: ISO 8601 with or without `T`, zone, colon in the offset and fraction
 * (no zone means UTC), or the epoch in seconds or milliseconds. Undefined outside the years 2000 to 2099. */
export const parseTimeMs = (value: unknown): number | undefined => {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value).trim();
  if (/^\d{9,13}(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return plausible(number < SECONDS_BELOW ? number * 1_000 : number);
  }
  const match = text.length <= 40 ? ISO_LIKE.exec(text) : null;
  return match === null ? undefined : plausible(fromParts(match));
};
