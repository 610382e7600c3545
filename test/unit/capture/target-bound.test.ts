import { describe, expect, it } from 'vitest';
import { SETTLE_MS } from '../../../functions/lib/domain/capture-timing.ts';
import { askUntil, bounded, serve } from './bounded.ts';
import { idOf, setUp } from './setup.ts';

const MINUTE_MS = 60_000;

describe('the bound on captures of one target', () => {
  it('makes the next capture wait, and says so in its record and in the timeline', async () => {
    const world = await setUp(bounded(1, { maximumPerTargetHour: 1 }), bounded(2, { maximumPerTargetHour: 1 }));
    await serve(world, 1);

    const turn = await world.start(idOf(2));

    expect(turn.next).toBe('wait-for-slot');
    expect(world.operations.started).toHaveLength(1);
    expect(await world.cases.getCapture(idOf(2))).toMatchObject({
      status: 'WAITING',
      heldBack: { by: 'target', maximum: 1 },
    });
    expect(await world.cases.listTimeline(idOf(2).caseId)).toMatchObject([
      {
        actor: 'start-capture',
        what: 'held a round back: the bound of 1 capture an hour on one firewall and zone',
        details: { captureKey: idOf(2).captureKey, round: 1, by: 'target', maximum: 1 },
      },
    ]);
  });

  it('says once that it holds a round back, however often that asks', async () => {
    const world = await setUp(bounded(1, { maximumPerTargetHour: 1 }), bounded(2, { maximumPerTargetHour: 1 }));
    await serve(world, 1);

    await askUntil(world, 2, 20 * MINUTE_MS);

    expect(await world.cases.listTimeline(idOf(2).caseId)).toHaveLength(1);
  });

  it('serves the capture when the hour is over', async () => {
    const late = { maximumPerTargetHour: 1, deadlineSeconds: 2 * 3_600 };
    const world = await setUp(bounded(1, late), bounded(2, late));
    await serve(world, 1);

    const { turn, waitedMs } = await askUntil(world, 2, 90 * MINUTE_MS);

    expect(turn.next).toBe('wait-for-results');
    expect(waitedMs).toBeGreaterThan(59 * MINUTE_MS);
    expect(world.operations.started).toHaveLength(2);
  });

  it('ends the round at its deadline with the bound as the reason, and takes it off the queue', async () => {
    const world = await setUp(bounded(1, { maximumPerTargetHour: 1 }), bounded(2, { maximumPerTargetHour: 1 }));
    await serve(world, 1);

    const { turn } = await askUntil(world, 2, 90 * MINUTE_MS);

    const record = await world.cases.getCapture(idOf(2));
    expect(turn.next).toBe('ended');
    expect(record).toMatchObject({
      grade: 'NEEDS_OPERATOR',
      gradeReason: 'no start within 3600 s: the bound of 1 capture an hour on one firewall and zone was reached',
    });
    expect(await world.slots.waiters(record.plan)).toEqual([]);
  });

  it('never makes a round wait beyond its deadline', async () => {
    const short = { maximumPerTargetHour: 1, deadlineSeconds: 300 };
    const world = await setUp(bounded(1, short), bounded(2, short, { askedAtMs: 1_019_000 }));
    await serve(world, 1);

    const { waitedMs } = await askUntil(world, 2, 90 * MINUTE_MS);

    expect(waitedMs).toBeLessThan(6 * MINUTE_MS);
  });

  it('counts an operation once, however many captures share it', async () => {
    const shared = [1, 2, 3].map((n) => bounded(n, { maximumPerTargetHour: 2 }, { alone: false }));
    const world = await setUp(...shared, bounded(4, { maximumPerTargetHour: 2, deadlineSeconds: 7_200 }));
    await serve(world, 1);
    for (const n of [2, 3]) await world.start(idOf(n));

    const { turn, waitedMs } = await askUntil(world, 2, 90 * MINUTE_MS);

    expect(turn.next).toBe('wait-for-results');
    expect(waitedMs).toBeLessThan(40 * MINUTE_MS);
    expect(world.operations.started.map(({ filters }) => filters.length)).toEqual([1, 2]);
  });

  it('lets the most severe capture go first when there is room again', async () => {
    const late = { maximumPerTargetHour: 2, deadlineSeconds: 7_200 };
    const world = await setUp(bounded(1, late), bounded(2, late), bounded(3, late, { severity: 10 }));
    await serve(world, 1);
    await world.start(idOf(2));
    await world.start(idOf(3));

    world.pass(31 * MINUTE_MS);
    await world.start(idOf(2));

    expect(await world.cases.getCapture(idOf(3))).toMatchObject({ status: 'FIRED' });
    expect(await world.cases.getCapture(idOf(2))).toMatchObject({ status: 'WAITING' });
  });

  it('keeps within the strictest of the bounds of captures that share an operation', async () => {
    const loose = (n: number) => bounded(n, { maximumPerTargetHour: 50 }, { alone: false });
    const strict = bounded(3, { maximumPerTargetHour: 1 }, { alone: false, severity: 9 });
    const world = await setUp(loose(1), loose(2), strict);
    await serve(world, 1);
    await world.start(idOf(3));

    await world.start(idOf(2));

    expect(world.operations.started).toHaveLength(1);
    expect(await world.cases.getCapture(idOf(2))).toMatchObject({ heldBack: { by: 'target', maximum: 1 } });
  });

  it('counts an operation that was found by reading back, and none that never started', async () => {
    const world = await setUp(bounded(1, { maximumPerTargetHour: 1 }), bounded(2, { maximumPerTargetHour: 1 }));
    world.operations.failNext('dropped', 'lost');
    for (let shot = 0; shot < 3; shot += 1) {
      await world.start(idOf(1));
      world.pass(SETTLE_MS);
    }

    const turn = await world.start(idOf(2));

    expect(turn.next).toBe('wait-for-slot');
    expect(world.operations.started).toHaveLength(1);
    expect(await world.cases.getCapture(idOf(2))).toMatchObject({ heldBack: { by: 'target' } });
  });
});
