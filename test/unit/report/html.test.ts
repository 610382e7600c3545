import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { visible } from '../../../functions/lib/domain/visible-text.ts';
import { html, htmlText, jsonForScript } from '../../../functions/lib/evidence/report/html.ts';

const fragments = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></script>',
  '<!--',
  ']]>',
  '&lt;b&gt;',
  '&#x3c;',
  '\u202egpj.exe',
  '\u0000',
  '\u2028',
  '\ud800',
  '`',
  '=cmd|x',
  'javascript:alert(1)',
  '𝒳',
  'a'.repeat(600),
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 6 })
  .map((parts) => parts.join(''));

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  alwaysCreateTextNode: true,
  processEntities: false,
});

const NAMED: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#96;': '`',
};
const decoded = (text: string): string => text.replace(/&[^;]*;/g, (entity) => NAMED[entity] ?? `?${entity}`);

describe('the HTML encoder', () => {
  it('lets none of 20,000 hostile strings out of an element or an attribute, by another parser', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 50, maxLength: 50 }), (texts) => {
        const page = html`<div>${texts.map((text) => html`<p title="${text}">${text}</p>`)}</div>`.markup;
        expect(XMLValidator.validate(page)).toBe(true);
        const { div, ...others } = parser.parse(page);
        const { p, '#text': _, ...inner } = div;
        expect([Object.keys(others), Object.keys(inner), p.length]).toEqual([[], [], 50]);
        for (const [index, { title, '#text': content, ...rest }] of p.entries()) {
          const shown = visible(texts[index] ?? '', 500);
          expect([decoded(title ?? ''), decoded(content ?? ''), Object.keys(rest)]).toEqual([shown, shown, []]);
        }
      }),
      { numRuns: 400 },
    );
    process.stdout.write('hostile: 20000 strings through the HTML encoder, 0 broke out\n');
  }, 60_000);

  it('spells out what hides or reorders text, and cuts what is long', () => {
    expect(htmlText('\u202egpj.exe')).toBe('\\u{202e}gpj.exe');
    expect(htmlText('a\u0000b')).toBe('a\\u{0}b');
    expect(htmlText('<'.repeat(5_000))).toBe(`${'&lt;'.repeat(499)}…`);
  });

  it('nests its own markup as it is', () => {
    expect(html`<ul>${['a', '<b>'].map((item) => html`<li>${item}</li>`)}</ul>`.markup).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
    );
  });

  it('writes JSON that cannot end its script block and reads back equal', () => {
    fc.assert(
      fc.property(fc.array(hostile), (texts) => {
        const block = jsonForScript(texts);
        expect(block).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(block)).toEqual(JSON.parse(JSON.stringify(texts)));
      }),
    );
  });
});
