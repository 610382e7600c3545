import type { Address } from '../../functions/lib/domain/address.ts';
import type { Flow } from '../../functions/lib/domain/flow.ts';
import { flowContext } from '../../functions/lib/domain/flow-context.ts';
import { flowJoin } from '../../functions/lib/domain/flow-join.ts';
import { gzipText } from '../../functions/lib/evidence/flows-file.ts';
import { flowsTableKey } from '../../functions/lib/evidence/keys.ts';
import type { FlowsTableFacts } from '../../functions/lib/evidence/parquet/columns.ts';
import { writeFlowsTable } from '../../functions/lib/evidence/parquet/write-flows-table.ts';
import { address, flow } from '../unit/evidence/fixtures.ts';

/** 2026-03-01T12:00:00Z; rounds are taken then and 100 s later. */
const START_MS = Date.UTC(2026, 2, 1, 12);
const DAY_MS = 86_400_000;
const roundMs = (round: number, startMs: number): number => startMs + (round - 1) * 100_000;

const subject = '10.0.1.10';
const subjectAddresses: readonly Address[] = [address(subject), address('2001:db8::10')];

type Seen = readonly [flow: Flow, ...rounds: number[]];

/** Six connections, one a minute. */
const beacon = [0, 1, 2, 3, 4, 5].map(
  (n): Seen => [
    flow(subject, '198.51.100.7', { sourcePort: 40_001 + n, ageSeconds: 400 - 60 * n, packets: 4, bytes: 1_000 }),
    1,
  ],
);

/** Five connections without a rhythm. */
const browsing = [900, 880, 500, 60, 55].map(
  (ageSeconds, n): Seen => [
    flow(subject, '203.0.113.5', { sourcePort: 41_001 + n, ageSeconds, packets: 9, bytes: 2_000 }),
    1,
  ],
);

const held = (bytes: number): Flow =>
  flow(subject, '192.0.2.9', { sourcePort: 50_000, destinationPort: 22, ageSeconds: 7_000, packets: 70, bytes });
const inbound = flow('203.0.113.77', subject, {
  sourcePort: 55_555,
  destinationPort: 22,
  ageSeconds: 90,
  packets: 3,
  bytes: 300,
});
const ping = flow(subject, '192.0.2.50', {
  sourcePort: undefined,
  destinationPort: undefined,
  protocol: 1,
  packets: 2,
  bytes: 168,
});
const v6 = flow('2001:db8::10', '2001:db8::7', { sourcePort: 50_001, packets: 5, bytes: 5_000_000_000 });

const first: readonly Seen[] = [...beacon, ...browsing, [held(7_000), 1, 2], [inbound, 1], [ping, 1]];
const second: readonly Seen[] = [
  [held(9_000), 1, 2],
  [v6, 1],
];

interface KnownCase {
  readonly digit: string;
  readonly revision: number;
  readonly startMs: number;
  readonly seen: readonly Seen[];
}

/** What only the first closing had: a later one replaces it, whatever it says. */
const replaced: Seen = [flow(subject, '203.0.113.5', { sourcePort: 41_099, bytes: 99 }), 1];

/** A case that was closed twice, and one four days later that shares a conversation. */
const knownCases: readonly KnownCase[] = [
  { digit: 'a', revision: 1, startMs: START_MS, seen: [...first.slice(0, -1), replaced] },
  { digit: 'a', revision: 2, startMs: START_MS, seen: first },
  { digit: 'b', revision: 1, startMs: START_MS + 4 * DAY_MS, seen: second },
];

const linesOf = function* ({ seen, startMs }: KnownCase): Generator<string> {
  const join = flowJoin();
  for (const [row, ...rounds] of seen) for (const round of rounds) join.add(row, round, roundMs(round, startMs));
  const plan = { interfaces: [{ interfaceId: 'eni-0a1', addresses: subjectAddresses }], filters: [] };
  const rounds = [1, 2].map((round) => ({ round, whole: true }));
  const { describe } = flowContext(plan, []);
  for (const joined of join.flows()) yield `${JSON.stringify(describe(joined, rounds))}\n`;
};

/** The files of cases whose answers to every saved query are known: flows as NDJSON, and as Parquet under its key. */
export const knownPackages = () =>
  knownCases.map(async (known) => {
    const { digit, revision, startMs } = known;
    const facts: FlowsTableFacts = {
      caseId: `c-${digit.repeat(40)}`,
      revision,
      account: '111122223333',
      region: 'eu-west-1',
      openedAtMs: startMs - 5_000,
      closedAtMs: startMs + 200_000,
      roundTimes: new Map(),
    };
    const lines = async function* () {
      yield* linesOf(known);
    };
    const flows = await gzipText(lines());
    return {
      name: `${digit}-${revision}`,
      key: flowsTableKey(facts),
      flows,
      table: await writeFlowsTable(flows, facts),
    };
  });
