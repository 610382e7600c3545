import { describe, expect, it } from 'vitest';
import { FIRE_WINDOW_MS, SETTLE_MS } from '../../../functions/lib/domain/capture-timing.ts';
import { startCapture } from '../../../functions/start-capture/start-capture.ts';
import { captureRecord, idOf, setUp, slot } from './setup.ts';

describe('startCapture', () => {
  it('fires once and records the operation', async () => {
    const { start, operations, cases } = await setUp(captureRecord(1));

    const turn = await start(idOf(1));

    expect(turn).toMatchObject({ ...idOf(1), next: 'wait-for-results', waitSeconds: 10 });
    expect(operations.started).toHaveLength(1);
    expect(await cases.getCapture(idOf(1))).toMatchObject({
      status: 'FIRED',
      operationId: operations.started[0]?.operationId,
    });
  });

  it('fires nothing when it is run again', async () => {
    const { start, operations } = await setUp(captureRecord(1));

    await start(idOf(1));
    await start(idOf(1));

    expect(operations.started).toHaveLength(1);
  });

  it('fires once when two invocations race', async () => {
    const { start, operations } = await setUp(captureRecord(1));

    await Promise.all([start(idOf(1)), start(idOf(1)), start(idOf(1))]);

    expect(operations.started).toHaveLength(1);
  });

  it('adopts the operation whose answer was lost, once it has rested', async () => {
    const { start, operations, pass, cases } = await setUp(captureRecord(1));
    operations.failNext('lost');

    const first = await start(idOf(1));
    pass(SETTLE_MS - 1);
    const early = await start(idOf(1));
    pass(1);
    const settled = await start(idOf(1));

    expect([first.next, early.next, settled.next]).toEqual(['wait-for-slot', 'wait-for-slot', 'wait-for-results']);
    expect(first.waitSeconds).toBe(SETTLE_MS / 1_000);
    expect(operations.started).toHaveLength(1);
    expect(await cases.getCapture(idOf(1))).toMatchObject({ operationId: operations.started[0]?.operationId });
  });

  it('fires again only after reading back that nothing started', async () => {
    const { start, operations, pass } = await setUp(captureRecord(1));
    operations.failNext('dropped');

    await start(idOf(1));
    pass(SETTLE_MS);
    const turn = await start(idOf(1));

    expect(turn.next).toBe('wait-for-results');
    expect(operations.started).toHaveLength(1);
  });

  it('calls for an operator after three shots, goes on to the next round and leaves the slot free', async () => {
    const { start, operations, pass, cases, slots } = await setUp(captureRecord(1));
    operations.failNext('dropped', 'dropped', 'dropped');

    for (let shot = 0; shot < 3; shot += 1) {
      await start(idOf(1));
      pass(SETTLE_MS);
    }
    const turn = await start(idOf(1));

    expect(turn).toMatchObject({ next: 'next-round', round: 2 });
    expect(await cases.getCapture(idOf(1))).toMatchObject({ status: 'ENDED', grade: 'NEEDS_OPERATOR' });
    expect((await slots.read(slot)).slot.operation).toBeUndefined();
    expect(operations.started).toHaveLength(0);
  });

  it('waits for an operation that somebody else started, and counts no shot for it', async () => {
    const record = captureRecord(1);
    const { start, operations, pass } = await setUp(record);
    operations.startForeign({ ...record.plan, filters: [] }, 200_000);

    const turns: string[] = [];
    for (let lap = 0; lap < 8; lap += 1) {
      const turn = await start(idOf(1));
      turns.push(turn.next);
      pass(turn.waitSeconds * 1_000);
    }

    expect(turns).toContain('wait-for-results');
    expect(operations.started).toHaveLength(2);
  });

  it('gives two waiting cases one operation, and each learns its id', async () => {
    const { start, check, operations, pass, cases } = await setUp(captureRecord(1), captureRecord(2), captureRecord(3));

    await start(idOf(1));
    await start(idOf(2));
    await start(idOf(3));
    pass(20_000);
    await check(idOf(1));
    await start(idOf(3));
    const second = await start(idOf(2));

    expect(operations.started).toHaveLength(2);
    expect(operations.started[1]?.filters).toHaveLength(2);
    expect(second.next).toBe('wait-for-results');
    const records = await Promise.all([cases.getCapture(idOf(2)), cases.getCapture(idOf(3))]);
    expect(records.map(({ operationId }) => operationId)).toEqual([
      operations.started[1]?.operationId,
      operations.started[1]?.operationId,
    ]);
  });

  it('serves the most severe waiting capture first, whoever finds the slot free', async () => {
    const other = captureRecord(2).plan;
    const alone = { alone: true, plan: { ...other, captureKey: idOf(2).captureKey } };
    const severe = captureRecord(3, { severity: 10, alone: true });
    const { start, check, operations, pass, cases } = await setUp(captureRecord(1), captureRecord(2, alone), severe);

    await start(idOf(1));
    await start(idOf(2));
    await start(idOf(3));
    pass(20_000);
    await check(idOf(1));
    const late = await start(idOf(2));

    expect(late.next).toBe('wait-for-slot');
    expect(await cases.getCapture(idOf(3))).toMatchObject({ operationId: operations.started[1]?.operationId });
  });

  it('lets nobody starve: one whose deadline is half gone goes before the severe', async () => {
    const plan = { ...captureRecord(2).plan, deadlineSeconds: 600 };
    const mild = captureRecord(2, { alone: true, severity: 1, plan });
    const severe = captureRecord(3, { alone: true, severity: 10, askedAtMs: 1_300_000 });
    const { start, check, operations, pass, cases } = await setUp(captureRecord(1), mild, severe);
    await start(idOf(1));
    await start(idOf(2));
    pass(301_000);
    await check(idOf(1));

    await start(idOf(3));

    expect(operations.started).toHaveLength(2);
    expect(await cases.getCapture(idOf(2))).toMatchObject({ status: 'FIRED' });
    expect(await cases.getCapture(idOf(3))).toMatchObject({ status: 'WAITING' });
  });

  it('asks for itself once, although it stands in the queue', async () => {
    const { start, check, operations, pass, cases } = await setUp(captureRecord(1), captureRecord(2));
    await start(idOf(1));
    await start(idOf(2));
    pass(20_000);
    await check(idOf(1));

    await start(idOf(2));

    expect(operations.started[1]?.filters).toHaveLength(1);
    expect(await cases.getCapture(idOf(2))).toMatchObject({ status: 'FIRED', sharedBy: 1 });
  });

  it('takes those off the queue who no longer wait, and nobody else', async () => {
    const alone = [2, 3, 4].map((n) => captureRecord(n, { alone: true }));
    const { start, check, pass, cases, slots } = await setUp(captureRecord(1), ...alone);
    for (const n of [1, 2, 3, 4]) await start(idOf(n));
    await cases.updateCapture(idOf(3), (record) => ({ ...record, status: 'ENDED', grade: 'NEEDS_OPERATOR' }));
    pass(20_000);
    await check(idOf(1));

    await start(idOf(2));

    expect(await cases.getCapture(idOf(2))).toMatchObject({ status: 'FIRED' });
    expect((await slots.waiters(slot)).map(({ captureKey }) => captureKey)).toEqual([idOf(4).captureKey]);
  });

  it('fires the members of a rejected shared operation one by one', async () => {
    const { start, check, operations, pass, cases } = await setUp(captureRecord(1), captureRecord(2), captureRecord(3));
    await start(idOf(1));
    await start(idOf(2));
    await start(idOf(3));
    pass(20_000);
    await check(idOf(1));
    operations.failNext('rejected');

    await start(idOf(2));

    const flags = await Promise.all([2, 3].map((n) => cases.getCapture(idOf(n))));
    expect(flags.map(({ alone }) => alone)).toEqual([true, true]);
    expect(operations.started[1]?.filters).toHaveLength(1);
  });

  it('ends a capture that AWS rejects by itself as REFUSED, without another round', async () => {
    const { start, operations, cases } = await setUp(captureRecord(1));
    operations.failNext('rejected');

    const turn = await start(idOf(1));

    expect(turn.next).toBe('ended');
    expect(await cases.getCapture(idOf(1))).toMatchObject({ grade: 'REFUSED' });
  });

  it('does not fire when it was frozen for longer than the fire window', async () => {
    const { deps, operations, pass, slots } = await setUp(captureRecord(1));
    const frozen = startCapture({
      ...deps,
      slots: {
        ...slots,
        replace: async (read, next) => {
          const written = await slots.replace(read, next);
          pass(FIRE_WINDOW_MS + 1);
          return written;
        },
      },
    });

    await frozen(idOf(1));

    expect(operations.started).toHaveLength(0);
  });

  it('fires nothing past its deadline', async () => {
    const { start, operations, pass, cases } = await setUp(captureRecord(1), captureRecord(2));
    await start(idOf(1));
    await start(idOf(2));
    pass(3_601_000);

    await start(idOf(2));

    expect(operations.started).toHaveLength(1);
    expect(await cases.getCapture(idOf(2))).toMatchObject({
      grade: 'NEEDS_OPERATOR',
      gradeReason: 'no free slot within 3600 s',
    });
  });

  it('ends at its deadline when the slot never becomes free', async () => {
    const record = captureRecord(1);
    const { start, operations, pass, cases } = await setUp(record);
    operations.startForeign({ ...record.plan, filters: [] }, 10_000_000);

    let laps = 0;
    let turn = await start(idOf(1));
    while (turn.next === 'wait-for-slot' && laps < 200) {
      pass(turn.waitSeconds * 1_000);
      turn = await start(idOf(1));
      laps += 1;
    }

    expect(laps).toBeLessThan(80);
    expect(await cases.getCapture(idOf(1))).toMatchObject({ grade: 'NEEDS_OPERATOR', status: 'ENDED' });
  });
});
