import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { gradeMeanings } from '../../../functions/lib/domain/grade.ts';
import { flowGraph } from '../../../functions/lib/evidence/report/flow-charts.ts';
import { bytesText } from '../../../functions/lib/evidence/report/numbers.ts';
import { readReport } from '../../../functions/lib/evidence/report/read-report.ts';
import { renderReport } from '../../../functions/lib/evidence/report/render-report.ts';
import { CASE_ID, flow } from '../evidence/fixtures.ts';
import { closedPackage, sourceOf } from '../verify/package.ts';
import { flowsNamed, HOSTILE_TEXT, manyFlows, reportModel } from './model.ts';

const page = async (): Promise<string> => renderReport(await readReport(sourceOf(await closedPackage())));

const inner = (text: string, tag: string): string => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text)?.[1] ?? '';

const sourceHash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the report of a case', () => {
  it('shows the case, its flows and how to check it', async () => {
    const text = await page();

    for (const part of [
      CASE_ID,
      '198.51.100.7',
      'Top talkers',
      'Rounds compared',
      'How complete this is',
      'openssl dgst',
    ])
      expect(text).toContain(part);
  });

  it('says of a drill that it is one, and of nothing else', () => {
    const plain = reportModel('x', manyFlows(1));
    const drill = { ...plain, ...(plain.lead ? { lead: { ...plain.lead, drill: true } } : {}) };

    expect([plain, drill].map((model) => renderReport(model).includes('A drill: '))).toEqual([false, true]);
  });

  it.each([
    ['guardduty', 'GuardDuty reported'],
    ['security-hub', 'Security Hub reported'],
    ['cloudwatch-alarm', 'A CloudWatch alarm went off:'],
    ['firewall-alert', 'A Network Firewall rule matched:'],
    ['schedule', 'A schedule asked for'],
    ['manual', 'An analyst asked:'],
    ['<b>', '&lt;b&gt; reported'],
  ])('says in words who started the case: %s', (source, words) => {
    const plain = reportModel('x', manyFlows(1));
    const model = { ...plain, ...(plain.lead ? { lead: { ...plain.lead, source, type: 'the type' } } : {}) };

    expect(renderReport(model)).toContain(`${words} the type, severity`);
  });

  it('is equal for an equal case', async () => {
    expect(await page()).toBe(await page());
  });

  it('allows its own style and script by hash, and nothing else', async () => {
    const text = await page();

    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1];
    expect(policy).toBe(
      `default-src 'none'; script-src ${sourceHash(inner(text, 'script'))}; style-src ${sourceHash(inner(text, 'style'))}; base-uri 'none'; form-action 'none'`,
    );
    expect(text).not.toMatch(/ style="/);
    expect(text).not.toMatch(/ on[a-z]+="/);
    expect(text.match(/<style/g)).toHaveLength(1);
    expect([...text.matchAll(/\s(?:src|href|xlink:href)=|@import|url\((?!#)/g)].map(([match]) => match)).toEqual([]);
    expect([...text.matchAll(/https?:\/\/[^"]*/g)].every(([url]) => url === 'http://www.w3.org/2000/svg')).toBe(true);
  });

  it.each([['a refused case', { plan: { outcome: 'refused' as const } }]])('shows %s without flows', async () => {
    const { subject, ...model } = reportModel('nothing', []);

    const text = renderReport({
      ...model,
      subject,
      captures: [],
      flowLogs: [],
      paths: [],
      filters: [],
      interfaces: [],
    });

    expect(text).toContain('No flow was found');
    expect(text).not.toContain('<script');
  });

  it('keeps 10,000 flows under a megabyte', () => {
    const text = renderReport(reportModel('a reason', manyFlows(10_000)));

    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(JSON.parse(/id="flow-data">([^<]*)</.exec(text)?.[1] ?? '').flows).toHaveLength(10_000);
  });

  it('draws a graph of bounded size, however many addresses are on either side', () => {
    const flows = Array.from({ length: 300 }, (_, index) => ({
      ...flow(`10.0.${index >> 8}.${index & 255}`, `198.51.${index >> 8}.${index & 255}`, { bytes: 1_000 - index }),
      direction: 'unknown' as const,
    }));

    const graph = flowGraph(reportModel('', flows)).markup;

    expect(graph).toContain('15 addresses on the left talk to 15 on the right');
    for (const shown of ['10.0.0.13', 'all other addresses', '198.51.0.13', 'all other peers'])
      expect(graph).toContain(shown);
    expect(graph).not.toContain('10.0.0.14');
  });

  it('encodes hostile text wherever it stands', () => {
    const text = renderReport(reportModel(HOSTILE_TEXT, flowsNamed(HOSTILE_TEXT)));

    expect(text).not.toContain('<img');
    expect(text).not.toContain('\u202e');
    expect(text.match(/<script/g)).toHaveLength(2);
    expect(text.match(/<\/script>/g)).toHaveLength(2);
    expect(text).not.toContain('n'.repeat(501));
  });

  it('rounds bytes to a unit that people know', () => {
    const shown = [0, 999, 1_000, 9_999, 999_499, 999_500, 999_999, 1_500_000_000].map(bytesText);

    expect(shown).toEqual(['0 B', '999 B', '1.0 kB', '10 kB', '999 kB', '1.0 MB', '1.0 MB', '1.5 GB']);
  });

  it('says what its grade and its words mean', async () => {
    const text = await page();

    expect(text).toContain(`${gradeMeanings.PARTIAL}. `);
    for (const word of ['Conversation', 'Collateral', 'Clock difference']) expect(text).toContain(`<dt>${word}</dt>`);
  });

  it.each(['manifest.json', 'plan.json'])('says that %s is missing', async (name) => {
    const files = new Map(await closedPackage());
    files.delete(name);

    await expect(readReport(sourceOf(files))).rejects.toThrow(`${name} is missing`);
  });
});
