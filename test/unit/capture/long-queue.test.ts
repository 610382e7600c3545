import { describe, expect, it } from 'vitest';
import { startCapture } from '../../../functions/start-capture/start-capture.ts';
import { captureRecord, idOf, setUp } from './setup.ts';

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a long queue', () => {
  /** The same conversation in so many cases: one filter. */
  const alikeTo = (one: number, n: number) =>
    captureRecord(n, { plan: { ...captureRecord(one).plan, captureKey: idOf(n).captureKey } });
  const alike = (n: number) => alikeTo(1, n);

  it('is served at once where it asks for the same', async () => {
    const { start, check, operations, pass, cases } = await setUp(captureRecord(1), ...range(2, 121).map(alike));
    await start(idOf(1));
    for (const n of range(2, 121)) await start(idOf(n));
    pass(20_000);
    await check(idOf(1));

    await start(idOf(121));

    const records = await Promise.all(range(2, 121).map((n) => cases.getCapture(idOf(n))));
    expect(operations.started).toHaveLength(2);
    expect(new Set(records.map(({ operationId }) => operationId))).toEqual(
      new Set([operations.started[1]?.operationId]),
    );
  });

  it('takes along whoever asks for nothing but what a full operation has', async () => {
    const others = range(2, 60).map((n) => captureRecord(n));
    const { start, check, operations, pass, cases } = await setUp(captureRecord(1), ...others, alikeTo(2, 61));
    for (const n of range(1, 61)) await start(idOf(n));
    pass(20_000);
    await check(idOf(1));

    await start(idOf(3));

    expect(operations.started[1]?.filters).toHaveLength(20);
    const [first, last] = await Promise.all([cases.getCapture(idOf(2)), cases.getCapture(idOf(61))]);
    expect(last).toMatchObject({ status: 'FIRED', operationId: first.operationId });
  });

  it('is read no further than an operation holds', async () => {
    const { start, check, operations, pass, deps } = await setUp(...range(1, 100).map((n) => captureRecord(n)));
    for (const n of range(1, 100)) await start(idOf(n));
    pass(20_000);
    await check(idOf(1));
    let reads = 0;
    const findCapture: typeof deps.cases.findCapture = (id) => {
      reads += 1;
      return deps.cases.findCapture(id);
    };

    await startCapture({ ...deps, cases: { ...deps.cases, findCapture } })(idOf(2));

    expect(operations.started[1]?.filters).toHaveLength(20);
    expect(reads).toBeLessThan(30);
  });
});
