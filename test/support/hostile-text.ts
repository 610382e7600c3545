import fc from 'fast-check';

/** Starts of formulas, quotes, separators, markup, controls, and text that shows other than it is. */
const fragments = [
  ...['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠', '"', "'", ',', ';', '|', ' '],
  ...['=HYPERLINK("http://x","y")', "=cmd|'/c x'!A1", '\r\n=1', '"=1', '""', '","', '<script>', '</script>', ']]>'],
  ...['\u001b[31m', '\u0007', '\u2028', '\u2029', '\u0085', '\u202e', '\u200b', '\ufeff', '\u{e0041}', '\ud800'],
  ...['{"level":"INFO","message":"forged"}', '\\', '\\n', '%0d%0a', '../', '..', '/', '#', 'CASE#', '$(x)', '$$'],
  ...['__proto__', 'constructor', 'x'.repeat(600), "'; DROP TABLE cases; --"],
];

/** Text that an attacker could put wherever an event holds text: fragments of what encoders must stop, and any characters. */
export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 6 })
  .map((parts) => parts.join(''));

/** `count` strings, the same ones every time. */
export const hostileTexts = (count: number): readonly string[] =>
  fc.sample(hostileText, { numRuns: count, seed: 20_000 });
