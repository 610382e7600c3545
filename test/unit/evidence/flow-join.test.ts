import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Flow } from '../../../functions/lib/domain/flow.ts';
import { flowJoin } from '../../../functions/lib/domain/flow-join.ts';
import { compared, flowDirectionOf, flowStateOf, type RoundFact } from '../../../functions/lib/domain/flow-rounds.ts';
import { talkerTally } from '../../../functions/lib/domain/top-talkers.ts';
import { address, flow } from './fixtures.ts';

const joined = (rows: readonly (readonly [Flow, number])[]) => {
  const join = flowJoin();
  for (const [row, round] of rows) join.add(row, round);
  return [...join.flows()];
};

const compareRounds = (rounds: readonly (RoundFact & { readonly flows: readonly Flow[] })[]) =>
  joined(rounds.flatMap(({ round, flows }) => flows.map((row) => [row, round] as const))).map((conversation) =>
    compared(conversation, rounds),
  );

const mirror = ({ source, sourcePort, destination, destinationPort, ...rest }: Flow): Flow => ({
  ...rest,
  source: destination,
  sourcePort: destinationPort,
  destination: source,
  destinationPort: sourcePort,
});

const hosts = ['10.0.0.1', '198.51.100.7', '2001:db8::1'] as const;
const anyFlow = fc
  .record({
    source: fc.constantFrom(...hosts),
    destination: fc.constantFrom(...hosts),
    sourcePort: fc.option(fc.nat(1), { nil: undefined }),
    destinationPort: fc.option(fc.nat(1), { nil: undefined }),
    protocol: fc.constantFrom(6, 17),
    ageSeconds: fc.nat(2),
    packets: fc.nat(5),
    bytes: fc.nat(1_000),
  })
  .map(({ source, destination, ...rest }) => flow(source, destination, rest));
const rows = fc.array(fc.tuple(anyFlow, fc.integer({ min: 1, max: 4 })), { maxLength: 30 });

const exactKey = (row: Flow): string => {
  const ends = [
    JSON.stringify([row.source, row.sourcePort ?? null]),
    JSON.stringify([row.destination, row.destinationPort ?? null]),
  ].sort();
  return JSON.stringify([row.protocol, ...ends]);
};

const sorted = (list: readonly Flow[]) => list.map((item) => JSON.stringify(item, Object.keys(item).sort())).sort();

describe('joining rows into conversations', () => {
  it('joins both directions and adds nothing up', () => {
    const out = flow('10.0.0.1', '198.51.100.7', { ageSeconds: 90, packets: 10, bytes: 1_000 });
    const back = mirror({ ...out, ageSeconds: 89, packets: 20, bytes: 9_000 });

    expect(
      joined([
        [back, 1],
        [out, 1],
        [out, 2],
      ]),
    ).toEqual([
      {
        source: '10.0.0.1',
        sourcePort: 50_040,
        destination: '198.51.100.7',
        destinationPort: 443,
        protocol: 6,
        ageSeconds: 90,
        packets: 20,
        bytes: 9_000,
        forward: { ageSeconds: 90, packets: 10, bytes: 1_000 },
        backward: { ageSeconds: 89, packets: 20, bytes: 9_000 },
        rounds: [1, 2],
      },
    ]);
  });

  it('keeps apart what differs in protocol, port or address only', () => {
    const base = flow('10.0.0.1', '198.51.100.7');
    const others = [
      { protocol: 17 },
      { sourcePort: 50_041 },
      { destinationPort: 444 },
      { source: address('10.0.0.2') },
    ];

    expect(joined([[base, 1], ...others.map((other) => [{ ...base, ...other }, 1] as const)])).toHaveLength(5);
  });

  it('gives one conversation for each exact key, whatever the order of rows, and repeats change nothing', () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat()), (list, ranks) => {
        const shuffled = list
          .map((item) => ({ item, rank: ranks.next().value ?? 0 }))
          .toSorted((a, b) => a.rank - b.rank);
        const result = joined(list);

        expect(result).toHaveLength(new Set(list.map(([row]) => exactKey(row))).size);
        expect(sorted(joined([...shuffled.map(({ item }) => item), ...list]))).toEqual(sorted(result));
      }),
    );
  });

  it('never counts more than one row reported, and never less', () => {
    fc.assert(
      fc.property(rows, (list) => {
        for (const conversation of joined(list)) {
          const own = list.map(([row]) => row).filter((row) => exactKey(row) === exactKey(conversation));
          expect(conversation.bytes).toBe(Math.max(...own.map(({ bytes }) => bytes)));
          expect(conversation.packets).toBe(Math.max(...own.map(({ packets }) => packets)));
        }
      }),
    );
  });
});

