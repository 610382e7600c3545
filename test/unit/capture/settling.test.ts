import { describe, expect, it } from 'vitest';
import { FOREIGN_OPERATION_PAUSE_MS, SETTLE_MS } from '../../../functions/lib/domain/capture-timing.ts';
import { startCapture } from '../../../functions/start-capture/start-capture.ts';
import { captureRecord, idOf, setUp, slot } from './setup.ts';

const one = captureRecord(1);
const request = {
  ...one.plan,
  filters: one.plan.filters.map(({ filter }) => filter),
};
const foreign = { ...request, filters: [] };

/** A capture whose first request started nothing, as far as anybody knows. */
const unknown = async (fault: 'lost' | 'dropped') => {
  const world = await setUp(one);
  world.operations.failNext(fault);
  await world.start(idOf(1));
  return world;
};

describe('reading back', () => {
  it('adopts no operation of the same filters with another minimum age', async () => {
    const { start, operations, pass, cases } = await unknown('dropped');
    operations.startForeign({ ...request, minimumFlowAgeSeconds: 300 }, 1_000);
    pass(SETTLE_MS);

    await start(idOf(1));

    expect(operations.started).toHaveLength(2);
    expect(await cases.getCapture(idOf(1))).toMatchObject({ operationId: operations.started[1]?.operationId });
  });

  it('adopts no flush', async () => {
    const { operations, pass, deps, cases } = await unknown('dropped');
    operations.startForeign(request, 1_000);
    pass(SETTLE_MS);
    const list: typeof operations.list = async (firewall) =>
      (await operations.list(firewall)).map((operation) => ({ ...operation, type: 'FLOW_FLUSH' }));

    await startCapture({ ...deps, operations: { ...operations, list } })(idOf(1));

    expect(await cases.getCapture(idOf(1))).toMatchObject({ operationId: operations.started[1]?.operationId });
  });

  it('adopts nothing that AWS forgot between its list and its description', async () => {
    const { operations, pass, deps, cases } = await unknown('lost');
    pass(SETTLE_MS);
    const describeOperation: typeof operations.describe = async (firewall, id) =>
      id === operations.started[0]?.operationId ? undefined : await operations.describe(firewall, id);

    await startCapture({ ...deps, operations: { ...operations, describe: describeOperation } })(idOf(1));

    expect(await cases.getCapture(idOf(1))).toMatchObject({ operationId: operations.started[1]?.operationId });
  });

  it('adopts the older of two that match, and says that there are two', async () => {
    const { operations, pass, deps, cases } = await unknown('lost');
    pass(1_000);
    operations.startForeign(request, 1_000);
    pass(SETTLE_MS);
    const warnings: unknown[] = [];
    const list: typeof operations.list = async (firewall) => (await operations.list(firewall)).toReversed();
    const log = { ...deps.log, warn: (...words: readonly unknown[]) => void warnings.push(words) };

    await startCapture({ ...deps, log, operations: { ...operations, list } })(idOf(1));

    expect(await cases.getCapture(idOf(1))).toMatchObject({ operationId: operations.started[0]?.operationId });
    expect(warnings).toEqual([['two operations match one intent; the older is adopted', { matches: 2 }]]);
  });

  it('warns of nothing where one operation matches', async () => {
    const { operations, pass, deps } = await unknown('lost');
    pass(SETTLE_MS);
    const warnings: unknown[] = [];
    const log = { ...deps.log, warn: (...words: readonly unknown[]) => void warnings.push(words) };

    await startCapture({ ...deps, log, operations })(idOf(1));

    expect(warnings).toEqual([]);
  });

  it('makes way for an operation of somebody else that runs, without another shot', async () => {
    const { start, operations, pass, slots, time } = await unknown('dropped');
    operations.startForeign(foreign, 10_000_000);
    pass(SETTLE_MS);

    const turn = await start(idOf(1));

    const read = await slots.read(slot);
    expect(turn).toMatchObject({ next: 'wait-for-slot', waitSeconds: FOREIGN_OPERATION_PAUSE_MS / 1_000 });
    expect(read.slot).toMatchObject({ busyUntilMs: time.nowMs + FOREIGN_OPERATION_PAUSE_MS });
    expect(read.slot.operation).toBeUndefined();
    expect(operations.started).toHaveLength(1);
  });

  it('gives up after the last shot, saying why', async () => {
    const { start, operations, pass, cases } = await unknown('dropped');
    operations.failNext('dropped', 'dropped');
    for (let shot = 0; shot < 3; shot += 1) {
      pass(SETTLE_MS);
      await start(idOf(1));
    }

    expect(await cases.getCapture(idOf(1))).toMatchObject({
      grade: 'NEEDS_OPERATOR',
      gradeReason: 'StartFlowCapture gave no answer 3 times and started nothing',
    });
  });
});

describe('a request that AWS does not take', () => {
  it('is the other’s fault where somebody else’s operation runs: it waits', async () => {
    const { start, operations, cases, slots, time } = await setUp(one);
    operations.startForeign(foreign, 10_000_000);
    operations.failNext('rejected');

    const turn = await start(idOf(1));

    expect(turn.next).toBe('wait-for-slot');
    expect(await cases.getCapture(idOf(1))).toMatchObject({ status: 'WAITING' });
    expect((await slots.read(slot)).slot).toMatchObject({ busyUntilMs: time.nowMs + FOREIGN_OPERATION_PAUSE_MS });
  });

  it('is refused where nothing else runs', async () => {
    const { start, operations, cases, pass } = await setUp(one);
    operations.startForeign(foreign, 1_000);
    pass(2_000);
    operations.failNext('rejected');

    await start(idOf(1));

    expect(await cases.getCapture(idOf(1))).toMatchObject({
      grade: 'REFUSED',
      gradeReason: 'StartFlowCapture was rejected: on demand',
    });
  });

  it('calls for an operator where we are set up wrongly, and leaves the slot free', async () => {
    const { start, operations, cases, slots } = await setUp(one);
    operations.failNext('misconfigured');

    const turn = await start(idOf(1));

    expect(turn).toMatchObject({ next: 'next-round', round: 2 });
    expect((await slots.read(slot)).slot.operation).toBeUndefined();
    expect(await cases.getCapture(idOf(1))).toMatchObject({
      grade: 'NEEDS_OPERATOR',
      gradeReason: 'StartFlowCapture failed: on demand',
    });
  });
});
