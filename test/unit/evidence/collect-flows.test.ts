import { describe, expect, it } from 'vitest';
import { collectFlows } from '../../../functions/collect-flows/collect-flows.ts';
import { collectLimits } from '../../../functions/collect-flows/collection.ts';
import { parseCidr } from '../../../functions/lib/domain/address.ts';
import type { CaptureRecord } from '../../../functions/lib/domain/capture.ts';
import type { Flow } from '../../../functions/lib/domain/flow.ts';
import { readFlows } from '../../../functions/lib/evidence/flows-file.ts';
import type { FlowOperations, ResultsPage } from '../../../functions/lib/ports/flow-operations.ts';
import { caseStore } from '../../../functions/lib/records/case-store.ts';
import { memoryEvidenceStore } from '../../fakes/memory-evidence-store.ts';
import { memoryRecordTable } from '../../fakes/memory-record-table.ts';
import {
  apiRow,
  CAPTURE_KEY,
  CASE_ID,
  captureRecord,
  handClock,
  plannedCapture,
  START_MS,
  silentLog,
} from './fixtures.ts';

type PageChange = Partial<ResultsPage>;

/** Rows of page `number`, each with a peer of its own. */
const rowsOf = (number: number, count = 2) =>
  Array.from({ length: count }, (_, index) =>
    apiRow('10.0.1.10', `198.${18 + Math.floor(number / 256)}.${number % 256}.${index + 1}`),
  );

const page = (rows: readonly unknown[], changes: PageChange = {}): ResultsPage => {
  const { nextToken, ...rest } = { status: 'COMPLETED', requestedAtMs: START_MS + 2_000, ...changes } as const;
  const body = { FlowOperationStatus: rest.status, Flows: rows, ...(nextToken ? { NextToken: nextToken } : {}) };
  return { bytes: Buffer.from(JSON.stringify(body)), flows: rows, ...rest, ...(nextToken ? { nextToken } : {}) };
};

/** A result of `count` pages that link to each other by token. */
const chain = (count: number): readonly ResultsPage[] =>
  Array.from({ length: count }, (_, index) =>
    page(rowsOf(index + 1), index + 1 < count ? { nextToken: `t${index + 2}` } : {}),
  );

type Answer = (nextToken: string | undefined, call: number) => ResultsPage | undefined;

const byToken =
  (pages: readonly ResultsPage[]): Answer =>
  (nextToken) =>
    pages[nextToken ? Number(nextToken.slice(1)) - 1 : 0];

const invalidRequest = (): Error => Object.assign(new Error('bad token'), { name: 'InvalidRequestException' });

const setUp = async (answer: Answer, changes: Partial<CaptureRecord> = {}, limits = {}) => {
  const table = memoryRecordTable();
  const cases = caseStore(table);
  const evidence = memoryEvidenceStore();
  const clock = handClock(START_MS + 10_000);
  let calls = 0;
  const unused = () => Promise.reject(new Error('not part of collecting'));
  const operations: FlowOperations = {
    start: unused,
    describe: unused,
    list: unused,
    resultsPage: async (_, __, nextToken) => {
      calls += 1;
      return answer(nextToken, calls);
    },
  };
  await cases.createCapture(captureRecord(changes));
  const input = { caseId: CASE_ID, captureKey: CAPTURE_KEY, round: 1 };
  const deps = { cases, evidence, operations, clock, log: silentLog, limits: { ...collectLimits, ...limits } };
  const run = collectFlows(deps);
  return {
    deps,
    cases,
    evidence,
    clock,
    run: () => run(input),
    record: () => cases.getCapture(input),
    calls: () => calls,
    flows: async (): Promise<readonly Flow[]> => {
      const { collection } = await cases.getCapture(input);
      const bytes = await evidence.get(collection?.flowsKey ?? '');
      const flows: Flow[] = [];
      if (bytes) for await (const flow of readFlows(bytes)) flows.push(flow);
      return flows;
    },
  };
};

const PREFIX = `cases/${CASE_ID}/captures/${CAPTURE_KEY}-r1`;

