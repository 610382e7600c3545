import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutants } from '../../prove/mutants/mutants.ts';

const sourceOf = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

describe('mutants of the product', () => {
  it.each(mutants)('can be made: $name', ({ file, find, replace }) => {
    const pieces = sourceOf(file).split(find);

    expect(pieces).toHaveLength(2);
    expect(replace).not.toBe(find);
  });

  it('have names of their own', () => {
    const names = mutants.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(20);
  });
});
