import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockHolds, ipText, readBlock, readIp } from '../../simulator/network/ip.ts';

describe('addresses', () => {
  it.each([
    ['2001:db8::1', '2001:db8::1'],
    ['2001:0DB8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['10.0.1.10', '10.0.1.10'],
  ])('%s is written %s', (text, canonical) => {
    const ip = readIp(text);

    expect(ip && ipText(ip)).toBe(canonical);
  });

  it.each(['010.0.0.1', '10.0.0', '10.0.0.256', 'fe80::1%eth0', '', 'ANY', '1::2::3'])('%s is none', (text) => {
    expect(readIp(text)).toBeUndefined();
  });

  it.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '::/129', '10.0.0.0/8/8', '10.0.0.0/1e1'])(
    '%s is no network',
    (text) => {
      expect(readBlock(text)).toBeUndefined();
    },
  );

  it('come back from their own text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const ip = readIp(text);

        expect(ip && readIp(ipText(ip))).toEqual(ip);
      }),
    );
  });

  it('lie in a network exactly when node:net says so', () => {
    const family = fc.constantFrom<readonly ['ipv4', 32] | readonly ['ipv6', 128]>(['ipv4', 32], ['ipv6', 128]);
    const one = family.chain(([name, bits]) => {
      const address = name === 'ipv4' ? fc.ipV4() : fc.ipV6();
      // Prefixes of an address beside it: random networks would never hold random addresses.
      return fc.record({
        name: fc.constant(name),
        network: address,
        address,
        near: fc.boolean(),
        prefix: fc.integer({ min: 0, max: bits }),
      });
    });
    fc.assert(
      fc.property(one, ({ name, network, address, near, prefix }) => {
        const asked = near ? network : address;
        const judge = new BlockList();
        judge.addSubnet(network, prefix, name);
        const [block, ip] = [readBlock(`${network}/${prefix}`), readIp(asked)];

        expect(block && ip && blockHolds(block, ip)).toBe(judge.check(asked, name));
      }),
      { numRuns: 500 },
    );
  });
});