describe('comparing rounds', () => {
  const first = flow('10.0.0.1', '198.51.100.7');
  const second = flow('10.0.0.1', '198.51.100.8');
  const third = flow('10.0.0.1', '198.51.100.9');

  it('tells new, persistent and closed conversations apart', () => {
    const result = compareRounds([
      { round: 1, whole: true, flows: [first, second] },
      { round: 2, whole: true, flows: [mirror(first), third] },
    ]);

    const states = result.map(({ destination, state, firstRound, lastRound }) => [
      destination,
      state,
      firstRound,
      lastRound,
    ]);
    expect(states).toEqual([
      ['198.51.100.7', 'persistent', 1, 2],
      ['198.51.100.8', 'closed', 1, 1],
      ['198.51.100.9', 'new', 2, 2],
    ]);
  });

  it('proves no absence by a partial round', () => {
    const rounds = [
      { round: 1, whole: false },
      { round: 2, whole: false },
    ];

    expect([flowStateOf([1], rounds), flowStateOf([2], rounds), flowStateOf([1, 2], rounds)]).toEqual([
      undefined,
      undefined,
      'persistent',
    ]);
  });

  it('closes a conversation that was persistent before', () => {
    const rounds = [1, 2, 3].map((round) => ({ round, whole: true }));

    expect([flowStateOf([1, 2], rounds), flowStateOf([2, 3], rounds), flowStateOf([3], rounds)]).toEqual([
      'closed',
      'persistent',
      'new',
    ]);
  });

  it('tells no change from one round', () => {
    expect(compareRounds([{ round: 1, whole: true, flows: [first] }])[0]).not.toHaveProperty('state');
  });

  it('sees a direction from the subject', () => {
    const subject = new Set([address('10.0.0.1'), address('10.0.0.2')]);

    expect(flowDirectionOf(first, subject)).toBe('outbound');
    expect(flowDirectionOf(mirror(first), subject)).toBe('inbound');
    expect(flowDirectionOf(flow('10.0.0.1', '10.0.0.2'), subject)).toBe('internal');
    expect(flowDirectionOf(flow('192.0.2.1', '192.0.2.2'), subject)).toBe('unknown');
  });
});

describe('top talkers', () => {
  it('ranks far ends by bytes and by conversations, ties by address', () => {
    const tally = talkerTally(new Set([address('10.0.0.1')]));
    const list = joined([
      [flow('10.0.0.1', '198.51.100.7', { bytes: 5_000 }), 1],
      [flow('10.0.0.1', '198.51.100.8', { bytes: 10, sourcePort: 1 }), 1],
      [flow('198.51.100.8', '10.0.0.1', { bytes: 20, sourcePort: 2 }), 1],
      [flow('10.0.0.1', '198.51.100.6', { bytes: 5_000 }), 1],
    ]);
    for (const conversation of list) tally.add(conversation);

    const top = tally.top(2);
    expect(top.byBytes.map(({ address: far }) => far)).toEqual(['198.51.100.6', '198.51.100.7']);
    expect(top.byConversations[0]).toEqual({ address: '198.51.100.8', conversations: 2, packets: 20, bytes: 30 });
  });
});
