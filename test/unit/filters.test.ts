import { describe, expect, it } from 'vitest';
import { breadthBits } from '../../functions/lib/domain/breadth.ts';
import { planFilters, splitIntoOperations } from '../../functions/lib/domain/filter-plan.ts';
import { matches, type PlannedFilter, sameFilters } from '../../functions/lib/domain/flow-filter.ts';
import { fromApiFilter, toApiFilter } from '../../functions/lib/domain/flow-filter-api.ts';
import { parsePortRange } from '../../functions/lib/domain/port-range.ts';
import { protocolNumber } from '../../functions/lib/domain/protocol.ts';
import type { Direction, Tuple } from '../../functions/lib/domain/tuple.ts';
import cases from '../cases/filters.json' with { type: 'json' };
import { defaultLimits } from '../support/limits.ts';
import { address, cidr } from '../support/network.ts';

interface TupleCase {
  readonly subject?: string;
  readonly subjectPort?: string;
  readonly peer?: string;
  readonly peerPort?: string;
  readonly protocols: readonly number[];
  readonly direction: string;
  readonly severity?: number;
  readonly lastSeenMs?: number;
}

const directionOf = (text: string): Direction => (text === 'outbound' || text === 'inbound' ? text : 'unknown');

const tupleOf = ({ subject, peer, subjectPort, peerPort, direction, ...rest }: TupleCase): Tuple => ({
  ...rest,
  ...(subject === undefined ? {} : { subject: cidr(subject) }),
  ...(peer === undefined ? {} : { peer: cidr(peer) }),
  subjectPort: parsePortRange(subjectPort),
  peerPort: parsePortRange(peerPort),
  direction: directionOf(direction),
  reason: 'a test asks',
});

describe('planFilters', () => {
  it.each(cases)('$what', ({ tuples, subjectAddresses = [], limits = {}, filters, dropped = [], merged = 0 }) => {
    const plan = planFilters({
      tuples: tuples.map(tupleOf),
      subjectAddresses: subjectAddresses.map(address),
      limits: { ...defaultLimits, ...limits },
    });

    expect(plan.filters.map(({ filter }) => toApiFilter(filter))).toEqual(filters);
    expect(plan.dropped.map(({ reason }) => reason)).toEqual(dropped.map((text) => expect.stringContaining(text)));
    expect(plan.merged).toHaveLength(merged);
  });

  it('says of each filter why it exists, which way round it is and how much it admits', () => {
    const tuple = tupleOf({
      subject: '10.0.1.10/32',
      peer: '198.51.100.0/24',
      peerPort: '80',
      protocols: [6],
      direction: 'outbound',
    });

    const { filters } = planFilters({ tuples: [tuple], subjectAddresses: [], limits: defaultLimits });

    expect(filters).toMatchObject([
      { reason: 'a test asks', breadthBits: 24, mirrored: false },
      { reason: 'a test asks', breadthBits: 24, mirrored: true },
    ]);
  });

  it('stays quick and bounded over 10,000 probes of one port', () => {
    const tuples = Array.from({ length: 10_000 }, (_, index) =>
      tupleOf({
        subject: '10.0.1.10/32',
        subjectPort: '22',
        peer: `198.18.${index >> 8}.${index & 255}`,
        protocols: [6],
        direction: 'inbound',
      }),
    );

    const plan = planFilters({ tuples, subjectAddresses: [], limits: defaultLimits });

    expect(plan.filters).toHaveLength(60);
    expect(plan.dropped).toHaveLength(9_970);
  });
});

describe('splitIntoOperations', () => {
  const filter = (mirrored: boolean): PlannedFilter => ({
    filter: { protocols: [] },
    reason: '',
    breadthBits: 0,
    mirrored,
  });

  it('keeps a filter and its mirror together', () => {
    const filters = [filter(false), ...Array.from({ length: 40 }, (_, index) => filter(index % 2 === 1))];

    const sizes = splitIntoOperations(filters).map((batch) => batch.length);

    expect(sizes).toEqual([19, 20, 2]);
  });

  it('makes no operation out of nothing', () => {
    expect(splitIntoOperations([])).toEqual([]);
  });
});

