import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { flowContext } from '../../../functions/lib/domain/flow-context.ts';
import { flowJoin } from '../../../functions/lib/domain/flow-join.ts';
import { gunzipLines, gzipText } from '../../../functions/lib/evidence/flows-file.ts';
import { caseOfFlowsTableKey, flowsTableKey } from '../../../functions/lib/evidence/keys.ts';
import { flowsTableFacts } from '../../../functions/lib/evidence/parquet/table-facts.ts';
import { writeFlowsTable } from '../../../functions/lib/evidence/parquet/write-flows-table.ts';
import { lineOfRow, parquetRows } from '../../support/read-flows-table.ts';
import { closedPackage } from '../verify/package.ts';
import { address, CASE_ID, captureRecord, caseRecord, flow, plan, plannedCapture, START_MS } from './fixtures.ts';

const facts = flowsTableFacts(caseRecord(), [captureRecord()], { revision: 1, closedAtMs: START_MS + 9_000 });

const gzipped = (lines: readonly object[]): Promise<Uint8Array> =>
  gzipText(
    (async function* () {
      for (const line of lines) yield `${JSON.stringify(line)}\n`;
    })(),
  );

const linesOf = async (bytes: Uint8Array): Promise<readonly unknown[]> => {
  const lines: unknown[] = [];
  for await (const line of gunzipLines(bytes)) lines.push(JSON.parse(line));
  return lines;
};

const anyFlow = fc.record({
  source: fc.oneof(fc.ipV4(), fc.constant('2001:db8::7')).map(address),
  destination: fc.ipV4().map(address),
  sourcePort: fc.option(fc.nat(65_535), { nil: undefined }),
  destinationPort: fc.option(fc.nat(65_535), { nil: undefined }),
  protocol: fc.nat(255),
  ageSeconds: fc.nat(),
  packets: fc.maxSafeNat(),
  bytes: fc.maxSafeNat(),
});

describe('the Parquet of a case', () => {
  it('holds every member of every line of the flows file, in order', async () => {
    const rows = fc.array(fc.tuple(anyFlow, fc.integer({ min: 1, max: 3 })), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(rows, async (seen) => {
        const join = flowJoin();
        for (const [row, round] of seen) join.add(row, round, START_MS + round);
        const whole = [1, 2, 3].map((round) => ({ round, whole: true }));
        const addresses = seen.slice(0, 3).map(([{ source }]) => source);
        const filters = [{ filter: { protocols: [6, 17] } }];
        const context = flowContext({ interfaces: [{ interfaceId: 'eni-0a1', addresses }], filters }, []);
        const lines = [...join.flows()].map((joined) => context.describe(joined, whole));
        const file = await gzipped(lines);

        const table = await parquetRows(await writeFlowsTable(file, facts));

        expect(table.map(lineOfRow)).toEqual(await linesOf(file));
      }),
      { numRuns: 60 },
    );
  });

  it('equals the flows file of a case that the steps closed, and says which case, when and where', async () => {
    const files = await closedPackage();
    const bytes = files.get(flowsTableKey({ caseId: CASE_ID, openedAtMs: START_MS - 5_000, revision: 1 }));

    const table = await parquetRows(bytes ?? new Uint8Array());

    expect(table.map(lineOfRow)).toEqual(await linesOf(files.get('flows.ndjson.gz') ?? new Uint8Array()));
    expect(table).toHaveLength(3);
    expect(table[0]).toMatchObject({
      case_id: CASE_ID,
      revision: 1,
      account: '111122223333',
      region: 'eu-west-1',
      opened_at: new Date(START_MS - 5_000),
      closed_at: new Date(START_MS + 100_000),
      first_seen_at: new Date(START_MS + 2_000),
      protocol_name: 'TCP',
    });
  });

  it('has the same bytes for the same flows, over several groups of rows', async () => {
    const lines = Array.from({ length: 1_050 }, (_, index) =>
      flow(`10.0.${index >> 8}.${index & 255}`, '198.51.100.7', { bytes: index }),
    );
    const file = await gzipped(lines);

    const [one, other] = [await writeFlowsTable(file, facts, 100), await writeFlowsTable(file, facts, 100)];

    expect(Buffer.from(one).equals(other)).toBe(true);
    expect(parquetMetadata(Uint8Array.from(one).buffer).row_groups).toHaveLength(11);
    const table = await parquetRows(one);
    expect(table).toHaveLength(1_050);
    expect(table.map(({ bytes }) => bytes)).toEqual(lines.map(({ bytes }) => bytes));
  });

  it('is a file without rows where there were no flows', async () => {
    expect(await parquetRows(await writeFlowsTable(await gzipped([]), facts))).toEqual([]);
  });

  it('takes times from the zones of a round, the earliest for the first and the latest for the last', async () => {
    const captures = [
      captureRecord({ flowRequestAtMs: START_MS + 4_000 }),
      captureRecord({ flowRequestAtMs: START_MS + 1_000 }),
      captureRecord({ round: 2, flowRequestAtMs: START_MS + 80_000 }),
      captureRecord({ round: 2, flowRequestAtMs: undefined, firedAtMs: START_MS + 90_000 }),
    ];
    const line = { ...flow('10.0.1.10', '198.51.100.7'), rounds: [1, 2], firstRound: 1, lastRound: 2 };
    const file = await gzipped([line]);

    const [row] = await parquetRows(
      await writeFlowsTable(file, flowsTableFacts(caseRecord(), captures, { revision: 2, closedAtMs: START_MS })),
    );

    expect(row).toMatchObject({
      first_seen_at: new Date(START_MS + 1_000),
      last_seen_at: new Date(START_MS + 90_000),
      revision: 2,
    });
  });

  it('takes the place of no interface whose account a trigger made up', () => {
    const made = { interfaceId: 'eni-0a1', account: "1'; DROP", region: 'eu-west-1', vpcId: '', subnetId: '' };
    const record = caseRecord({ plan: plan({ interfaces: [{ ...made, addresses: [], reason: '', gone: true }] }) });
    const none = caseRecord({ plan: plan({ captures: [plannedCapture({ region: '../..' })] }) });
    const closing = { revision: 1, closedAtMs: START_MS };

    expect(flowsTableFacts(record, [], closing).account).toBe('111122223333');
    expect(flowsTableFacts(none, [], closing)).toMatchObject({ account: 'unknown', region: 'unknown' });
  });
});

describe('its place in the bucket', () => {
  const key = flowsTableKey({ caseId: CASE_ID, openedAtMs: START_MS, revision: 1 });

  it('is the partition of the UTC day on which the case was opened', () => {
    expect(key).toBe(`flows/day=2026-03-01/${CASE_ID}-1.parquet`);
    expect(flowsTableKey({ caseId: CASE_ID, openedAtMs: START_MS + 43_199_999, revision: 12 })).toBe(
      `flows/day=2026-03-01/${CASE_ID}-12.parquet`,
    );
  });

  it('names its case, and no other key does', () => {
    expect(caseOfFlowsTableKey(key)).toBe(CASE_ID);
    for (const other of [`${key}/x`, `../${key}`, key.replace('flows', 'cases'), key.replace('-1.', '-0.'), ''])
      expect(caseOfFlowsTableKey(other)).toBeUndefined();
  });
});
