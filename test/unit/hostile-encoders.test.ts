import { posix } from 'node:path';
import type { Context } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import {
  captureKeyFrom,
  caseIdFrom,
  clientTokenFrom,
  filterIdFrom,
  sha256Hex,
} from '../../functions/lib/domain/ids.ts';
import { visible } from '../../functions/lib/domain/visible-text.ts';
import { csvCell } from '../../functions/lib/evidence/export-csv.ts';
import { attemptPrefix, caseKeyOf, flowsTableKey } from '../../functions/lib/evidence/keys.ts';
import type { Log } from '../../functions/lib/ports/log.ts';
import { caseStore } from '../../functions/lib/records/case-store.ts';
import { step } from '../../functions/lib/runtime/step.ts';
import { memoryRecordTable } from '../fakes/memory-record-table.ts';
import { hostileTexts } from '../support/hostile-text.ts';
import { readCsv } from '../support/read-csv.ts';
import { CASE_ID, START_MS } from './evidence/fixtures.ts';

const COUNT = 20_000;
const texts = hostileTexts(COUNT);

const told = (what: string, broke: number): void => {
  process.stdout.write(`hostile: ${COUNT} strings through the ${what} encoder, ${broke} broke out\n`);
};

afterEach(() => vi.restoreAllMocks());

describe('20,000 hostile strings', () => {
  it('stay in their cell of CSV, and start no formula', () => {
    const rows = readCsv(texts.map((text) => `${csvCell(text)},end\r\n`).join(''));

    const broken = texts.filter((text, index) => {
      const [cell = '', end, ...more] = rows[index] ?? [];
      const isTold = cell === text || cell === `'${text}`;
      return !isTold || end !== 'end' || more.length > 0 || /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/.test(cell);
    });
    told('CSV', broken.length);
    expect(rows).toHaveLength(COUNT);
    expect(broken).toEqual([]);
  });

  it('stay in their line of the log, as message, fact, name of a fact, id and error', async () => {
    const lines: string[] = [];
    const keep = (chunk: unknown): boolean => lines.push(String(chunk)) > 0;
    vi.spyOn(process.stdout, 'write').mockImplementation(keep);
    vi.spyOn(process.stderr, 'write').mockImplementation(keep);
    const contract = {
      name: 'hostile',
      env: z.object({}),
      input: z.object({ caseId: z.string(), text: z.string() }),
      output: z.object({}),
    };
    const host = { env: {}, clock: { nowMs: () => 0 }, clientConfig: () => ({}) };
    const handler = step(host, contract, (_, log: Log) => async ({ text }) => {
      log.info(text, { fact: text, [text]: 1 });
      log.warn('a fault', { error: new Error(text).message });
      return {};
    });
    const context: Context = {
      callbackWaitsForEmptyEventLoop: false,
      functionName: 'hostile',
      functionVersion: '1',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:hostile',
      memoryLimitInMB: '512',
      awsRequestId: '1',
      logGroupName: 'hostile',
      logStreamName: 'one',
      getRemainingTimeInMillis: () => 1_000,
      done: () => undefined,
      fail: () => undefined,
      succeed: () => undefined,
    };

    for (const text of texts) await handler({ caseId: text, text }, context);

    vi.restoreAllMocks();
    const written = lines.join('').split('\n').slice(0, -1);
    const broken = texts.filter((text, index) => {
      const info = JSON.parse(written[2 * index] ?? '');
      const warn = JSON.parse(written[2 * index + 1] ?? '');
      // The logger leaves what is empty out.
      const isTold = [info.message, info.facts.fact, info.caseId, warn.facts.error].every(
        (found) => (found ?? '') === text,
      );
      const isOurs = info.level === 'INFO' && warn.level === 'WARN' && info.service === 'hostile';
      return !(isTold && isOurs && warn.message === 'a fault');
    });
    told('log', broken.length);
    expect(written).toHaveLength(2 * COUNT);
    expect(broken).toEqual([]);
  }, 60_000);

  it('reach no key of the bucket or the table but as a hash, and no two share one', async () => {
    const table = memoryRecordTable();
    const cases = caseStore(table);
    const ids = new Set<string>();
    const distinct = new Set(texts);
    const broken: string[] = [];

    for (const text of distinct) {
      const caseId = caseIdFrom(['guardduty', text]);
      const captureKey = captureKeyFrom([text]);
      ids.add(`${caseId} ${captureKey} ${filterIdFrom(text)} ${clientTokenFrom([text])}`);
      const keys = [
        [caseKeyOf(caseId, 'manifest.json'), 3],
        [attemptPrefix({ caseId, captureKey, round: 1 }, 1), 5],
        [flowsTableKey({ caseId, openedAtMs: START_MS, revision: 1 }), 3],
        [`triggers/${sha256Hex(text)}.json`, 2],
      ] as const;
      const isWhole = keys.every(([key, parts]) => {
        const url = new URL(`https://bucket.example/${key}`);
        return (
          url.pathname === `/${key}` &&
          url.search === '' &&
          url.hash === '' &&
          url.pathname.split('/').length === parts + 1
        );
      });
      if (!isWhole || keys.some(([key]) => posix.normalize(key) !== key)) broken.push(text);
      await cases.addTimeline(CASE_ID, { atMs: START_MS, actor: 'plan-case', what: text });
      await cases.addSighting({
        caseId: CASE_ID,
        executionArn: text,
        outcome: 'ignored',
        reason: text,
        atMs: START_MS,
        rawKey: '',
        rawSha256: '',
      });
    }

    const rows = [...(await table.list(`CASE#${CASE_ID}`, '')), ...(await table.list(`TRIGGER#${CASE_ID}`, ''))];
    const strange = rows.filter(
      ({ key }) => !/^(EVENT#2026-03-01T12:00:00\.000Z#[0-9a-f]{12}|SIGHTING#[0-9a-f]{32})$/.test(key.sk),
    );
    told('key', broken.length + strange.length);
    expect([broken, strange]).toEqual([[], []]);
    expect(ids.size).toBe(distinct.size);
    expect(rows).toHaveLength(2 * distinct.size);
    expect(distinct.size).toBeGreaterThan(15_000);
  }, 60_000);

  it('are one visible line on a terminal', () => {
    const broken = texts
      .map((text) => visible(text))
      .filter((shown) => /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(shown));

    told('terminal', broken.length);
    expect(broken).toEqual([]);
  });
});
