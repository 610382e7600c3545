import { describe, expect, it } from 'vitest';
import { ContractError } from '../../../functions/lib/domain/errors.ts';
import { startCapture } from '../../../functions/start-capture/start-capture.ts';
import { caseRecord, plan } from '../evidence/fixtures.ts';
import { captureRecord, idOf, setUp, slot } from './setup.ts';

describe('a round that is asked for the first time', () => {
  const { plan: planned } = captureRecord(1);
  const other = captureRecord(2).plan;

  it('is made from the plan of its case', async () => {
    const { start, cases, time } = await setUp();
    await cases.createCase(caseRecord({ caseId: idOf(1).caseId, plan: plan({ captures: [other, planned] }) }));

    const turn = await start({ ...idOf(1), round: 2 });

    expect(turn).toMatchObject({ ...idOf(1), round: 2, next: 'wait-for-results' });
    expect(await cases.getCapture({ ...idOf(1), round: 2 })).toMatchObject({
      plan: planned,
      askedAtMs: time.nowMs,
      severity: 0,
      polls: 0,
    });
  });

  it('is refused where the plan has no such capture', async () => {
    const { start, cases } = await setUp();
    await cases.createCase(caseRecord({ caseId: idOf(1).caseId, plan: plan({ captures: [other] }) }));

    const asked = start(idOf(1));

    await expect(asked).rejects.toThrow(ContractError);
    await expect(asked).rejects.toThrow(`the plan has no capture ${idOf(1).captureKey}`);
  });
});

describe('a capture that comes by a taken slot', () => {
  const taken = async () => {
    const world = await setUp(captureRecord(1), captureRecord(2));
    await world.start(idOf(1));
    return world;
  };

  it('looks at nothing while somebody looked lately', async () => {
    const { deps, operations } = await taken();
    const asked: string[] = [];
    const describeOperation: typeof operations.describe = async (firewall, id) => {
      asked.push(id);
      return await operations.describe(firewall, id);
    };

    await startCapture({ ...deps, operations: { ...operations, describe: describeOperation } })(idOf(2));

    expect(asked).toEqual([]);
  });

  it('looks after the operation of others, and notes when it did', async () => {
    const { deps, operations, pass, slots, time } = await taken();
    pass(12_000);
    const describeOperation: typeof operations.describe = async (firewall, id) => {
      const found = await operations.describe(firewall, id);
      return found && { ...found, status: 'IN_PROGRESS' };
    };

    const turn = await startCapture({ ...deps, operations: { ...operations, describe: describeOperation } })(idOf(2));

    expect(turn).toMatchObject({ next: 'wait-for-slot', waitSeconds: 10 });
    expect((await slots.read(slot)).slot.operation).toMatchObject({ checkedAtMs: time.nowMs });
    expect(operations.started).toHaveLength(1);
  });

  it.each(['has ended', 'is gone'])('frees it for itself where the operation %s', async (how) => {
    const { deps, operations, pass, cases } = await taken();
    pass(12_000);
    const [first] = operations.started;
    const describeOperation: typeof operations.describe = async (firewall, id) =>
      how === 'is gone' && id === first?.operationId ? undefined : await operations.describe(firewall, id);

    const turn = await startCapture({ ...deps, operations: { ...operations, describe: describeOperation } })(idOf(2));

    expect(turn.next).toBe('wait-for-results');
    expect(await cases.getCapture(idOf(1))).toMatchObject({ status: 'FIRED', operationId: first?.operationId });
    expect(await cases.getCapture(idOf(2))).toMatchObject({ operationId: operations.started[1]?.operationId });
  });

  /** The process that starts the operation of capture 1 dies before it tells anybody. */
  const untold = async () => {
    const world = await setUp(captureRecord(1), captureRecord(2));
    const updateCapture: typeof world.cases.updateCapture = async () => {
      throw new Error('the process died');
    };
    const dying = startCapture({ ...world.deps, cases: { ...world.cases, updateCapture } });
    await expect(dying(idOf(1))).rejects.toThrow('the process died');
    return world;
  };

  it('is told its operation where whoever started that died before telling', async () => {
    const { deps, operations, cases } = await untold();

    const turn = await startCapture(deps)(idOf(1));

    expect(turn.next).toBe('wait-for-results');
    expect(operations.started).toHaveLength(1);
    expect(await cases.getCapture(idOf(1))).toMatchObject({
      status: 'FIRED',
      operationId: operations.started[0]?.operationId,
      fence: 1,
      sharedBy: 1,
    });
  });

  it('tells others of their operation before it frees the slot for itself', async () => {
    const { start, operations, cases, pass } = await untold();
    pass(20_000);

    await start(idOf(2));
    const turn = await start(idOf(1));

    expect(turn.next).toBe('wait-for-results');
    expect(operations.started).toHaveLength(2);
    expect(await cases.getCapture(idOf(1))).toMatchObject({ operationId: operations.started[0]?.operationId });
    expect(await cases.getCapture(idOf(2))).toMatchObject({ operationId: operations.started[1]?.operationId });
  });

  it('stays ended where it ended before it was told', async () => {
    const { deps, pass, cases, check, start } = await setUp(...[1, 2, 3].map((n) => captureRecord(n)));
    await start(idOf(1));
    for (const n of [2, 3]) await start(idOf(n));
    pass(20_000);
    await check(idOf(1));
    const ending = startCapture({
      ...deps,
      operations: {
        ...deps.operations,
        start: async (request, mayStillSend) => {
          await cases.updateCapture(idOf(3), (record) => ({ ...record, status: 'ENDED', grade: 'NEEDS_OPERATOR' }));
          return await deps.operations.start(request, mayStillSend);
        },
      },
    });

    await ending(idOf(2));

    expect(await cases.getCapture(idOf(2))).toMatchObject({ status: 'FIRED', sharedBy: 2 });
    const ended = await cases.getCapture(idOf(3));
    expect(ended).toMatchObject({ status: 'ENDED', grade: 'NEEDS_OPERATOR' });
    expect(ended.operationId).toBeUndefined();
  });
});
