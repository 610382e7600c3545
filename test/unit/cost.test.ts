import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CaseSize, costOfCase, costOfIdleMonth, usageOf } from '../../functions/lib/domain/cost.ts';

const page = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8');
const small: CaseSize = { captures: 1, rounds: 2, polls: 1, flows: 1 };
/** The page's reference case: 1,000 flows in all. */
const reference: CaseSize = { ...small, flows: 500 };
const more = (changes: Partial<CaseSize>): number => costOfCase({ ...reference, ...changes }) - costOfCase(reference);

/** The dollars of a row of the page, with the digits that it gives. */
const written = (row: string): { readonly dollars: number; readonly digits: number } => {
  const [, text = ''] = page.match(new RegExp(`\\| ${row}[^|]*\\| \\$([0-9.]+)`)) ?? [];
  return { dollars: Number(text), digits: text.split('.')[1]?.length ?? 0 };
};

describe('what a case uses', () => {
  it.each([
    [
      { captures: 1, rounds: 1, polls: 1, flows: 0 },
      { transitions: 17, lambdaCalls: 8, writeUnits: 65, readUnits: 36, puts: 13, gets: 9 },
    ],
    [
      { captures: 1, rounds: 2, polls: 1, flows: 1_000 },
      { transitions: 25, lambdaCalls: 11, writeUnits: 90, readUnits: 54, puts: 33, gets: 30 },
    ],
    [
      { captures: 2, rounds: 3, polls: 4, flows: 250_000 },
      { transitions: 135, lambdaCalls: 53, writeUnits: 3_170, readUnits: 1_616, puts: 15_017, gets: 15_018 },
    ],
  ])('follows from its size: %j', (size, expected) => {
    expect(usageOf(size)).toMatchObject(expected);
  });

  it('is half a GB for a fifth of a second a call, and a twentieth for each page behind the first', () => {
    expect(usageOf(small).lambdaGbSeconds).toBeCloseTo(0.5 * 11 * 0.2, 9);
    expect(usageOf({ ...small, flows: 301 }).lambdaGbSeconds).toBeCloseTo(0.5 * (11 * 0.2 + 2 * 3 * 0.05), 9);
  });
});

describe('the page about cost', () => {
  it.each<[row: string, formula: () => number]>([
    ['the same with 1,000 flows in all', () => costOfCase(reference)],
    ['each further round', () => more({ rounds: 3 })],
    ['each further zone', () => more({ captures: 2 })],
    ['each further look at every operation', () => more({ polls: 2 })],
    ['each further 1,000 flows', () => more({ flows: 1_000 })],
    ['1,000,000 flows in each of two rounds', () => costOfCase({ ...small, flows: 1_000_000 })],
    ['the sweeper every 15 minutes', () => costOfIdleMonth({ kmsKeys: 0, alarms: 0, dashboards: 0, sweepsPerDay: 96 })],
    ['3 KMS keys', () => costOfIdleMonth({ kmsKeys: 3, alarms: 0, dashboards: 0, sweepsPerDay: 0 })],
    ['alarms', () => costOfIdleMonth({ kmsKeys: 0, alarms: 1, dashboards: 0, sweepsPerDay: 0 })],
    ['1 dashboard', () => costOfIdleMonth({ kmsKeys: 0, alarms: 0, dashboards: 1, sweepsPerDay: 0 })],
  ])('says what the formula gives for %s', (row, formula) => {
    const said = written(row);

    expect(formula()).toBeCloseTo(said.dollars, said.digits);
    expect(said.dollars).toBeGreaterThan(0);
  });
});