describe('breadth', () => {
  it.each([
    [
      {
        source: cidr('10.0.0.1'),
        destination: cidr('10.0.0.2'),
        destinationPort: { from: 443, to: 443 },
        protocols: [6],
      },
      16,
    ],
    [{ source: cidr('10.0.0.1'), destinationPort: { from: 443, to: 443 }, protocols: [6] }, 48],
    [{ source: cidr('10.0.0.1'), protocols: [6, 17] }, 65],
    [{ source: cidr('10.0.0.1'), protocols: [] }, 66.32],
    [{ destination: cidr('2001:db8::1'), protocols: [] }, 162.32],
    [{ source: cidr('10.0.0.0/24'), destination: cidr('10.1.0.0/16'), protocols: [1] }, 24],
    [
      { source: cidr('10.0.0.1'), destination: cidr('10.0.0.2'), sourcePort: { from: 0, to: 65_535 }, protocols: [6] },
      32,
    ],
    [
      {
        source: cidr('10.0.0.1'),
        destination: cidr('10.0.0.2'),
        destinationPort: { from: 80, to: 87 },
        protocols: [6, 17],
      },
      20,
    ],
    [{ source: cidr('10.0.0.1'), destination: cidr('10.0.0.2'), protocols: [2, 47] }, 0],
  ])('%j admits 2^%d', (filter, bits) => {
    expect(breadthBits(filter)).toBe(bits);
  });
});

describe('the form of the API', () => {
  it.each([
    [{}, { protocols: [] }],
    [{ SourcePort: 'ANY', Protocols: [] }, { protocols: [] }],
    [{ SourceAddress: { AddressDefinition: '10.0.0.1' } }, { source: '10.0.0.1/32', protocols: [] }],
    [
      { DestinationPort: '1990:1994', Protocols: ['17', '6', '6'] },
      { destinationPort: { from: 1990, to: 1994 }, protocols: [6, 17] },
    ],
    [{ Protocols: ['TCP', 'icmpv6'] }, { protocols: [6, 58] }],
  ])('reads %j', (api, filter) => {
    expect(fromApiFilter(api)).toEqual({ filter });
  });

  it.each([
    [null, ['']],
    [[], ['']],
    [{ SourceAddress: '10.0.0.1' }, ['SourceAddress']],
    [{ SourceAddress: {} }, ['SourceAddress.AddressDefinition']],
    [{ SourceAddress: { AddressDefinition: '' } }, ['SourceAddress.AddressDefinition']],
    [{ SourceAddress: { AddressDefinition: '10.0.0.1/24' } }, ['SourceAddress.AddressDefinition']],
    [{ DestinationAddress: { AddressDefinition: '::ffff:10.0.0.1' } }, ['DestinationAddress.AddressDefinition']],
    [{ DestinationAddress: { AddressDefinition: '10.0.0.1', Zone: 'a' } }, ['DestinationAddress.Zone']],
    [{ SourcePort: 443 }, ['SourcePort']],
    [{ SourcePort: '65536' }, ['SourcePort']],
    [{ SourcePort: '20:10' }, ['SourcePort']],
    [{ SourcePort: '1:2:3' }, ['SourcePort']],
    [{ SourcePort: '1-2' }, ['SourcePort']],
    [{ SourcePort: '080' }, ['SourcePort']],
    [{ DestinationPort: 'any' }, ['DestinationPort']],
    [{ DestinationPort: '' }, ['DestinationPort']],
    [{ Protocols: '6' }, ['Protocols']],
    [
      { Protocols: [6, '256', '0', '06', 'tcp6'] },
      ['Protocols[0]', 'Protocols[1]', 'Protocols[2]', 'Protocols[3]', 'Protocols[4]'],
    ],
    [{ SourceAdress: { AddressDefinition: '10.0.0.1' }, SourcePort: 'x' }, ['SourcePort', 'SourceAdress']],
  ])('refuses %j and names every wrong member', (api, paths) => {
    expect(fromApiFilter(api)).toMatchObject({ problems: paths.map((path) => ({ path })) });
  });

  it('recognises its own filters whatever their order, prefix form or repeats', () => {
    const ours = [
      { source: cidr('10.0.0.1'), protocols: [6, 17] },
      { destination: cidr('10.0.0.1'), destinationPort: { from: 53, to: 53 }, protocols: [] },
    ];
    const read = [
      { DestinationAddress: { AddressDefinition: '10.0.0.1' }, DestinationPort: '53' },
      { SourceAddress: { AddressDefinition: '10.0.0.1/32' }, Protocols: ['17', '6'] },
      { SourceAddress: { AddressDefinition: '10.0.0.1' }, Protocols: ['6', '17'] },
    ].map(fromApiFilter);
    const theirs = read.flatMap((reading) => ('filter' in reading ? [reading.filter] : []));

    expect(theirs).toHaveLength(3);
    expect(sameFilters(ours, theirs)).toBe(true);
    expect(sameFilters(ours, theirs.slice(1))).toBe(false);
    expect(sameFilters(ours, [...theirs, { protocols: [1] }])).toBe(false);
  });
});

