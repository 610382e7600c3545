import { describe, expect, it } from 'vitest';
import { parseCidr } from '../../../functions/lib/domain/address.ts';
import type { ResultsPage } from '../../../functions/lib/ports/flow-operations.ts';
import { byToken, chain, PREFIX, page, rowsOf, setUp } from './collecting.ts';
import { plannedCapture } from './fixtures.ts';

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
});
