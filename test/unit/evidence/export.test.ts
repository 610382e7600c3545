import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvLines } from '../../../functions/lib/evidence/export-csv.ts';
import { ocsfNetworkActivity } from '../../../functions/lib/evidence/export-ocsf.ts';
import { readCsv } from '../../support/read-csv.ts';
import { flow, START_MS } from './fixtures.ts';

const FORMULA = /^[=+\-@\t\r\n\0＝＋－＠]/;

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\0', '\n', '＝', '＋', '－', '＠', '"', ','), fc.string())
    .map(([start, rest]) => start + rest),
  fc.constantFrom('=HYPERLINK("http://x","y")', '@SUM(1)', '"=1', '-1+1', '\r\n=1', 'a,b', 'a"b', '', ' =1'),
);

describe('flows as CSV', () => {
  it('writes a header and a line for each flow', () => {
    const ping = flow('2001:db8::1', '2001:db8::2', {
      protocol: 58,
      sourcePort: undefined,
      destinationPort: undefined,
    });
    const seen = { state: 'persistent', direction: 'outbound', rounds: [1, 2], firstRound: 1, lastRound: 2 } as const;
    const known = { service: 'https', matched: 'f-0123456789abcdef', sourceInterfaceId: 'eni-0a1' };
    const times = { firstSeenMs: START_MS, lastSeenMs: START_MS + 75_000 };

    expect([...csvLines([{ ...flow('10.0.0.1', '198.51.100.7'), ...seen, ...known, ...times }, ping])].join('')).toBe(
      'source,source_port,destination,destination_port,protocol,protocol_name,direction,state,first_round,last_round,age_seconds,packets,bytes,service,matched,source_interface,destination_interface,first_seen,last_seen\r\n' +
        '10.0.0.1,50040,198.51.100.7,443,6,TCP,outbound,persistent,1,2,120,10,1000,https,f-0123456789abcdef,eni-0a1,,2026-03-01T12:00:00.000Z,2026-03-01T12:01:15.000Z\r\n' +
        '2001:db8::1,,2001:db8::2,,58,ICMPv6,,,,,120,10,1000,,,,,,\r\n',
    );
  });

  it('reads back as it was in 20,000 cells, with nothing that a spreadsheet runs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(hostile, { minLength: 5, maxLength: 5 }), { minLength: 4, maxLength: 4 }),
        (table) => {
          const read = readCsv(table.map((row) => `${row.map(csvCell).join(',')}\r\n`).join(''));

          const cells = table.flat();
          const isSame = (cell: string, index: number) => cell === cells[index] || cell === `'${cells[index]}`;
          expect(read.map((row) => row.length)).toEqual(table.map((row) => row.length));
          expect(read.flat().filter((cell) => FORMULA.test(cell))).toEqual([]);
          expect(read.flat().every(isSame)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('leaves harmless text and negative numbers as they are', () => {
    expect(['plain', 'a b', '::1', '', -5, 0, undefined].map(csvCell)).toEqual([
      'plain',
      'a b',
      '::1',
      '',
      '-5',
      '0',
      '',
    ]);
  });
});

describe('flows as OCSF', () => {
  const context = {
    caseId: 'c-1',
    account: '111122223333',
    region: 'eu-west-1',
    observedAtMs: 1_772_366_400_000,
    productVersion: '0.1.0',
  };

  it('are Network Activity events of the Traffic activity', () => {
    const seen = { state: 'new', direction: 'outbound', rounds: [2], firstRound: 2, lastRound: 2 } as const;

    expect(ocsfNetworkActivity({ ...flow('10.0.0.1', '198.51.100.7'), ...seen }, context)).toEqual({
      category_uid: 4,
      class_uid: 4001,
      activity_id: 6,
      type_uid: 400106,
      severity_id: 1,
      time: 1_772_366_400_000,
      start_time: 1_772_366_280_000,
      end_time: 1_772_366_400_000,
      duration: 120_000,
      metadata: {
        version: '1.1.0',
        profiles: ['cloud'],
        correlation_uid: 'c-1',
        product: { name: 'Flowtrap', vendor_name: 'Flowtrap', version: '0.1.0' },
      },
      cloud: { provider: 'AWS', region: 'eu-west-1', account: { uid: '111122223333' } },
      src_endpoint: { ip: '10.0.0.1', port: 50_040 },
      dst_endpoint: { ip: '198.51.100.7', port: 443 },
      connection_info: { direction_id: 2, protocol_num: 6, protocol_name: 'tcp', protocol_ver_id: 4 },
      traffic: { bytes: 1_000, packets: 10 },
      unmapped: { state: 'new', rounds: [2] },
    });
  });

  it('tell when a flow was seen last, whose interfaces it had, and what it matched', () => {
    const seen = {
      firstSeenMs: 1_772_366_000_000,
      lastSeenMs: 1_772_366_300_000,
      matched: 'collateral',
      service: 'dns',
    };
    const ends = { sourceInterfaceId: 'eni-0a1', destinationInterfaceId: 'eni-0b2' };

    const event = ocsfNetworkActivity({ ...flow('10.0.0.1', '10.0.0.2'), ...seen, ...ends }, context);

    expect(event).toMatchObject({
      time: 1_772_366_300_000,
      start_time: 1_772_366_180_000,
      end_time: 1_772_366_300_000,
      src_endpoint: { ip: '10.0.0.1', interface_uid: 'eni-0a1' },
      dst_endpoint: { ip: '10.0.0.2', interface_uid: 'eni-0b2' },
      unmapped: { matched: 'collateral', service: 'dns', first_seen: 1_772_366_000_000 },
    });
  });

  it.each([
    ['inbound', 1],
    ['internal', 3],
    ['unknown', 0],
    [undefined, 0],
  ] as const)('give the direction %s the id %d', (direction, id) => {
    const event = ocsfNetworkActivity({ ...flow('2001:db8::1', '2001:db8::2'), direction }, context);

    expect(event.connection_info).toMatchObject({ direction_id: id, protocol_ver_id: 6 });
  });
});
