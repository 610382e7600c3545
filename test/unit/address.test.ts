import { BlockList, isIP, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressesOf,
  contains,
  familyOf,
  hostBitsOf,
  hostCidr,
  normaliseApiAddress,
  parseAddress,
  parseCidr,
  prefixLengthOf,
} from '../../functions/lib/domain/address.ts';
import { isPrivate, unroutableKind } from '../../functions/lib/domain/address-kind.ts';
import cases from '../cases/addresses.json' with { type: 'json' };
import { address, cidr } from '../support/network.ts';

const RUNS = { numRuns: 10_000 };
const v4 = fc.ipV4();
const v6 = fc.ipV6();

/** Text near an address: a valid one with a character put in, taken out or replaced. */
const mangled = fc
  .tuple(fc.oneof(v4, v6), fc.nat(45), fc.constantFrom('', '0', ':', '.', 'f', '%', '/', ' ', '1', '::'), fc.nat(1))
  .map(([text, at, put, cut]) => text.slice(0, at) + put + text.slice(at + cut));

/** What node:net reads, less the spellings that we refuse on purpose. */
const nodeReads = (text: string): string | undefined => {
  const family = isIP(text);
  if (family === 0 || text.includes('%')) return undefined;
  const read = new SocketAddress({ address: text, family: family === 4 ? 'ipv4' : 'ipv6' }).address;
  return family === 6 && read.includes('.') ? undefined : read;
};

describe('parseAddress', () => {
  it.each(cases.addresses)('reads $what as it must', ({ text, address: expected }) => {
    expect(parseAddress(text)).toBe(expected);
  });

  it.each([[undefined], [null], [167_772_161], [['10.0.0.1']], [{ address: '10.0.0.1' }], [true]])(
    'refuses %j',
    (value) => {
      expect(parseAddress(value)).toBeUndefined();
    },
  );

  it('agrees with node:net on every spelling, and canonicalises once', () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6, mangled), (text) => {
        const read = parseAddress(text);
        const node = nodeReads(text);
        if (read === undefined) return node === undefined || embedsV4(text);
        return node !== undefined && sameAddress(read, node) && parseAddress(read) === read;
      }),
      RUNS,
    );
  });

  it('gives one text to all spellings of an address', () => {
    const groups = fc.array(fc.constantFrom(0, 0, 0, 1, 0xdb8, 0xffff), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(groups, (group) => {
        const long = group.map((part) => part.toString(16).padStart(4, '0').toUpperCase()).join(':');
        const short = group.map((part) => part.toString(16)).join(':');
        expect(parseAddress(long)).toBe(parseAddress(short));
      }),
      RUNS,
    );
  });
});

/** IPv4 inside IPv6, by node's own reading. */
const embedded = new BlockList();
embedded.addSubnet('::', 96, 'ipv6');
embedded.addSubnet('::ffff:0:0', 96, 'ipv6');
const embedsV4 = (text: string): boolean => isIP(text) === 6 && embedded.check(text.replace(/%.*/, ''), 'ipv6');

const sameAddress = (one: string, other: string): boolean => {
  const list = new BlockList();
  const family = isIP(one) === 4 ? 'ipv4' : 'ipv6';
  list.addAddress(one, family);
  return isIP(one) === isIP(other) && list.check(other, family);
};

describe('parseCidr', () => {
  it.each(cases.networks)('reads $what as it must', ({ text, network }) => {
    expect(parseCidr(text)).toBe(network);
  });

  it.each([[undefined], [8], [['10.0.0.0/8']]])('refuses %j', (value) => {
    expect(parseCidr(value)).toBeUndefined();
  });

  it('takes exactly one base for an address and a prefix length: the one without host bits', () => {
    fc.assert(
      fc.property(v4, fc.integer({ min: 0, max: 32 }), (text, prefix) => {
        const value = text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
        const hasHostBits = value % 2 ** (32 - prefix) !== 0;
        expect(parseCidr(`${text}/${prefix}`) === undefined).toBe(hasHostBits);
      }),
      RUNS,
    );
  });

  it('makes a network of one from an address', () => {
    expect(hostCidr(address('10.0.0.1'))).toBe('10.0.0.1/32');
    expect(hostCidr(address('2001:db8::1'))).toBe('2001:db8::1/128');
  });

  it('tells family, prefix length and free bits', () => {
    expect([familyOf(cidr('10.0.0.0/8')), prefixLengthOf(cidr('10.0.0.0/8')), hostBitsOf(cidr('10.0.0.0/8'))]).toEqual([
      4, 8, 24,
    ]);
    expect([familyOf(cidr('::/0')), prefixLengthOf(cidr('::/0')), hostBitsOf(cidr('::/0'))]).toEqual([6, 0, 128]);
  });
});

