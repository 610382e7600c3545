import fc from 'fast-check';
import { type Cidr, familyOf, hostCidr, parseAddress } from '../../functions/lib/domain/address.ts';
import type { FilterLimits } from '../../functions/lib/domain/filter-limits.ts';
import type { Flow } from '../../functions/lib/domain/flow.ts';
import { hasPorts } from '../../functions/lib/domain/protocol.ts';
import type { Direction, PortRange, Tuple } from '../../functions/lib/domain/tuple.ts';
import { defaultLimits } from './limits.ts';
import { address, cidr } from './network.ts';

/** Few values, so that tuples meet, touch and cover each other. */
export const subjectAddresses = ['10.0.1.10', '10.0.1.11', '2001:db8::10'].map(address);
const subjects = [...subjectAddresses.map(hostCidr), ...['10.0.1.0/24', '10.0.0.0/16', '2001:db8::/64'].map(cidr)];
const peers = [
  ...['198.51.100.7', '198.51.100.8', '198.51.100.0/24', '198.51.0.0/16', '198.0.0.0/8', '0.0.0.0/0'],
  ...[
    '10.0.1.11',
    '169.254.169.254',
    '127.0.0.1',
    '224.0.0.1',
    '2001:db8:1::7',
    '2001:db8:1::/48',
    '2001:db8::/32',
    '::/0',
  ],
].map(cidr);
const protocols = [1, 6, 17, 58, 132, 47];
const capturable = [1, 6, 17, 58, 132];

const port: fc.Arbitrary<PortRange> = fc
  .tuple(fc.integer({ min: 440, max: 448 }), fc.constantFrom(0, 0, 0, 1, 5, 60_000))
  .map(([from, more]) => ({ from, to: from + more }));

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Mostly one of the first two, so that many tuples share their ends. */
const mostly = (networks: readonly Cidr[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...networks.slice(0, 2)) }, fc.constantFrom(...networks));

const randomTuple: fc.Arbitrary<Tuple> = fc.record({
  subject: maybe(mostly(subjects)),
  subjectPort: maybe(port),
  peer: maybe(mostly(peers)),
  peerPort: maybe(port),
  protocols: fc.oneof(fc.constantFrom([6], [17]), fc.subarray(protocols)),
  direction: fc.constantFrom<Direction>('outbound', 'outbound', 'inbound', 'unknown'),
  lastSeenMs: maybe(fc.nat(5)),
  severity: maybe(fc.nat(10)),
  reason: fc.constant('a test asks'),
});

export const randomTuples = fc.array(randomTuple, { maxLength: 14 });

export const randomLimits: fc.Arbitrary<FilterLimits> = fc
  .record({
    maximumBreadthBitsV4: fc.constantFrom(17, 17, 18.5, 20, 40, 64.5, 72, 99),
    maximumBreadthBitsV6: fc.constantFrom(17, 150, 160.5, 168, 291),
    minimumPeerPrefixV4: fc.constantFrom(0, 16, 32),
    minimumPeerPrefixV6: fc.constantFrom(0, 48, 128),
    allowAnyPeer: fc.boolean(),
    maximumFilters: fc.constantFrom(2, 5, 20, 60, 400),
  })
  .map((limits) => ({ ...defaultLimits, ...limits }));

/** Limits that leave room for every filter, so that nothing is crowded out. */
export const roomyLimits = randomLimits.map((limits) => ({ ...limits, maximumFilters: 400 }));

const hostIn = (network: Cidr | undefined, fallback: string) => {
  const base = (network ?? fallback).split('/')[0];
  return parseAddress(base) ?? address(fallback);
};

const within = (range: PortRange | undefined, ephemeral: number): number => range?.from ?? ephemeral;

/** Flows that a tuple asks for, both ways round, made from its words alone. */
export const flowsOf = (tuple: Tuple & { readonly subject: Cidr }): readonly Flow[] => {
  const anyPeer = familyOf(tuple.subject) === 4 ? '203.0.113.77' : '2001:db8:77::77';
  const subject = hostIn(tuple.subject, anyPeer);
  const peer = hostIn(tuple.peer, anyPeer);
  const asked = tuple.protocols.filter((protocol) => capturable.includes(protocol));
  const servedBySubject = tuple.direction === 'inbound' ? tuple.subjectPort : undefined;
  const servedByPeer = tuple.direction === 'outbound' ? tuple.peerPort : undefined;
  return (asked.length > 0 ? asked : [6, 17]).flatMap((protocol) => {
    const counters = { protocol, ageSeconds: 100, packets: 1, bytes: 1 };
    const subjectPort = hasPorts(protocol) ? { port: within(servedBySubject, 51_515) } : {};
    const peerPort = hasPorts(protocol) ? { port: within(servedByPeer, 52_525) } : {};
    const there = { source: subject, sourcePort: subjectPort.port, destination: peer, destinationPort: peerPort.port };
    const back = { source: peer, sourcePort: peerPort.port, destination: subject, destinationPort: subjectPort.port };
    return [there, back].map((ends) => ({ ...ends, ...counters }));
  });
};

const hosts = [
  '10.0.1.10',
  '10.0.1.11',
  '10.0.1.99',
  '198.51.100.7',
  '198.51.100.8',
  '198.51.7.7',
  '8.8.8.8',
  '2001:db8::10',
  '2001:db8:1::7',
];
const somePort = fc.constantFrom(439, 440, 441, 445, 449, 454, 50_000, 65_000);

/** A flow among the ends and ports that the tuples use, and just beside them. */
export const randomFlow: fc.Arbitrary<Flow> = fc
  .record({
    source: fc.constantFrom(...hosts.map(address)),
    destination: fc.constantFrom(...hosts.map(address)),
    sourcePort: somePort,
    destinationPort: somePort,
    protocol: fc.constantFrom(...protocols),
  })
  .map(({ sourcePort, destinationPort, ...flow }) => ({
    ...flow,
    ...(hasPorts(flow.protocol) ? { sourcePort, destinationPort } : {}),
    ageSeconds: 100,
    packets: 1,
    bytes: 1,
  }));
