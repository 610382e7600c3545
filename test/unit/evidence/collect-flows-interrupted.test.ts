import { describe, expect, it } from 'vitest';
import { collectFlows } from '../../../functions/collect-flows/collect-flows.ts';
import type { CaptureRecord } from '../../../functions/lib/domain/capture.ts';
import { byToken, chain, invalidRequest, type PageChange, PREFIX, page, rowsOf, setUp } from './collecting.ts';
import { CAPTURE_KEY, CASE_ID, captureRecord, START_MS } from './fixtures.ts';

describe('collecting the flows of a round', () => {
  it('changes nothing when it runs again after the end', async () => {
    const world = await setUp(byToken(chain(2)));
    await world.run();
    const ended = await world.record();

    const turn = await world.run();

    expect(turn.next).toBe('next-round');
    expect(await world.record()).toEqual(ended);
    expect(world.calls()).toBe(2);
    expect(await world.cases.listTimeline(CASE_ID)).toHaveLength(1);
  });

  it('survives a crash between a page and its record, when the page reads the same again', async () => {
    const world = await setUp(byToken(chain(3)));
    await world.evidence.put(
      `${PREFIX}/attempt-1/page-1.json`,
      chain(3)[0]?.bytes ?? Buffer.from(''),
      'application/json',
    );

    await world.run();

    expect(await world.record()).toMatchObject({ grade: 'COMPLETE', collection: { attempt: 1 } });
  });

  it('starts a new attempt when a page reads differently after a crash', async () => {
    const world = await setUp(byToken(chain(3)));
    await world.evidence.put(`${PREFIX}/attempt-1/page-2.json`, Buffer.from('{}'), 'application/json');

    await world.run();

    const { grade, collection } = await world.record();
    expect([grade, collection?.attempt, collection?.pages.length]).toEqual(['COMPLETE', 2, 3]);
    expect(world.evidence.text(`${PREFIX}/attempt-1/page-2.json`)).toBe('{}');
  });

  it.each([
    ['status', { status: 'COMPLETED_WITH_ERRORS' } satisfies PageChange],
    ['timestamp', { requestedAtMs: START_MS + 3_000 } satisfies PageChange],
    ['operation', { operationId: 'another' } satisfies PageChange],
  ])('starts a new attempt when the %s changes between pages', async (_, change) => {
    const good = chain(2);
    const world = await setUp((token, call) => (call === 2 ? page(rowsOf(2), change) : byToken(good)(token, call)));

    await world.run();

    expect(await world.record()).toMatchObject({ grade: 'COMPLETE', collection: { attempt: 2, flowCount: 4 } });
  });

  it('starts a new attempt when the API no longer takes the token', async () => {
    const world = await setUp((token, call) => {
      if (call === 2) throw invalidRequest();
      return byToken(chain(2))(token, call);
    });

    await world.run();

    expect(await world.record()).toMatchObject({ grade: 'COMPLETE', collection: { attempt: 2 } });
  });

  it('does not take a refused first request for a refused token', async () => {
    const world = await setUp(() => {
      throw invalidRequest();
    });

    await expect(world.run()).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  it('gives up reading anew after five attempts, with what the last one got', async () => {
    const world = await setUp((token) => (token ? page([], { requestedAtMs: 1 }) : chain(2)[0]));

    await world.run();

    const { grade, gradeReason, collection } = await world.record();
    expect([grade, collection?.attempt, collection?.flowCount]).toEqual(['PARTIAL', 5, 2]);
    expect(gradeReason).toBe('the timestamp changed between pages, 5 times');
  });

  it('gives one result when two invocations run at once', async () => {
    const world = await setUp(byToken(chain(4)), {}, { pagesPerTurn: 2 });

    await Promise.all([world.run(), world.run()]);
    await world.run();

    expect(await world.record()).toMatchObject({ grade: 'COMPLETE', collection: { attempt: 1, flowCount: 8 } });
  });

  it('loses against an invocation that ended the round meanwhile', async () => {
    const world = await setUp(byToken(chain(2)));
    const late = collectFlows({
      ...world.deps,
      operations: {
        ...world.deps.operations,
        resultsPage: async (_, __, token) => {
          await world.run();
          return byToken(chain(2))(token, 1);
        },
      },
    });

    await expect(late({ caseId: CASE_ID, captureKey: CAPTURE_KEY, round: 1 })).rejects.toMatchObject({
      name: 'RecordConflictError',
    });
    expect(await world.record()).toMatchObject({ grade: 'COMPLETE', collection: { flowCount: 4 } });
  });

  it.each([
    ['a page is read', 'page-1.json'],
    ['the flows are written', 'flows.ndjson.gz'],
  ])('leaves a round as it is that is ended while %s', async (_, name) => {
    const world = await setUp(byToken(chain(1)));
    const id = { caseId: CASE_ID, captureKey: CAPTURE_KEY, round: 1 };
    const end = (record: CaptureRecord): CaptureRecord => ({ ...record, status: 'ENDED', grade: 'NEEDS_OPERATOR' });
    const put: typeof world.evidence.put = async (key, bytes, type) => {
      if (key.endsWith(name)) await world.cases.updateCapture(id, end);
      return await world.evidence.put(key, bytes, type);
    };

    await collectFlows({ ...world.deps, evidence: { ...world.evidence, put } })(id).catch((error: Error) => {
      expect(error.name).toBe('RecordConflictError');
    });

    expect(await world.record()).toMatchObject({ status: 'ENDED', grade: 'NEEDS_OPERATOR' });
  });

  it('never changes a round that somebody else has ended', async () => {
    const ended = { status: 'ENDED', grade: 'NEEDS_OPERATOR', gradeReason: 'by hand', endedAtMs: START_MS } as const;
    const world = await setUp(byToken(chain(1)), ended);

    expect((await world.run()).next).toBe('next-round');
    expect(await world.record()).toEqual(captureRecord(ended));
  });

  it('refuses to collect when a stored page was changed', async () => {
    const world = await setUp(byToken(chain(3)), {}, { pagesPerTurn: 2 });
    await world.run();
    const evidence = { ...world.evidence, get: async () => Buffer.from('{"Flows":[]}') };
    const run = collectFlows({ ...world.deps, evidence });

    await expect(run({ caseId: CASE_ID, captureKey: CAPTURE_KEY, round: 1 })).rejects.toMatchObject({
      name: 'EvidenceConflictError',
    });
    expect((await world.record()).grade).toBeUndefined();
  });
});
