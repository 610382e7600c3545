import { isIPv4, isIPv6 } from 'node:net';

/** One IPv4 or IPv6 address in canonical text: no leading zeros, IPv6 compressed and lower-case (RFC 5952), no zone. */
export type Address = string & { readonly canonicalAddress: true };
/** A network in canonical text, always with its prefix length: `10.0.0.0/8`, `203.0.113.7/32`, `2001:db8::/32`. */
export type Cidr = string & { readonly canonicalCidr: true };
export type Family = 4 | 6;

/** IPv4 dotted or IPv6 hexadecimal characters, nothing else: no zone id, bracket, blank or non-ASCII digit. */
const ADDRESS_CHARACTERS = /^[0-9a-fA-F:.]{2,45}$/;
/** ASCII digits without a leading zero. */
const PREFIX = /^(0|[1-9]\d{0,2})$/;
const GROUPS_V6 = 8;
const MAPPED_V4 = 0xffff;

/** Written as a loop: route tables are sorted and searched by this number. */
const octets = (text: string): number => {
  let sum = 0;
  let octet = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0) octet = octet * 10 + digit;
    else {
      sum = sum * 256 + octet;
      octet = 0;
    }
  }
  return sum * 256 + octet;
};

/** The groups of one side of `::`; a dotted tail counts as two. */
const groupsOf = (text: string): readonly number[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => {
        if (!group.includes('.')) return [Number.parseInt(group, 16)];
        const tail = octets(group);
        return [Math.floor(tail / 0x10000), tail % 0x10000];
      });

/** The eight groups of text that `isIPv6` accepts. */
const expand = (text: string): readonly number[] => {
  const gap = text.indexOf('::');
  if (gap < 0) return groupsOf(text);
  const head = groupsOf(text.slice(0, gap));
  const tail = groupsOf(text.slice(gap + 2));
  return [...head, ...Array.from({ length: GROUPS_V6 - head.length - tail.length }, () => 0), ...tail];
};

/** The first of the longest runs of zero groups; RFC 5952 leaves a single zero group as it is. */
const longestZeroRun = (groups: readonly number[]): { readonly start: number; readonly length: number } => {
  let best = { start: -1, length: 1 };
  let start = 0;
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
};

