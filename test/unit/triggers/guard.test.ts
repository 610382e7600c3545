import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  guardText,
  MAX_TRIGGER_BYTES,
  MAX_TRIGGER_DEPTH,
  MAX_TRIGGER_NODES,
  measureJson,
} from '../../../functions/lib/triggers/guard.ts';
import { writeJson } from '../../../functions/lib/triggers/write-json.ts';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

const nodesOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Object.values(value).reduce((sum: number, inner) => sum + nodesOf(inner), 0)
    : 1;

describe('the guard on raw text', () => {
  it('measures what a real parser finds, however the text is spaced', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, 2, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);

        expect(measureJson(text)).toEqual({
          bytes: Buffer.byteLength(text),
          depth: depthOf(value),
          nodes: nodesOf(value),
        });
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['the largest text', `"${'a'.repeat(MAX_TRIGGER_BYTES - 2)}"`, undefined],
    ['a byte too many', `"${'a'.repeat(MAX_TRIGGER_BYTES - 1)}"`, 'too large'],
    ['bytes, not characters', `"${'é'.repeat(MAX_TRIGGER_BYTES / 2)}"`, 'too large'],
    ['the deepest text', '['.repeat(MAX_TRIGGER_DEPTH) + ']'.repeat(MAX_TRIGGER_DEPTH), undefined],
    ['a level too many', '['.repeat(MAX_TRIGGER_DEPTH + 1) + ']'.repeat(MAX_TRIGGER_DEPTH + 1), 'too deep'],
    ['130,000 levels', '['.repeat(130_000), 'too deep'],
    ['objects deep down', '{"a":'.repeat(40_000), 'too deep'],
    [
      'the most values',
      `[${Array(MAX_TRIGGER_NODES - 1)
        .fill(0)
        .join()}]`,
      undefined,
    ],
    ['a value too many', `[${Array(MAX_TRIGGER_NODES).fill(0).join()}]`, 'too many'],
    ['brackets inside a string', `"${'['.repeat(1_000)}"`, undefined],
    ['an escaped quote before brackets', `"\\"${'['.repeat(1_000)}"`, undefined],
    ['a string that never ends', `"${'['.repeat(1_000)}`, undefined],
  ])('judges %s', (_what, text, problem) => {
    const judged = guardText(text);

    if (problem === undefined) expect(judged).toBeUndefined();
    else expect(judged).toContain(problem);
  });
});

describe('writeJson', () => {
  it('writes what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(writeJson(value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 5_000 },
    );
  });

  it('writes members that JSON has no form for as JSON.stringify does', () => {
    const value = { gone: undefined, list: [undefined, () => 1, Number.NaN], kept: null };

    expect(writeJson(value)).toBe(JSON.stringify(value));
    expect(writeJson(undefined)).toBe('null');
  });

  it('keeps an own __proto__ member and the order of members', () => {
    const text = '{"__proto__":{"admin":true},"b":1,"a":2}';

    expect(writeJson(JSON.parse(text))).toBe(text);
  });

  it('survives nesting that overflows JSON.stringify', () => {
    const depth = 130_000;
    const text = '['.repeat(depth) + ']'.repeat(depth);
    const value: unknown = JSON.parse(text);

    expect(() => JSON.stringify(value)).toThrow(RangeError);
    expect(writeJson(value)).toBe(text);
  });
});
