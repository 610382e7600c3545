import { describe, expect, it } from 'vitest';
import { collectFlows } from '../../../functions/collect-flows/collect-flows.ts';
import { byToken, chain, PREFIX, page, rowsOf, setUp } from './collecting.ts';
import { CAPTURE_KEY, CASE_ID, captureRecord, plannedCapture, START_MS } from './fixtures.ts';

const NOW_MS = START_MS + 10_000;
const HOURS_12_MS = 12 * 3_600_000;
const named = (name: string): Error => Object.assign(new Error(name), { name });

describe('the end of a round', () => {
  it('is one line of the timeline, however often its step runs', async () => {
    const { run, cases, clock } = await setUp(byToken(chain(2)));

    await run();
    clock.advance(60_000);
    await run();

    const details = { captureKey: CAPTURE_KEY, round: 1, grade: 'COMPLETE', flows: 4, pages: 2 };
    expect(await cases.listTimeline(CASE_ID)).toEqual([
      { atMs: NOW_MS, actor: 'collect-flows', what: 'collected the flows of a round', details },
    ]);
  });

  it('is no line where nothing was collected', async () => {
    const { run, cases, record } = await setUp(byToken([]), { status: 'ENDED', grade: 'REFUSED' });

    await run();

    expect(await record()).not.toHaveProperty('collection');
    expect(await cases.listTimeline(CASE_ID)).toEqual([]);
  });

  it('stores pages as JSON and flows as compressed lines', async () => {
    const { run, evidence } = await setUp(byToken(chain(1)));

    await run();

    expect(evidence.contentType(`${PREFIX}/attempt-1/page-1.json`)).toBe('application/json');
    expect(evidence.contentType(`${PREFIX}/attempt-1/flows.ndjson.gz`)).toBe('application/gzip');
  });
});

describe('results that live 12 hours', () => {
  const gone = { status: 'ENDED', grade: 'EXPIRED' };
  const taken = { status: 'ENDED', grade: 'COMPLETE' };
  const plan = plannedCapture({ deadlineSeconds: 24 * 3_600 });

  it.each([
    ['the request for them, to the moment', { flowRequestAtMs: NOW_MS - HOURS_12_MS }, taken],
    ['the request for them', { flowRequestAtMs: NOW_MS - HOURS_12_MS - 1, firedAtMs: NOW_MS, askedAtMs: NOW_MS }, gone],
    ['the shot, where that is not known', { flowRequestAtMs: undefined, firedAtMs: NOW_MS - HOURS_12_MS - 1 }, gone],
    ['the shot, and not the wish', { flowRequestAtMs: undefined, askedAtMs: NOW_MS - HOURS_12_MS - 1 }, taken],
    [
      'the wish, where there is no more',
      { flowRequestAtMs: undefined, firedAtMs: undefined, askedAtMs: NOW_MS - HOURS_12_MS - 1 },
      gone,
    ],
  ])('count from %s', async (_, times, expected) => {
    const { flowRequestAtMs, firedAtMs, ...record } = { ...captureRecord({ plan }), ...times };
    const only = {
      ...(flowRequestAtMs === undefined ? {} : { flowRequestAtMs }),
      ...(firedAtMs === undefined ? {} : { firedAtMs }),
    };
    const { cases, deps } = await setUp(byToken([page(rowsOf(1), { requestedAtMs: flowRequestAtMs ?? START_MS })]));
    await cases.createCapture({ ...record, ...only, round: 2 });

    await collectFlows(deps)({ caseId: CASE_ID, captureKey: CAPTURE_KEY, round: 2 });

    expect(await cases.getCapture({ caseId: CASE_ID, captureKey: CAPTURE_KEY, round: 2 })).toMatchObject(expected);
  });

  it('keep what was read of them', async () => {
    const { run, record, clock, flows } = await setUp(byToken(chain(3)), { plan }, { pagesPerTurn: 1 });
    expect(await run()).toMatchObject({ next: 'collect-more' });
    clock.advance(HOURS_12_MS + 60_000);

    await run();

    expect(await record()).toMatchObject({ grade: 'PARTIAL' });
    expect((await record()).gradeReason).toContain('the results are older than 12 hours');
    expect(await flows()).toHaveLength(2);
  });
});

describe('a page that cannot be had', () => {
  it('is asked for again by the next run, where the API only fails for now', async () => {
    let isDown = true;
    const pages = byToken(chain(2));
    const { run, record } = await setUp((token, call) => {
      if (token !== undefined && isDown) throw named('ThrottlingException');
      return pages(token, call);
    });

    await expect(run()).rejects.toThrow('ThrottlingException');
    isDown = false;
    await run();

    expect(await record()).toMatchObject({ grade: 'COMPLETE', collection: { attempt: 1, flowCount: 4 } });
  });

  it('of another operation starts the reading over', async () => {
    const { run, record } = await setUp((_, call) =>
      page(rowsOf(1), call === 1 ? { operationId: 'f0e0d0c0-0b0a-4908-8706-050403020100' } : {}),
    );

    await run();

    expect(await record()).toMatchObject({ grade: 'COMPLETE', collection: { attempt: 2 } });
  });

  it('and a bucket that fails, leave the round as it was', async () => {
    const { deps, record, run } = await setUp(byToken(chain(1)));
    const evidence = { ...deps.evidence, put: () => Promise.reject(named('SlowDown')) };
    const failing = collectFlows({ ...deps, evidence });

    await expect(failing({ caseId: CASE_ID, captureKey: CAPTURE_KEY, round: 1 })).rejects.toThrow('SlowDown');
    expect(await record()).toMatchObject({ status: 'COLLECTING' });
    expect(await run()).toMatchObject({ next: 'next-round' });
  });

  it('is not asked for without an operation', async () => {
    const { cases, deps, calls } = await setUp(byToken(chain(1)));
    const { operationId: _none, ...record } = captureRecord({ round: 2 });
    await cases.createCapture(record);

    await expect(collectFlows(deps)({ caseId: CASE_ID, captureKey: CAPTURE_KEY, round: 2 })).rejects.toMatchObject({
      name: 'ContractError',
      message: 'this round has no operation to collect from',
    });
    expect(calls()).toBe(0);
  });
});