describe('contains', () => {
  it.each([
    ['0.0.0.0/0', '255.255.255.255/32', true],
    ['0.0.0.0/0', '::1/128', false],
    ['::/0', '10.0.0.1/32', false],
    ['::/0', '2001:db8::/32', true],
    ['10.0.0.0/31', '10.0.0.1/32', true],
    ['10.0.0.0/31', '10.0.0.2/32', false],
    ['10.0.0.0/8', '10.0.0.0/7', false],
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['2001:db8::/127', '2001:db8::1/128', true],
    ['2001:db8::/127', '2001:db8::2/128', false],
  ])('%s over %s: %s', (outer, inner, expected) => {
    expect(contains(cidr(outer), cidr(inner))).toBe(expected);
  });

  it('agrees with node:net', () => {
    const network = fc.oneof(
      fc.tuple(v4, fc.integer({ min: 0, max: 32 }), v4),
      fc.tuple(v6, fc.integer({ min: 0, max: 128 }), v6),
    );
    fc.assert(
      fc.property(network, fc.boolean(), ([base, prefix, other], near) => {
        const outer = maskedCidr(base, prefix);
        const inner = parseAddress(near ? base : other);
        fc.pre(outer !== undefined && inner !== undefined);
        const list = new BlockList();
        const family = familyOf(outer) === 4 ? 'ipv4' : 'ipv6';
        list.addSubnet(outer.slice(0, outer.indexOf('/')), prefix, family);
        expect(contains(outer, inner)).toBe(list.check(inner, family));
      }),
      RUNS,
    );
  });
});

/** The network of `prefix` bits around an address, found without our own arithmetic on IPv6 text. */
const maskedCidr = (text: string, prefix: number) => {
  if (isIP(text) === 4) {
    const value = text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
    const base = value - (value % 2 ** (32 - prefix));
    return parseCidr(`${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.')}/${prefix}`);
  }
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  const bits = [...left, ...middle, ...right]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('');
  const masked = bits.slice(0, prefix).padEnd(128, '0');
  const groups = masked.match(/.{16}/g) ?? [];
  return parseCidr(`${groups.map((group) => Number.parseInt(group, 2).toString(16)).join(':')}/${prefix}`);
};

describe('addressesOf', () => {
  it('lists a network in order, over group and octet borders', () => {
    expect(addressesOf(cidr('10.0.0.254/31'))).toEqual(['10.0.0.254', '10.0.0.255']);
    expect(addressesOf(cidr('2001:db8::1:0/127'))).toEqual(['2001:db8::1:0', '2001:db8::1:1']);
    expect(addressesOf(cidr('255.255.255.255/32'))).toEqual(['255.255.255.255']);
  });

  it('refuses to list a large one', () => {
    expect(() => addressesOf(cidr('10.0.0.0/23'))).toThrow(RangeError);
  });
});

describe('addresses that AWS returns', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.1/32', '10.0.0.1'],
    ['2001:DB8::1/128', '2001:db8::1'],
    ['10.0.0.0/24', undefined],
    ['10.0.0.1/24', undefined],
    ['10.0.0.1/32/32', undefined],
    ['10.0.0.1/032', undefined],
    ['::ffff:10.0.0.1', undefined],
    [undefined, undefined],
  ])('reads %s as %s', (value, expected) => {
    expect(normaliseApiAddress(value)).toBe(expected);
  });
});

describe('kinds of addresses', () => {
  it.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['::', 'unspecified'],
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['169.254.169.254', 'link-local'],
    ['fe80::1', 'link-local'],
    ['224.0.0.251', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['198.51.100.7', undefined],
    ['10.0.0.1', undefined],
    ['2001:db8::1', undefined],
  ])('%s is %s', (text, kind) => {
    expect(unroutableKind(address(text))).toBe(kind);
  });

  it.each([
    ['10.0.0.0/8', true],
    ['172.16.0.0/12', true],
    ['172.32.0.0/16', false],
    ['100.64.0.1/32', true],
    ['fd00::1/128', true],
    ['0.0.0.0/0', false],
    ['198.51.100.7/32', false],
  ])('%s is private: %s', (text, expected) => {
    expect(isPrivate(cidr(text))).toBe(expected);
  });
});
