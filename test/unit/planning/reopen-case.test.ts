import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { again, closed } from './closed-case.ts';
import { executionOf, findingAbout, NOW_MS, planner } from './planner.ts';

describe('a request to open a closed case again', () => {
  it('runs the rounds after those it had, under the policy in force', async () => {
    const { cases, caseId, reopen, setPolicy, policyText, said, evidence } = await closed();
    const before = await cases.getCase(caseId);
    const capture = { maximumCapturesPerTargetPerHour: 7, maximumCapturesPerAccountPerHour: 70 };
    setPolicy({ capture });

    const output = await reopen({ rounds: 3 });

    const [{ captureKey = '' } = {}] = before.plan.captures;
    expect(output).toEqual({
      caseId,
      decision: 'gather',
      reason: before.plan.reason,
      captures: [{ caseId, captureKey, round: 3 }],
    });
    const record = await cases.getCase(caseId);
    expect(record).toMatchObject({
      status: 'OPEN',
      executionArn: executionOf('two'),
      revision: 2,
      reopenedAtMs: NOW_MS + 3_600_000,
      openedAtMs: NOW_MS,
      policyText: policyText(),
      policySha256: sha256Hex(policyText()),
      earlier: [{ revision: 1, executionArn: executionOf('one'), grade: 'COMPLETE' }],
    });
    expect(record.plan.captures).toMatchObject([
      { rounds: 5, openings: [3], maximumPerTargetHour: 7, maximumPerAccountHour: 70 },
    ]);
    const waiting = { round: 3, status: 'WAITING', askedAtMs: NOW_MS + 3_600_000, severity: 8, polls: 0 };
    expect((await cases.listCaptures(caseId)).at(-1)).toMatchObject({ ...waiting, plan: record.plan.captures[0] });
    const raw = JSON.stringify(again(caseId, { rounds: 3 }));
    const details = { revision: 2, captures: 1, rawSha256: sha256Hex(raw) };
    expect((await said(caseId)).at(-1)).toEqual({ actor: 'plan-case', what: 'opened the case again', details });
    expect(await cases.listSightings(caseId)).toContainEqual({
      caseId,
      executionArn: executionOf('two'),
      outcome: 'reopened',
      reason: 'opened the case again, as revision 2',
      atMs: NOW_MS + 3_600_000,
      rawKey: `cases/${caseId}/triggers/${sha256Hex(raw)}.json`,
      rawSha256: sha256Hex(raw),
    });
    expect(evidence.text(`cases/${caseId}/triggers/${sha256Hex(raw)}.json`)).toBe(raw);
  });

  it("takes the policy's rounds where it names none", async () => {
    const { cases, caseId, reopen, setPolicy } = await closed();
    setPolicy({ capture: { rounds: 4 } });

    await reopen();

    expect((await cases.getCase(caseId)).plan.captures[0]?.rounds).toBe(6);
  });

  it('is told again what it was told, as often as its step runs', async () => {
    const { table, reopen } = await closed();
    const first = await reopen();
    const records = table.records();

    expect(await reopen()).toEqual(first);
    expect(table.records()).toEqual(records);
  });

  it('is done where its own opening has ended, also after another', async () => {
    const { caseId, close, reopen } = await closed();
    await reopen();
    await close(caseId);
    const done = { caseId, decision: 'done', reason: 'this execution has opened the case before', captures: [] };

    expect(await reopen()).toEqual(done);
    await reopen({}, 'three');
    expect(await reopen()).toEqual(done);
  });

  it.each([
    ['the trigger', ['one']],
    ['another request', ['one', 'three']],
  ])('joins a case that is open: for %s', async (_, [first = '', ...others]) => {
    const { run, cases, clock, close, said, sightings } = await planner();
    const { caseId } = await run(findingAbout(), first);
    for (const other of others) {
      await close(caseId);
      await run(again(caseId), other);
    }
    clock.advance(1_000);
    const before = await cases.getCase(caseId);

    const output = await run(again(caseId), 'two');

    const reason = 'the case is still open: it can be opened again once it has closed';
    expect(output).toEqual({ caseId, decision: 'done', reason, captures: [] });
    expect(await cases.getCase(caseId)).toEqual({ ...before, answered: [executionOf('two')] });
    expect((await said(caseId)).at(-1)).toMatchObject({
      what: 'a request to open the case again came while it was open',
    });
    expect(await sightings(caseId)).toContainEqual(['joined', reason]);
  });

  it('joins a case that is open also where it could not be met', async () => {
    const { run } = await planner({ capture: { maximumRoundsPerCase: 4 } });
    const { caseId } = await run(findingAbout(), 'one');

    expect(await run(again(caseId, { rounds: 3 }), 'two')).toMatchObject({ caseId, decision: 'done' });
  });

  it('that was answered otherwise opens nothing later, when its step runs late', async () => {
    const { run, cases, close } = await planner();
    const { caseId } = await run(findingAbout(), 'one');
    await run(again(caseId), 'two');
    await close(caseId);

    expect(await run(again(caseId), 'two')).toMatchObject({ caseId, decision: 'done', captures: [] });
    expect(await cases.getCase(caseId)).toMatchObject({ status: 'CLOSED', executionArn: executionOf('one') });
  });

  it('is ignored in monitor mode, without a plan', async () => {
    const { cases, caseId, reopen, setPolicy } = await closed();
    setPolicy({ capture: { mode: 'monitor' } });

    const output = await reopen();

    expect(output).toMatchObject({ decision: 'done', reason: 'monitor mode: capture.mode of the policy is "monitor"' });
    expect((await cases.getCase(caseId)).status).toBe('CLOSED');
    const [sighting] = await cases.listSightings(output.caseId);
    expect(sighting).toMatchObject({ outcome: 'ignored' });
    expect(sighting).not.toHaveProperty('plan');
  });
});
