import { describe, expect, it } from 'vitest';
import { type FindLostCasesInput, findLostCasesContract } from '../../../functions/find-lost-cases/contract.ts';
import { findLostCases } from '../../../functions/find-lost-cases/find-lost-cases.ts';
import type { CaseRecord } from '../../../functions/lib/domain/case.ts';
import type { ExecutionEnd } from '../../../functions/lib/domain/execution-status.ts';
import { caseStore } from '../../../functions/lib/records/case-store.ts';
import { memoryRecordTable } from '../../fakes/memory-record-table.ts';
import { caseRecord, handClock, START_MS } from '../evidence/fixtures.ts';

const MINUTE_MS = 60_000;
const caseId = (n: number): string => `c-${String(n).padStart(40, '0')}`;
const arn = (n: number): string => `arn:aws:states:eu-west-1:111122223333:execution:respond:e-${n}`;
const input = (more: object = {}): FindLostCasesInput =>
  findLostCasesContract.input.parse({ asked: {}, progress: {}, outcomes: [], ...more });

const setUp = (ends: Readonly<Record<string, ExecutionEnd | 'RUNNING' | 'fails'>> = {}) => {
  const cases = caseStore(memoryRecordTable());
  const clock = handClock(START_MS + 60 * MINUTE_MS);
  const asked: string[] = [];
  const swept: unknown[] = [];
  const statusOf = async (executionArn: string) => {
    asked.push(executionArn);
    const end = ends[executionArn] ?? 'RUNNING';
    if (end === 'fails') throw new Error('Step Functions does not answer');
    return end;
  };
  const log = { info: (_: string, facts?: object) => swept.push(facts), warn: () => undefined };
  const find = findLostCases({ cases, executions: { statusOf }, clock, log });
  const add = (n: number, changes: Partial<CaseRecord> = {}) =>
    cases.createCase(caseRecord({ caseId: caseId(n), executionArn: arn(n), openedAtMs: START_MS + n, ...changes }));
  return { find, add, clock, asked, swept, cases };
};

describe('the search for lost cases', () => {
  it.each(['FAILED', 'TIMED_OUT', 'ABORTED', 'SUCCEEDED', 'NOT_FOUND'] as const)(
    'finds an open case whose execution is %s',
    async (end) => {
      const { find, add } = setUp({ [arn(1)]: end });
      await add(1);

      expect(await find(input())).toMatchObject({
        next: 'close',
        lost: [{ caseId: caseId(1), executionArn: arn(1), executionStatus: end }],
      });
    },
  );

  it('leaves a case alone whose execution runs', async () => {
    const { find, add, swept } = setUp();
    await add(1);

    expect(await find(input())).toMatchObject({ next: 'done', lost: [], progress: { looked: 1, running: 1 } });
    expect(swept).toEqual([{ looked: 1, running: 1, closed: 0, failed: 0 }]);
  });

  it('leaves a young case to its execution, unless it is asked for by its id', async () => {
    const { find, add, clock } = setUp({ [arn(1)]: 'ABORTED' });
    await add(1, { openedAtMs: clock.nowMs() - 9 * MINUTE_MS });

    expect(await find(input())).toMatchObject({ next: 'done', lost: [] });
    expect(await find(input({ asked: { caseId: caseId(1) } }))).toMatchObject({ lost: [{ caseId: caseId(1) }] });
  });

  it('does not ask for a case that is closed and told of', async () => {
    const { find, add, asked } = setUp({ [arn(1)]: 'FAILED' });
    await add(1, { status: 'CLOSED', grade: 'PARTIAL', closedEventAtMs: START_MS });

    expect(await find(input())).toMatchObject({ next: 'done', progress: { looked: 0 } });
    expect(await find(input({ asked: { caseId: caseId(1) } }))).toMatchObject({ next: 'done', lost: [] });
    expect(asked).toEqual([]);
  });

  it('goes on after a case that cannot be looked at, and counts it', async () => {
    const { find, add } = setUp({ [arn(1)]: 'fails', [arn(2)]: 'FAILED' });
    await add(1);
    await add(2);

    expect(await find(input())).toMatchObject({ lost: [{ caseId: caseId(2) }], progress: { looked: 2, failed: 1 } });
  });

  it('goes through all open cases, the oldest first, a part in each call', async () => {
    const ends = Object.fromEntries(Array.from({ length: 120 }, (_, n) => [arn(n), 'FAILED' as const]));
    const { find, add } = setUp(ends);
    for (let n = 119; n >= 0; n -= 1) await add(n);

    const found: string[] = [];
    let calls = 0;
    let output = await find(input());
    while (output.next === 'close') {
      found.push(...output.lost.map((one) => one.caseId));
      calls += 1;
      output = await find(
        input({ progress: output.progress, outcomes: output.lost.map(() => ({ outcome: 'closed' })) }),
      );
    }

    expect(found).toEqual(Array.from({ length: 120 }, (_, n) => caseId(n)));
    expect(calls).toBe(3);
    expect(output.progress).toMatchObject({ looked: 120, closed: 120, failed: 0, ended: true });
  });

  it('stops when one run has looked at 2,000 cases that all run', async () => {
    const { find, add } = setUp();
    for (let n = 0; n < 2_030; n += 1) await add(n);

    let output = await find(input());
    let calls = 1;
    for (; output.next === 'close'; calls += 1) output = await find(input({ progress: output.progress }));

    expect(output.progress).toMatchObject({ looked: 2_000, running: 2_000 });
    expect(calls).toBe(40);
  });

  it('says of a case that does not exist that it does not', async () => {
    await expect(setUp().find(input({ asked: { caseId: caseId(7) } }))).rejects.toMatchObject({
      name: 'RecordNotFoundError',
    });
  });
});