describe('matches', () => {
  const flow = {
    source: address('10.0.0.1'),
    sourcePort: 50_040,
    destination: address('198.51.100.7'),
    destinationPort: 443,
    protocol: 6,
    ageSeconds: 90,
    packets: 1,
    bytes: 1,
  };

  it.each([
    [{ protocols: [] }, true],
    [{ source: cidr('10.0.0.0/24'), protocols: [6] }, true],
    [{ source: cidr('198.51.100.7'), protocols: [6] }, false],
    [{ destination: cidr('198.51.100.7'), protocols: [17] }, false],
    [{ destination: cidr('198.51.100.8'), protocols: [] }, false],
    [{ destinationPort: { from: 440, to: 443 }, protocols: [] }, true],
    [{ destinationPort: { from: 444, to: 450 }, protocols: [] }, false],
    [{ sourcePort: { from: 443, to: 443 }, protocols: [] }, false],
    [{ source: cidr('::/0'), protocols: [] }, false],
  ])('%j: %s', (filter, expected) => {
    expect(matches(filter, flow)).toBe(expected);
  });

  it('admits no flow without ports where the filter names one', () => {
    const ping = { ...flow, sourcePort: undefined, destinationPort: undefined, protocol: 1 };

    expect(matches({ destinationPort: { from: 0, to: 65_535 }, protocols: [] }, ping)).toBe(false);
    expect(matches({ protocols: [1] }, ping)).toBe(true);
  });
});

describe('ports and protocols', () => {
  it.each([
    ['1994', { from: 1994, to: 1994 }],
    ['0', { from: 0, to: 0 }],
    [443, { from: 443, to: 443 }],
    ['1990:1994', { from: 1990, to: 1994 }],
    ['65535:65536', undefined],
    ['1994:1990', undefined],
    ['1990:', undefined],
    [':1994', undefined],
    ['ANY', undefined],
    ['1e3', undefined],
    ['４４３', undefined],
    ['443 ', undefined],
    [443.5, undefined],
    [-1, undefined],
    [Number.NaN, undefined],
  ])('reads port %j as %j', (value, range) => {
    expect(parsePortRange(value)).toEqual(range);
  });

  it.each([
    ['TCP', 6],
    ['udp', 17],
    ['ICMPv6', 58],
    ['SCTP', 132],
    ['ESP', 50],
    ['AH', 51],
    ['17', 17],
    [132, 132],
    [0, undefined],
    ['0', undefined],
    ['Unknown', undefined],
    ['017', undefined],
    [256, undefined],
    [null, undefined],
  ])('reads protocol %j as %j', (value, number) => {
    expect(protocolNumber(value)).toBe(number);
  });
});
