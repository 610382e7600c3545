import { describe, expect, it } from 'vitest';
import { SETTLE_MS } from '../../../functions/lib/domain/capture-timing.ts';
import { startCapture } from '../../../functions/start-capture/start-capture.ts';
import { askUntil, bounded, inZone, serve } from './bounded.ts';
import { captureRecord, idOf, setUp, slot } from './setup.ts';

const MINUTE_MS = 60_000;

describe('the bound on captures in one account', () => {
  it('holds over all targets together, when they start at the same moment', async () => {
    const bounds = { maximumPerAccountHour: 1, deadlineSeconds: 7_200 };
    const world = await setUp(bounded(1, bounds), bounded(2, { ...bounds, ...inZone('us-east-1b') }));

    await Promise.all([world.start(idOf(1)), world.start(idOf(2))]);

    const held = await Promise.all([1, 2].map((n) => world.cases.getCapture(idOf(n))));
    expect(world.operations.started).toHaveLength(1);
    expect(held.filter(({ heldBack }) => heldBack?.by === 'account' && heldBack.maximum === 1)).toHaveLength(1);
  });

  it('gives a slot back that it took before it learnt that the account is full', async () => {
    const bounds = { maximumPerAccountHour: 1, deadlineSeconds: 7_200 };
    const world = await setUp(bounded(1, bounds), bounded(2, { ...bounds, ...inZone('us-east-1b') }));

    await Promise.all([world.start(idOf(1)), world.start(idOf(2))]);

    const slots = await Promise.all(
      [1, 2].map(async (n) => world.slots.read((await world.cases.getCapture(idOf(n))).plan)),
    );
    expect(slots.filter(({ slot: { operation } }) => operation !== undefined)).toHaveLength(1);
  });

  it('counts every start when several targets start at the same moment', async () => {
    const world = await setUp(bounded(1, {}), bounded(2, inZone('us-east-1b')), bounded(3, inZone('us-east-1c')));

    const turns = await Promise.all([1, 2, 3].map((n) => world.start(idOf(n))));

    const { starts } = await world.accounts.read('111122223333');
    expect(turns.map(({ next }) => next)).toEqual(Array.from({ length: 3 }, () => 'wait-for-results'));
    expect(starts.minutes.reduce((sum, [, count]) => sum + count, 0)).toBe(3);
  });

  it('makes a capture wait, and leaves its slot free, where others count all the time', async () => {
    const world = await setUp(bounded(1, {}));
    let counts = 0;
    const count: typeof world.accounts.count = async () => {
      counts += 1;
      return undefined;
    };

    const turn = await startCapture({ ...world.deps, accounts: { ...world.accounts, count } })(idOf(1));

    expect(turn.next).toBe('wait-for-slot');
    expect(counts).toBeLessThan(10);
    expect(world.operations.started).toEqual([]);
    expect((await world.slots.read((await world.cases.getCapture(idOf(1))).plan)).slot.operation).toBeUndefined();
    expect(await world.cases.getCapture(idOf(1))).toMatchObject({ heldBack: { by: 'account', maximum: 100 } });
  });

  it('counts accounts apart', async () => {
    const other = { account: '444455556666', ...inZone('us-east-1b') };
    const world = await setUp(
      bounded(1, { maximumPerAccountHour: 1 }),
      bounded(2, { maximumPerAccountHour: 1, ...other }),
    );

    await world.start(idOf(1));
    await world.start(idOf(2));

    expect(world.operations.started).toHaveLength(2);
  });

  it('counts nothing for a capture that loses the slot to another that waits', async () => {
    const world = await setUp(...[1, 2, 3].map((n) => bounded(n, {})));
    for (const n of [1, 2, 3]) await world.start(idOf(n));
    world.pass(20_000);
    await world.check(idOf(1));
    const lost: string[] = [];
    const replace: typeof world.slots.replace = async (read, next) => {
      if (lost.length > 0 || next.operation?.phase !== 'INTENT') return await world.slots.replace(read, next);
      lost.push(next.operation.token);
      return undefined;
    };

    const turn = await startCapture({ ...world.deps, slots: { ...world.slots, replace } })(idOf(2));

    const { starts } = await world.accounts.read('111122223333');
    expect(turn.next).toBe('wait-for-results');
    expect(lost).toHaveLength(1);
    expect(starts.minutes.reduce((sum, [, count]) => sum + count, 0)).toBe(world.operations.started.length);
  });

  it('counts what was sent even if it started nothing, and does not fire again without room', async () => {
    const bounds = { maximumPerAccountHour: 1, deadlineSeconds: 7_200 };
    const world = await setUp(bounded(1, bounds));
    world.operations.failNext('dropped');
    await world.start(idOf(1));
    world.pass(SETTLE_MS);

    const held = await world.start(idOf(1));
    const { turn, waitedMs } = await askUntil(world, 1, 90 * MINUTE_MS);

    expect(held.next).toBe('wait-for-slot');
    expect(turn.next).toBe('wait-for-results');
    expect(waitedMs).toBeGreaterThan(57 * MINUTE_MS);
    expect(world.operations.started).toHaveLength(1);
  });

  it('frees the slot for a looser case while it may not fire again', async () => {
    const loose = bounded(2, { maximumPerAccountHour: 50 }, { severity: 9 });
    const world = await setUp(bounded(1, { maximumPerAccountHour: 1 }), loose);
    world.operations.failNext('dropped');
    await world.start(idOf(1));
    world.pass(SETTLE_MS);
    await world.start(idOf(1));

    const turn = await world.start(idOf(2));

    expect(turn.next).toBe('wait-for-results');
  });

  it('looks at nobody else who waits when it has held a round back before', async () => {
    const bounds = { maximumPerAccountHour: 1, ...inZone('us-east-1b') };
    const waiting = Array.from({ length: 30 }, (_, index) => bounded(index + 2, bounds));
    const world = await setUp(bounded(1, { maximumPerAccountHour: 1 }), ...waiting);
    await serve(world, 1);
    for (const { captureKey } of waiting) await world.start(idOf(Number(captureKey.slice(2))));
    const read = new Set<string>();
    const findCapture: typeof world.cases.findCapture = (id) => {
      read.add(id.captureKey);
      return world.cases.findCapture(id);
    };
    const start = startCapture({ ...world.deps, cases: { ...world.cases, findCapture } });

    const turn = await start(idOf(20));

    expect(turn.next).toBe('wait-for-slot');
    expect([...read]).toEqual([idOf(20).captureKey]);
  });

  it('lets a critical capture start while milder ones wait', async () => {
    const records = [8, 8, 8, 9].map((severity, index) =>
      bounded(index + 1, { maximumPerAccountHour: 4, ...inZone(`us-east-1${'abcd'[index]}`) }, { severity }),
    );
    const world = await setUp(...records);
    await serve(world, 1);
    await serve(world, 2);

    const turns = [await world.start(idOf(3)), await world.start(idOf(4))];

    expect(turns.map(({ next }) => next)).toEqual(['wait-for-slot', 'wait-for-results']);
  });

  it('lets milder captures go with a critical one that shares their operation', async () => {
    const bounds = { maximumPerAccountHour: 2 };
    const world = await setUp(
      bounded(1, { ...bounds, ...inZone('us-east-1b') }),
      bounded(2, { ...bounds, deadlineSeconds: 60 }, { alone: false, askedAtMs: 900_000 }),
      bounded(3, bounds, { alone: false, severity: 9 }),
    );
    await serve(world, 1);
    await world.slots.enqueue(slot, { ...captureRecord(2), overdueAtMs: 0, wants: [] });

    const turn = await world.start(idOf(3));

    expect(turn.next).toBe('wait-for-results');
    expect(world.operations.started[1]?.filters).toHaveLength(2);
  });

  it('keeps within the strictest bound of captures that share an operation', async () => {
    const loose = (n: number) => bounded(n, { maximumPerAccountHour: 50 }, { alone: false });
    const strict = bounded(4, { maximumPerAccountHour: 1 }, { alone: false, askedAtMs: 1_000_009 });
    const world = await setUp(loose(1), loose(2), loose(3), strict);
    await serve(world, 1);
    await world.start(idOf(4));

    const turn = await world.start(idOf(2));

    expect(turn.next).toBe('wait-for-slot');
    expect(world.operations.started).toHaveLength(1);
    expect(await world.cases.getCapture(idOf(2))).toMatchObject({ heldBack: { by: 'account', maximum: 1 } });
  });

  it('names the account’s bound when it ends a round', async () => {
    const bounds = { maximumPerAccountHour: 1 };
    const world = await setUp(bounded(1, bounds), bounded(2, { ...bounds, ...inZone('us-east-1b') }));
    await serve(world, 1);

    await askUntil(world, 2, 90 * MINUTE_MS);

    expect(await world.cases.getCapture(idOf(2))).toMatchObject({
      grade: 'NEEDS_OPERATOR',
      gradeReason: 'no start within 3600 s: the bound of 1 capture an hour in one account was reached',
    });
  });
});