describe('collecting the flows of a round', () => {
  it('stores every page as received and every flow normalised, and goes on to the next round', async () => {
    const pages = chain(3);
    const world = await setUp(byToken(pages));

    const turn = await world.run();

    expect(turn).toMatchObject({ next: 'next-round', round: 2, waitSeconds: 65 });
    expect(world.evidence.keys()).toEqual([
      `${PREFIX}/attempt-1/flows.ndjson.gz`,
      `${PREFIX}/attempt-1/page-1.json`,
      `${PREFIX}/attempt-1/page-2.json`,
      `${PREFIX}/attempt-1/page-3.json`,
    ]);
    expect(world.evidence.text(`${PREFIX}/attempt-1/page-2.json`)).toBe(Buffer.from(pages[1]?.bytes ?? []).toString());
    expect(await world.flows()).toHaveLength(6);
    expect(await world.record()).toMatchObject({ status: 'ENDED', grade: 'COMPLETE', collection: { flowCount: 6 } });
  });

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

  it('ends the capture after its last round', async () => {
    const world = await setUp(byToken(chain(1)), { plan: plannedCapture({ rounds: 1 }) });

    expect(await world.run()).toMatchObject({ next: 'ended', round: 1 });
  });

  it('reads on where the last turn stopped', async () => {
    const world = await setUp(byToken(chain(5)), {}, { pagesPerTurn: 2 });

    const turns = [await world.run(), await world.run(), await world.run()];

    expect(turns.map(({ next }) => next)).toEqual(['collect-more', 'collect-more', 'next-round']);
    expect(world.calls()).toBe(5);
    expect(await world.record()).toMatchObject({ grade: 'COMPLETE', collection: { attempt: 1, flowCount: 10 } });
  });

  it('stops reading when the turn has lasted long enough, and always reads at least one page', async () => {
    const world = await setUp(byToken(chain(2)), {}, { turnMs: 0 });

    expect((await world.run()).next).toBe('collect-more');
    expect((await world.run()).next).toBe('next-round');
  });

  it('keeps a record small: full lists of pages move into index objects', async () => {
    const world = await setUp(byToken(chain(450)));

    await world.run();

    const { collection } = await world.record();
    expect(collection?.indexes?.map(({ pages, flows }) => [pages, flows])).toEqual([
      [200, 400],
      [200, 400],
    ]);
    expect(collection?.pages).toHaveLength(50);
    expect(await world.flows()).toHaveLength(900);
  });

  it('waits on when the operation still runs', async () => {
    const world = await setUp(() => page([], { status: 'IN_PROGRESS' }));

    expect(await world.run()).toMatchObject({ next: 'wait-for-results', waitSeconds: 10 });
    expect(world.evidence.keys()).toEqual([]);
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

  it.each([
    ['a token comes back', (): ResultsPage => page(rowsOf(1), { nextToken: 't1' }), 'a page token came back twice'],
  ])('ends as PARTIAL when %s', async (_, answer, reason) => {
    const world = await setUp(answer);

    expect((await world.run()).next).toBe('next-round');
    expect(await world.record()).toMatchObject({ grade: 'PARTIAL', gradeReason: reason });
  });

  it('ends as PARTIAL when the result has too many pages', async () => {
    const world = await setUp(byToken(chain(5)), {}, { maximumPages: 3 });

    await world.run();

    expect(await world.record()).toMatchObject({ grade: 'PARTIAL', gradeReason: 'the result has more than 3 pages' });
    expect(await world.flows()).toHaveLength(6);
  });

  it('ends as PARTIAL with the status message when the operation had errors', async () => {
    const errors = page(rowsOf(1), { status: 'COMPLETED_WITH_ERRORS', statusMessage: 'Flow timeout' });
    const world = await setUp(() => errors);

    await world.run();

    const gradeReason = 'the operation ended as COMPLETED_WITH_ERRORS (Flow timeout)';
    expect(await world.record()).toMatchObject({ grade: 'PARTIAL', gradeReason });
  });

  it('needs an operator when the operation failed without flows', async () => {
    const world = await setUp(() => page([], { status: 'FAILED', statusMessage: 'Flow operation error' }));

    await world.run();

    const gradeReason = 'the operation ended as FAILED (Flow operation error)';
    expect(await world.record()).toMatchObject({ grade: 'NEEDS_OPERATOR', gradeReason });
  });

  it('records that nothing matched, with an empty flows file', async () => {
    const world = await setUp(() => page([]));

    await world.run();

    expect(await world.record()).toMatchObject({ grade: 'EMPTY', collection: { flowCount: 0 } });
    expect(await world.flows()).toEqual([]);
    expect(world.evidence.keys()).toContain(`${PREFIX}/attempt-1/flows.ndjson.gz`);
  });

  it('is EXPIRED when AWS has dropped the operation', async () => {
    const world = await setUp(() => undefined);

    await world.run();

    expect(await world.record()).toMatchObject({ status: 'ENDED', grade: 'EXPIRED' });
  });

  it('is EXPIRED after 12 hours without asking', async () => {
    const world = await setUp(byToken(chain(1)));
    world.clock.advance(12 * 3_600_000);

    await world.run();

    expect([(await world.record()).grade, world.calls()]).toEqual(['EXPIRED', 0]);
  });

  it('is PARTIAL when AWS drops the results while they are read', async () => {
    const world = await setUp((token, call) => (call === 2 ? undefined : byToken(chain(2))(token, call)));

    await world.run();

    const gradeReason = 'AWS dropped the results after page 1';
    expect(await world.record()).toMatchObject({ grade: 'PARTIAL', gradeReason, collection: { flowCount: 2 } });
  });

  it('is PARTIAL when the deadline passes between two turns', async () => {
    const world = await setUp(
      byToken(chain(4)),
      { plan: plannedCapture({ deadlineSeconds: 300 }) },
      { pagesPerTurn: 2 },
    );
    world.clock.advance(600_000);

    expect((await world.run()).next).toBe('next-round');
    const gradeReason = 'the deadline of 300 s passed while pages were read';
    expect(await world.record()).toMatchObject({ grade: 'PARTIAL', gradeReason, collection: { flowCount: 4 } });
  });

  it('counts rows that do not read, keeps them on their page, and is PARTIAL', async () => {
    const world = await setUp(() => page([...rowsOf(1, 1), { SourceAddress: 'nonsense' }]));

    await world.run();

    const collection = { flowCount: 1, unreadableFlowCount: 1 };
    expect(await world.record()).toMatchObject({
      grade: 'PARTIAL',
      gradeReason: '1 row did not read as a flow',
      collection,
    });
    expect(world.evidence.text(`${PREFIX}/attempt-1/page-1.json`)).toContain('nonsense');
  });

  it('tells the flows of a shared operation apart by this capture’s filters', async () => {
    const destination = parseCidr('198.18.1.1/32');
    const filters = [{ filter: { destination, protocols: [6] }, reason: 'test', breadthBits: 0, mirrored: false }];
    const shared = { plan: plannedCapture({ filters }), sharedBy: 2 };
    const world = await setUp(byToken(chain(2)), shared);

    await world.run();

    expect(await world.record()).toMatchObject({
      grade: 'COMPLETE',
      collection: { flowCount: 1, foreignFlowCount: 3 },
    });
    expect((await world.flows()).map((flow) => flow.destination)).toEqual(['198.18.1.1']);
  });

  it('keeps every flow of an operation of its own, however AWS matched it', async () => {
    const filters = [
      {
        filter: { destination: parseCidr('203.0.113.1/32'), protocols: [6] },
        reason: 'test',
        breadthBits: 0,
        mirrored: false,
      },
    ];
    const world = await setUp(byToken(chain(1)), { plan: plannedCapture({ filters }), sharedBy: 1 });

    await world.run();

    expect(await world.record()).toMatchObject({ collection: { flowCount: 2, foreignFlowCount: 0 } });
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
