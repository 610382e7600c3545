import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFlows } from '../../../functions/lib/evidence/flows-file.ts';
import { parquetRows } from '../../support/read-flows-table.ts';
import { closedPackage, type Package } from '../verify/package.ts';
import { apiRow } from './fixtures.ts';

interface Row {
  readonly SourceAddress: { readonly AddressDefinition: string };
  readonly DestinationAddress: { readonly AddressDefinition: string };
  readonly SourcePort: string;
  readonly DestinationPort: string;
  readonly PacketCount: number;
  readonly ByteCount: number;
}

interface Sums {
  readonly count: number;
  readonly packets: number;
  readonly bytes: number;
}

const add = (rows: readonly { readonly packets: number; readonly bytes: number }[]): Sums => ({
  count: rows.length,
  packets: rows.reduce((sum, { packets }) => sum + packets, 0),
  bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
});

const json = (files: Package, name: string): { readonly Flows: readonly Row[] } =>
  JSON.parse(Buffer.from(files.get(name) ?? []).toString('utf8'));

/** The rows of every page as it was received. */
const pageRows = (files: Package, round: number): readonly Row[] =>
  [...files.keys()]
    .filter((name) => name.includes(`-r${round}/`) && /page-\d+\.json$/.test(name))
    .flatMap((name) => json(files, name).Flows);

const counted = (rows: readonly Row[]): Sums =>
  add(rows.map(({ PacketCount, ByteCount }) => ({ packets: PacketCount, bytes: ByteCount })));

/** What the case must sum up to, from the rows of all rounds alone: of each conversation the larger direction, and of each
 * direction its largest row. */
const joined = (rows: readonly Row[]): Sums => {
  const conversations = new Map<string, Map<string, { packets: number; bytes: number }>>();
  for (const { SourceAddress, DestinationAddress, SourcePort, DestinationPort, PacketCount, ByteCount } of rows) {
    const from = `${SourceAddress.AddressDefinition} ${SourcePort}`;
    const name = [from, `${DestinationAddress.AddressDefinition} ${DestinationPort}`].sort().join(' - ');
    const sides = conversations.get(name) ?? new Map();
    const { packets = 0, bytes = 0 } = sides.get(from) ?? {};
    sides.set(from, { packets: Math.max(packets, PacketCount), bytes: Math.max(bytes, ByteCount) });
    conversations.set(name, sides);
  }
  const largest = (sides: Map<string, { packets: number; bytes: number }>, what: 'packets' | 'bytes'): number =>
    Math.max(...[...sides.values()].map((side) => side[what]));
  return add(
    [...conversations.values()].map((sides) => ({
      packets: largest(sides, 'packets'),
      bytes: largest(sides, 'bytes'),
    })),
  );
};

const sumsOfFile = async (files: Package, name: string): Promise<Sums> =>
  add(await Array.fromAsync(readFlows(files.get(name) ?? new Uint8Array())));

const few = fc.integer({ min: 1, max: 3 });
const row = fc
  .record({ from: few, to: few, port: few, isTurned: fc.boolean(), packets: fc.nat(1_000), bytes: fc.nat(1_000_000) })
  .map(({ from, to, port, isTurned, packets, bytes }) => {
    const [subject, peer] = [`10.0.1.${from}`, `198.51.100.${to}`];
    const counters = { PacketCount: packets, ByteCount: bytes };
    return isTurned
      ? apiRow(peer, subject, { SourcePort: '443', DestinationPort: String(50_000 + port), ...counters })
      : apiRow(subject, peer, { SourcePort: String(50_000 + port), ...counters });
  });
const pages = fc.array(fc.array(row, { maxLength: 12 }), { minLength: 1, maxLength: 3 });

describe('sums over flows', () => {
  it("equal those of the API's pages: row for row in a round, joined over the case, in NDJSON and Parquet alike", async () => {
    await fc.assert(
      fc.asyncProperty(pages, pages, async (first, second) => {
        const files = await closedPackage({}, { 1: first, 2: second });

        const rounds = [1, 2].map((round) => pageRows(files, round));
        for (const [index, rows] of rounds.entries()) {
          const file = [...files.keys()].find(
            (name) => name.includes(`-r${index + 1}/`) && name.endsWith('.ndjson.gz'),
          );
          expect(await sumsOfFile(files, file ?? '')).toEqual(counted(rows));
        }
        const expected = joined(rounds.flat());
        expect(await sumsOfFile(files, 'flows.ndjson.gz')).toEqual(expected);
        const table = [...files.keys()].find((name) => name.endsWith('.parquet')) ?? '';
        const cells = await parquetRows(files.get(table) ?? new Uint8Array());
        expect(add(cells.map(({ packets, bytes }) => ({ packets: Number(packets), bytes: Number(bytes) })))).toEqual(
          expected,
        );
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
