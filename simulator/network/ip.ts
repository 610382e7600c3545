import { isIPv4, isIPv6 } from 'node:net';

/** An address as a number, with its family. */
export interface Ip {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** A network: every address that shares its first `prefix` bits. Host bits are cleared. */
export interface Block extends Ip {
  readonly prefix: number;
}

const bitsOf = (family: 4 | 6): number => (family === 4 ? 32 : 128);

const v4Value = (text: string): bigint => text.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);

/** The eight groups of an IPv6 address, `::` filled in and a dotted tail turned into two groups. */
const v6Groups = (text: string): readonly string[] => {
  const tail = /\d+\.\d+\.\d+\.\d+$/.exec(text)?.[0];
  const plain = tail
    ? text.replace(tail, `${(v4Value(tail) >> 16n).toString(16)}:${(v4Value(tail) & 65535n).toString(16)}`)
    : text;
  const [head = '', rest] = plain.split('::');
  const left = head ? head.split(':') : [];
  const right = rest ? rest.split(':') : [];
  return rest === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
};

/** The address, or undefined when the text is not one. No zone ids, no octal. */
export const readIp = (text: string): Ip | undefined => {
  if (isIPv4(text)) return { family: 4, value: v4Value(text) };
  if (!isIPv6(text) || text.includes('%')) return undefined;
  return { family: 6, value: v6Groups(text).reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) };
};

/** The network, or undefined. A bare address is the network of that one address. */
export const readBlock = (text: string): Block | undefined => {
  const [address = '', length, extra] = text.split('/');
  const ip = readIp(address);
  if (!ip || extra !== undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const prefix = length === undefined ? bitsOf(ip.family) : Number(length);
  if (prefix > bitsOf(ip.family)) return undefined;
  const hostBits = BigInt(bitsOf(ip.family) - prefix);
  return { family: ip.family, value: (ip.value >> hostBits) << hostBits, prefix };
};

/** Whether the address lies in the network. Families never mix. */
export const blockHolds = (block: Block, ip: Ip): boolean => {
  const hostBits = BigInt(bitsOf(block.family) - block.prefix);
  return block.family === ip.family && block.value >> hostBits === ip.value >> hostBits;
};

const v6Text = (value: bigint): string => {
  const groups = Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(112 - 16 * at)) & 65535n).toString(16));
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map((match) => match[0]);
  const longest = runs.toSorted((a, b) => b.length - a.length)[0];
  if (!longest) return groups.join(':');
  return groups.join(':').replace(longest, '::').replace(':::', '::');
};

/** The address as text: dotted, or compressed in lower case. */
export const ipText = (ip: Ip): string =>
  ip.family === 4 ? [24n, 16n, 8n, 0n].map((shift) => Number((ip.value >> shift) & 255n)).join('.') : v6Text(ip.value);

export const sameIp = (a: Ip, b: Ip): boolean => a.family === b.family && a.value === b.value;
