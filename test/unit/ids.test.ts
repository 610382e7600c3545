import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureKeyFrom, caseIdFrom, clientTokenFrom } from '../../functions/lib/domain/ids.ts';

/** Text that joins, escapes or ends other text. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('|', '#', '/', '../', '","', '"', '\\', '\u0000', '\ud800', '__proto__', 'é', 'e\u0301', ''),
);
const parts = fc.array(hostile, { maxLength: 5 });

describe('ids of ours', () => {
  it('hold small letters, digits and hyphens alone, whatever they are made of', () => {
    fc.assert(
      fc.property(parts, (texts) => {
        expect(caseIdFrom(texts)).toMatch(/^c-[0-9a-f]{40}$/);
        expect(captureKeyFrom(texts)).toMatch(/^t-[0-9a-f]{16}$/);
        expect(clientTokenFrom(texts)).toMatch(/^flowtrap-[0-9a-f]{40}$/);
      }),
      { numRuns: 5_000 },
    );
  });

  it('differ for different lists, even where their joined text is equal', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(caseIdFrom(a) === caseIdFrom(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 5_000 },
    );
    expect(new Set([['a|b', 'c'], ['a', 'b|c'], ['a|b|c'], ['a', 'b', 'c'], ['abc']].map(caseIdFrom)).size).toBe(5);
  });
});
