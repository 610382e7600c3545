import { visible } from '../../functions/lib/domain/visible-text.ts';
import type { Paint } from '../render/colour.ts';
import type { Finding } from './check.ts';
import type { Diagnosis } from './run-checks.ts';

const STYLES = { ok: 'green', warning: 'yellow', failed: 'red' } as const;

const CHECK_WIDTH = 20;
const INDENT = 2 + 7 + 2 + CHECK_WIDTH + 2;
const NARROWEST = 30;

/** Text in lines of at most `width`, broken between words; a word that is longer has a line of its own. */
const wrapped = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const line = (paint: Paint, width: number, { outcome, check, subject, detail, next }: Diagnosis): string => {
  const room = Math.max(NARROWEST, width - INDENT);
  const said = wrapped(`${visible(subject, 200)}: ${visible(detail, 600)}`, room);
  const advice = next === undefined ? [] : wrapped(`→ ${visible(next, 600)}`, room);
  const [first = '', ...more] = [...said, ...advice];
  const head = `  ${paint(STYLES[outcome], outcome.padEnd(7))}  ${check.padEnd(CHECK_WIDTH)}  ${first}\n`;
  return head + more.map((text) => `${' '.repeat(INDENT)}${text}\n`).join('');
};

const section = (
  paint: Paint,
  width: number,
  { title, found }: { title: string; found: readonly Diagnosis[] },
): string =>
  found.length === 0 ? '' : `${paint('bold', title)}\n${found.map((one) => line(paint, width, one)).join('')}`;

/** How many findings had an outcome. */
export const count = (found: readonly Diagnosis[], outcome: Finding['outcome']): number =>
  found.filter((one) => one.outcome === outcome).length;

/** Every finding with what to do about it, then their sum.
 * @param width columns of the terminal */
export const diagnosisText = (found: readonly Diagnosis[], paint: Paint, width: number): string => {
  const about = (what: Diagnosis['about']): readonly Diagnosis[] => found.filter((one) => one.about === what);
  return [
    section(paint, width, { title: 'For an incident', found: about('incident') }),
    section(paint, width, { title: 'For a clean-up', found: about('clean-up') }),
    `\n${count(found, 'failed')} failed, ${count(found, 'warning')} warnings, ${count(found, 'ok')} ok\n`,
  ].join('');
};
