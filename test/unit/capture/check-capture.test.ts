import { describe, expect, it } from 'vitest';
import { checkCapture } from '../../../functions/check-capture/check-capture.ts';
import type { OperationDescription } from '../../../functions/lib/ports/flow-operations.ts';
import { captureRecord, idOf, setUp, slot } from './setup.ts';

const fired = async () => {
  const world = await setUp(captureRecord(1));
  await world.start(idOf(1));
  const { operationId = '' } = await world.cases.getCapture(idOf(1));
  /** What AWS says of the operation from now on. */
  const described = (description: OperationDescription | undefined) =>
    checkCapture({ ...world.deps, operations: { ...world.operations, describe: async () => description } });
  return { ...world, operationId, described };
};
const RUNNING = { type: 'FLOW_CAPTURE', status: 'IN_PROGRESS', filters: [] } as const;

describe('checkCapture', () => {
  it('waits for an operation that runs, and counts its looks', async () => {
    const { check, cases } = await fired();

    const turns = [await check(idOf(1)), await check(idOf(1))];

    expect(turns).toEqual(turns.map(() => ({ ...idOf(1), next: 'wait-for-results', waitSeconds: 10 })));
    expect(await cases.getCapture(idOf(1))).toMatchObject({ status: 'FIRED', polls: 2 });
  });

  it('has the flows collected once the operation has ended, and frees the slot', async () => {
    const { check, cases, slots, pass, operations } = await fired();
    pass(20_000);

    const turn = await check(idOf(1));

    expect(turn).toEqual({ ...idOf(1), next: 'collect', waitSeconds: 0 });
    expect(await cases.getCapture(idOf(1))).toMatchObject({
      status: 'COLLECTING',
      operationStatus: 'COMPLETED',
      flowRequestAtMs: operations.started[0]?.requestedAtMs,
    });
    expect((await slots.read(slot)).slot.operation).toBeUndefined();
  });

  it.each(['COMPLETED_WITH_ERRORS', 'FAILED'] as const)(
    'keeps what AWS says of an operation that ended as %s',
    async (status) => {
      const { described, cases, operationId } = await fired();

      await described({ ...RUNNING, operationId, status, statusMessage: 'one of two hosts' })(idOf(1));

      expect(await cases.getCapture(idOf(1))).toMatchObject({
        status: 'COLLECTING',
        operationStatus: status,
        statusMessage: 'one of two hosts',
      });
    },
  );

  it('leaves a slot alone that another operation has by now', async () => {
    const { check, start, cases, slots, pass, deps } = await fired();
    await deps.cases.createCapture(captureRecord(2));
    pass(20_000);
    await start(idOf(2));

    const turn = await check(idOf(1));

    const { operationId } = await cases.getCapture(idOf(2));
    expect(turn.next).toBe('collect');
    expect((await slots.read(slot)).slot.operation).toMatchObject({ operationId });
  });

  it('says again what is due when it is run again', async () => {
    const { check, pass, cases } = await fired();
    pass(20_000);
    const first = await check(idOf(1));

    expect(await check(idOf(1))).toEqual(first);
    expect(await cases.getCapture(idOf(1))).toMatchObject({ polls: 0 });
  });

  it('sends a round that has no operation back to its slot', async () => {
    const { check } = await setUp(captureRecord(1));

    expect(await check(idOf(1))).toEqual({ ...idOf(1), next: 'start', waitSeconds: 0 });
  });

  it('ends a round as EXPIRED whose operation AWS no longer knows', async () => {
    const { described, cases, time } = await fired();

    const turn = await described(undefined)(idOf(1));

    expect(turn).toMatchObject({ next: 'next-round', round: 2 });
    expect(await cases.getCapture(idOf(1))).toMatchObject({
      status: 'ENDED',
      grade: 'EXPIRED',
      gradeReason: 'AWS no longer knows the operation',
      endedAtMs: time.nowMs,
    });
  });

  it.each([
    [0, 'wait-for-results', 'FIRED'],
    [1, 'next-round', 'ENDED'],
  ])('%i ms after its deadline a running operation is to %s', async (lateMs, next, status) => {
    const { described, cases, pass, operationId, time } = await fired();
    const { askedAtMs } = await cases.getCapture(idOf(1));
    pass(askedAtMs + 3_600_000 + lateMs - time.nowMs);

    const turn = await described({ ...RUNNING, operationId })(idOf(1));

    expect(turn.next).toBe(next);
    expect(await cases.getCapture(idOf(1))).toMatchObject({
      status,
      ...(lateMs > 0 && { grade: 'NEEDS_OPERATOR', gradeReason: 'the operation still ran after 3600 s' }),
    });
  });

  it.each([
    ['Lambda.Unknown', 'Lambda.Unknown'],
    ['States.Timeout', 'States.Timeout'],
    ['=cmd|" /C calc"!A0', 'cmdCcalcA0'],
    ['<b>', 'b'],
    ['', 'unknown'],
    ['e'.repeat(200), 'e'.repeat(80)],
  ])('ends a round whose step failed with %j for an operator, naming the error', async (error, name) => {
    const { check, cases } = await fired();

    const turn = await check({ ...idOf(1), failure: { Error: error, Cause: 'unused' } });

    expect(turn).toMatchObject({ next: 'next-round', round: 2 });
    expect(await cases.getCapture(idOf(1))).toMatchObject({
      status: 'ENDED',
      grade: 'NEEDS_OPERATOR',
      gradeReason: `a step failed: ${name}`,
    });
  });

  it('leaves the end of a round as it is, whatever fails afterwards', async () => {
    const { check, cases, described } = await fired();
    await described(undefined)(idOf(1));
    const before = await cases.getCapture(idOf(1));

    const turn = await check({ ...idOf(1), failure: { Error: 'States.Timeout', Cause: '' } });

    expect(turn).toMatchObject({ next: 'next-round', round: 2 });
    expect(await cases.getCapture(idOf(1))).toEqual(before);
  });
});
