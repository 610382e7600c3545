import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowTableText } from '../../../cli/render/flow-table.ts';
import { type Column, table } from '../../../cli/render/table.ts';
import { address } from '../evidence/fixtures.ts';

const flow = (source: string, destination: string) => ({
  source: address(source),
  sourcePort: 42_310,
  destination: address(destination),
  destinationPort: 443,
  protocol: 6,
  protocolName: 'TCP',
  direction: 'outbound' as const,
  state: 'persistent' as const,
  ageSeconds: 5_475,
  packets: 9_855,
  bytes: 2_089_260,
  rounds: [1, 2],
  firstRound: 1,
  lastRound: 2,
  firstSeenMs: 0,
  lastSeenMs: 75_000,
  service: 'https',
  matched: 'f-d32439688f8297ee',
});

const V6 = '2001:db8:85a3:8d3:1319:8a2e:1000:1001';

const widest = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length));

describe('a table of flows', () => {
  it('has every column where there is room', () => {
    const text = flowTableText([flow('10.0.1.10', '10.0.2.20')], 200);

    expect(text).toContain('f-d32439688f8297ee');
    expect(text).not.toContain('left out');
  });

  it.each([120, 100, 80, 60])('at %d columns has addresses and bytes whole, and says what it leaves out', (width) => {
    const text = flowTableText([flow('10.0.1.10', '10.0.2.20')], width);

    expect(widest(text)).toBeLessThanOrEqual(width);
    expect(text).toMatch(/persistent .*10\.0\.1\.10:42310 +10\.0\.2\.20:443 .*2089260/);
    expect(text).not.toContain('…');
    expect(text.includes('left out, ')).toBe(width <= 120);
  });

  it('is a line a cell where long addresses leave no room', () => {
    const text = flowTableText([flow(V6, V6)], 60);

    expect(widest(text)).toBeLessThanOrEqual(60);
    expect(text).toContain(`  from       [${V6}]:42310\n  to         [${V6}]:443\n`);
    expect(text).toContain('  matched    f-d32439688f8297ee\n');
  });
});

describe('a table', () => {
  const column = fc.record(
    {
      title: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }),
      align: fc.constant('right' as const),
      whole: fc.boolean(),
      spare: fc.integer({ min: 1, max: 9 }),
    },
    { requiredKeys: ['title'] },
  );
  const grid = fc
    .array(column, { minLength: 1, maxLength: 6 })
    .chain((columns) =>
      fc.tuple(
        fc.constant(columns),
        fc.array(
          fc.array(fc.stringMatching(/^[a-z0-9:.]{0,40}$/), { minLength: columns.length, maxLength: columns.length }),
          { minLength: 1, maxLength: 4 },
        ),
      ),
    );

  it('never cuts a whole cell or a number, at any width', () => {
    fc.assert(
      fc.property(grid, fc.integer({ min: 10, max: 200 }), ([columns, rows], width) => {
        const text = table(columns, rows, width);

        const stays = ({ spare }: Column): boolean => spare === undefined;
        for (const row of rows)
          for (const [index, cell] of row.entries()) {
            const { [index]: own } = columns;
            if (own && stays(own) && (own.whole ?? own.align === 'right')) expect(text).toContain(cell);
          }
      }),
    );
  });
});