const compress = (groups: readonly number[]): string => {
  const hex = groups.map((group) => group.toString(16));
  const run = longestZeroRun(groups);
  if (run.start < 0) return hex.join(':');
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`;
};

const numberOfGroups = (groups: readonly number[]): bigint =>
  groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);

/** IPv4 in IPv6 clothes (`::ffff:10.0.0.1`, `::10.0.0.1`): two spellings of one host, so a filter could miss it. */
const embedsV4 = (groups: readonly number[]): boolean => {
  if (groups.slice(0, 5).some((group) => group !== 0)) return false;
  const [marker, high = 0, low = 0] = groups.slice(5);
  return marker === MAPPED_V4 || (marker === 0 && (high !== 0 || low > 1));
};

const canonicalV6 = (text: string): string | undefined => {
  const groups = expand(text);
  return embedsV4(groups) ? undefined : compress(groups);
};

/** `isIPv4` allows no leading zero, so IPv4 text that it accepts is canonical already. */
const canonicalAddress = (text: string): string | undefined => {
  if (!ADDRESS_CHARACTERS.test(text)) return undefined;
  if (isIPv4(text)) return text;
  return isIPv6(text) ? canonicalV6(text) : undefined;
};

const isAddress = (text: string): text is Address => canonicalAddress(text) === text;

const widthOf = (family: Family): number => (family === 4 ? 32 : 128);

/** The address or network part as a number. */
const numberOf = (text: string): bigint => (text.includes(':') ? numberOfGroups(expand(text)) : BigInt(octets(text)));

const addressPart = (network: string): string => {
  const slash = network.indexOf('/');
  return slash < 0 ? network : network.slice(0, slash);
};

/** IP version of a canonical address or network. */
export const familyOf = (network: Address | Cidr): Family => (network.includes(':') ? 6 : 4);

/** Reads one address, strictly: no octal, prefix, zone id, bracket, blank, or IPv4 inside IPv6. */
export const parseAddress = (value: unknown): Address | undefined => {
  if (typeof value !== 'string') return undefined;
  if (isAddress(value)) return value;
  const text = canonicalAddress(value);
  return text !== undefined && isAddress(text) ? text : undefined;
};

const hasHostBits = (address: Address, prefixLength: number): boolean => {
  const hostBits = BigInt(widthOf(familyOf(address)) - prefixLength);
  const value = numberOf(address);
  return (value >> hostBits) << hostBits !== value;
};

const isCidr = (text: string): text is Cidr => {
  const [base = '', prefix = '', ...rest] = text.split('/');
  if (rest.length > 0 || !PREFIX.test(prefix) || !isAddress(base)) return false;
  const prefixLength = Number(prefix);
  return prefixLength <= widthOf(familyOf(base)) && !hasHostBits(base, prefixLength);
};

/** Reads one network, strictly; a bare address is a network of one. Host bits are refused, never masked away: the
 * writer meant something else. `/0` is allowed here, policy bounds the width. */
export const parseCidr = (value: unknown): Cidr | undefined => {
  if (typeof value !== 'string') return undefined;
  const slash = value.indexOf('/');
  const address = parseAddress(slash < 0 ? value : value.slice(0, slash));
  if (address === undefined) return undefined;
  const text = `${address}${slash < 0 ? `/${widthOf(familyOf(address))}` : value.slice(slash)}`;
  return isCidr(text) ? text : undefined;
};

/** The network of one address: `/32` or `/128`. */
export const hostCidr = (address: Address): Cidr => {
  const cidr = parseCidr(address);
  if (cidr === undefined) throw new TypeError('an address that is not canonical');
  return cidr;
};

/** Prefix length of a canonical network, 0 to 32 or 128. */
export const prefixLengthOf = (cidr: Cidr): number => Number(cidr.slice(cidr.indexOf('/') + 1));

/** Bits that a network leaves free, 0 for a host: log2 of the addresses in it. */
export const hostBitsOf = (cidr: Cidr): number => widthOf(familyOf(cidr)) - prefixLengthOf(cidr);

/** The network part of an address, as a number: equal for all addresses of one network of that size. IPv4 stays clear of
 * bigint, which is slower, and of shifts, which are modulo 32. */
const networkKey = (network: Address | Cidr, hostBits: number): bigint | number =>
  network.includes(':')
    ? numberOf(addressPart(network)) >> BigInt(hostBits)
    : Math.floor(octets(addressPart(network)) / 2 ** hostBits);

/** A test whether one network covers an address or another network, prepared for many calls. Families never mix. */
export const containment = (outer: Cidr): ((inner: Address | Cidr) => boolean) => {
  const hostBits = hostBitsOf(outer);
  const family = familyOf(outer);
  const key = networkKey(outer, hostBits);
  const prefixLength = prefixLengthOf(outer);
  return (inner) => {
    if (familyOf(inner) !== family) return false;
    const slash = inner.indexOf('/');
    if (slash >= 0 && Number(inner.slice(slash + 1)) < prefixLength) return false;
    return networkKey(inner, hostBits) === key;
  };
};

/** Whether a network covers an address or another network of the same family. */
export const contains = (outer: Cidr, inner: Address | Cidr): boolean => containment(outer)(inner);

/** Reads an address that AWS returns, which may carry the prefix length of a single host. A million flows have two million
 * addresses, so it does no more than that. */
export const normaliseApiAddress = (value: unknown): Address | undefined => {
  if (typeof value !== 'string') return undefined;
  const slash = value.indexOf('/');
  if (slash < 0) return parseAddress(value);
  const address = parseAddress(value.slice(0, slash));
  const isHost = address !== undefined && value.slice(slash + 1) === String(widthOf(familyOf(address)));
  return isHost ? address : undefined;
};

/** First and last address of a network as numbers, both included: what sorting and searching need. */
export const rangeOf = (network: Address | Cidr): { readonly first: bigint; readonly last: bigint } => {
  const first = numberOf(addressPart(network));
  const slash = network.indexOf('/');
  const hostBits = slash < 0 ? 0 : widthOf(familyOf(network)) - Number(network.slice(slash + 1));
  return { first, last: first + (1n << BigInt(hostBits)) - 1n };
};

const hexGroups = (value: bigint): readonly number[] =>
  Array.from({ length: GROUPS_V6 }, (_, index) => Number((value >> BigInt(16 * (7 - index))) & 0xffffn));

const dotted = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');

/** Every address of a network, ascending. Meant for small ones. @throws RangeError above 256 addresses */
export const addressesOf = (cidr: Cidr): readonly Address[] => {
  if (hostBitsOf(cidr) > 8) throw new RangeError('a network of more than 256 addresses');
  const first = numberOf(addressPart(cidr));
  return Array.from({ length: 2 ** hostBitsOf(cidr) }, (_, index) => first + BigInt(index)).flatMap(
    (value) => parseAddress(familyOf(cidr) === 4 ? dotted(value) : compress(hexGroups(value))) ?? [],
  );
};
