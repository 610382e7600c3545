import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bucketSource } from '../../functions/lib/evidence/bucket-source.ts';
import { readReport } from '../../functions/lib/evidence/report/read-report.ts';
import { renderReport } from '../../functions/lib/evidence/report/render-report.ts';
import { startLocalStack } from '../../simulator/local-stack.ts';
import world from '../../simulator/worlds/beacon.json' with { type: 'json' };
import { flowsNamed, HOSTILE_TEXT, manyFlows, reportModel } from '../unit/report/model.ts';
import { openPage, SCREENSHOTS, startBrowser } from './page.ts';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The report of the demo's case, by the same steps. */
const demoReport = async (): Promise<string> => {
  process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
  const stack = await startLocalStack({ world });
  try {
    const event = new URL('../../simulator/events/backdoor-c2.json', import.meta.url);
    const { output } = await stack.respond({ name: 'browser', input: JSON.parse(await readFile(event, 'utf8')) });
    const caseId = /c-[0-9a-f]{40}/.exec(JSON.stringify(output))?.[0] ?? '';
    return renderReport(await readReport(await bucketSource(stack.evidence, caseId)));
  } finally {
    await stack.close();
  }
};

let browser: Browser;
let reports: Readonly<Record<string, string>>;
beforeAll(async () => {
  browser = await startBrowser();
  reports = {
    demo: await demoReport(),
    hostile: renderReport(reportModel(HOSTILE_TEXT, flowsNamed(HOSTILE_TEXT))),
    large: renderReport(reportModel('a reason', manyFlows(10_000))),
  };
});
afterAll(async () => await browser.close());

const reportOf = (name: string): string => reports[name] ?? '';

/** Serious findings of axe. It is put in by the debugger, which the page's policy does not bind. */
const seriousFindings = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(await readFile(axeFile, 'utf8'));
  const found: unknown = await page.evaluate(
    `axe.run().then(({ violations, passes }) => passes.length < 10 ? ['axe looked at too little'] : violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id, nodes }) => id + ' ' + nodes[0].html.slice(0, 200)))`,
  );
  return Array.isArray(found) ? found.map(String) : [String(found)];
};

const columnOf = async (page: Page, index: number): Promise<readonly string[]> =>
  await page.locator(`#flow-rows tr td:nth-child(${index + 1})`).allTextContents();

describe.each(['demo', 'hostile', 'large'])('the report of the %s case', (name) => {
  it.each(['light', 'dark'] as const)(
    'renders in %s: no complaint, no request, nothing serious for axe',
    async (colorScheme) => {
      const { page, complaints, requests, close } = await openPage(browser, reportOf(name), { colorScheme });

      await page.screenshot({ path: `${SCREENSHOTS}/${name}-${colorScheme}.png`, fullPage: true });
      const findings = await seriousFindings(page);

      expect(complaints).toEqual([]);
      expect(requests).toEqual(['/report.html']);
      expect(findings).toEqual([]);
      expect(await page.title()).not.toBe('owned');
      expect(await page.locator('img, iframe, object, link, base').count()).toBe(0);
      await close();
    },
  );

  it('is readable without a script, and on a narrow screen does not scroll sideways', async () => {
    const options = { javaScriptEnabled: false, viewport: { width: 390, height: 800 } };
    const { page, close } = await openPage(browser, reportOf(name), options);

    await page.screenshot({ path: `${SCREENSHOTS}/${name}-narrow.png` });

    expect(await page.locator('#flow-rows tr').count()).toBeGreaterThan(4);
    expect(await page.locator('#flow-controls').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await close();
  });

  it('prints', async () => {
    const { page, close } = await openPage(browser, reportOf(name));

    // The width of A4 between its margins: what is wider than the paper would be cut off it.
    await page.setViewportSize({ width: 718, height: 1_000 });
    await page.emulateMedia({ media: 'print' });
    await page.screenshot({ path: `${SCREENSHOTS}/${name}-print.png`, fullPage: true });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(718);
    const pdf = await page.pdf({ path: `${SCREENSHOTS}/${name}.pdf`, format: 'A4' });

    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await close();
  });
});

describe('the table of flows', () => {
  it('is found, filtered, sorted and read on with the keyboard alone', async () => {
    const { page, complaints, close } = await openPage(browser, reportOf('large'));
    const focused = async (): Promise<string> =>
      String(
        await page.evaluate(
          "document.activeElement.id || document.activeElement.closest('[data-column]')?.dataset.column || document.activeElement.tagName",
        ),
      );
    const tabTo = async (name: string): Promise<void> => {
      for (let presses = 0; presses < 60 && (await focused()) !== name; presses += 1) await page.keyboard.press('Tab');
      expect(await focused()).toBe(name);
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none');
    };

    await tabTo('flow-search');
    await page.keyboard.type('udp');
    await tabTo('flow-state');
    await page.keyboard.press('ArrowDown');
    await tabTo('7');
    await page.keyboard.press('Space');
    const [state, ages] = [await page.inputValue('#flow-state'), await columnOf(page, 7)];
    await tabTo('flow-more');
    await page.keyboard.press('Enter');

    expect(state).toBe('new');
    expect(ages[0]).toBe('10,059');
    expect(await page.locator('#flow-rows tr').count()).toBe(1_200);
    expect(complaints).toEqual([]);
    await close();
  });

  it('sorts by every column, with the keyboard alone', async () => {
    const { page, complaints, close } = await openPage(browser, reportOf('large'));
    const header = page.locator('th[data-column="7"]');

    await header.locator('button').focus();
    await page.keyboard.press('Enter');
    const descending = (await columnOf(page, 7)).map((text) => Number(text.replaceAll(',', '')));
    await page.keyboard.press('Enter');
    const ascending = (await columnOf(page, 7)).map((text) => Number(text.replaceAll(',', '')));

    expect([descending[0], ascending[0]]).toEqual([10_059, 60]);
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    expect(complaints).toEqual([]);
    await close();
  });

  it('filters by text, state and direction, and says how many it shows', async () => {
    const { page, close } = await openPage(browser, reportOf('large'));

    await page.fill('#flow-search', 'udp 2001:db8');
    await page.selectOption('#flow-state', 'new');
    const states = await columnOf(page, 0);
    const protocols = await columnOf(page, 4);
    const count = await page.locator('#flow-count').textContent();
    await page.selectOption('#flow-direction', 'inbound');

    expect(new Set(states)).toEqual(new Set(['new']));
    expect(new Set(protocols)).toEqual(new Set(['UDP']));
    expect(count).toBe('200 of 1,667 flows shown');
    expect(await page.locator('#flow-rows tr').count()).toBe(0);
    await close();
  });

  it('shows more rows when asked', async () => {
    const { page, close } = await openPage(browser, reportOf('large'));

    await page.click('#flow-more');

    expect(await page.locator('#flow-rows tr').count()).toBe(1_200);
    await close();
  });
});
