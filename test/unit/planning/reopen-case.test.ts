import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { SUBJECT, VPC } from '../../support/vpc.ts';
import { executionOf, findingAbout, NOW_MS, planner, requestAbout } from './planner.ts';

const NOBODY = `c-${'f'.repeat(40)}`;
const again = (caseId: string, members: object = {}) => ({
  source: 'manual',
  reason: 'still beaconing',
  case: caseId,
  ...members,
});

/** A case of the finding that has closed, an hour ago. */
const closed = async (settings: object = {}, trigger: object = findingAbout()) => {
  const parts = await planner(settings);
  const { caseId } = await parts.run(trigger, 'one');
  await parts.close(caseId);
  parts.clock.advance(3_600_000);
  const reopen = (members: object = {}, execution = 'two') => parts.run(again(caseId, members), execution);
  return { ...parts, caseId, reopen };
};

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

describe('a request to open a case again that cannot be met', () => {
  const KNOWN = 'a closed case that has captures: "flowtrap cases" lists cases';
  const RIGHTS = 'a case whose subjects the policy lets us capture';

  it.each([
    [
      'rounds',
      'too many: the case has 2 already',
      'at most 4 in all',
      { rounds: 3 },
      { capture: { maximumRoundsPerCase: 4 } },
    ],
    [
      'case',
      `${SUBJECT} is excluded by triggers.excludeResources`,
      RIGHTS,
      {},
      { triggers: { excludeResources: [SUBJECT] } },
    ],
    [
      'case',
      `${VPC} is excluded by triggers.excludeResources`,
      RIGHTS,
      {},
      { triggers: { excludeResources: ['vpc-*'] } },
    ],
    [
      'case',
      '10.0.1.10 is excluded by triggers.excludeResources',
      RIGHTS,
      {},
      { triggers: { excludeResources: ['10.0.1.10'] } },
    ],
    [
      'case',
      'account 111122223333 is not in triggers.accounts',
      RIGHTS,
      {},
      { triggers: { accounts: ['444455556666'] } },
    ],
  ])('is a case of its own that is refused: %s %s', async (path, problem, allowed, members, policy) => {
    const { cases, caseId, reopen, setPolicy, sightings } = await closed();
    const before = await cases.getCase(caseId);
    setPolicy(policy);

    const output = await reopen(members);

    expect(output).toMatchObject({ decision: 'close', reason: `${path} ${problem}`, captures: [] });
    expect(output.caseId).not.toBe(caseId);
    const { plan } = await cases.getCase(output.caseId);
    expect(plan).toMatchObject({ outcome: 'refused', problems: [{ path, problem, allowed }] });
    expect(await sightings(output.caseId)).toEqual([['opened', `${path} ${problem}`]]);
    expect(await cases.getCase(caseId)).toEqual({ ...before, answered: [executionOf('two')] });
  });

  it('is refused where there is no such case', async () => {
    const { run, cases } = await planner();

    const { caseId, reason } = await run(again(NOBODY));

    expect(reason).toBe('case not known');
    expect((await cases.getCase(caseId)).plan.problems).toEqual([
      { path: 'case', problem: 'not known', allowed: KNOWN },
    ]);
    expect(await cases.findCase(NOBODY)).toBeUndefined();
  });

  it('is refused where the case took no capture', async () => {
    const { cases, reopen } = await closed({}, requestAbout({ subjects: ['eni-0000000000000dead'] }));

    const { caseId } = await reopen();

    const [problem] = (await cases.getCase(caseId)).plan.problems;
    expect(problem).toMatchObject({ path: 'case', allowed: KNOWN });
    expect(problem?.problem).toMatch(/^has no captures to repeat: subjects: eni-0000000000000dead /);
  });

  it('is met for what policy only holds back from events', async () => {
    const { caseId, reopen, setPolicy } = await closed();
    setPolicy({ triggers: { minimumSeverity: 10, sources: ['manual'] } });

    expect(await reopen()).toMatchObject({ caseId, decision: 'gather' });
  });

  it('is refused where its rounds take longer than a case may', async () => {
    const { cases, reopen } = await closed({ capture: { roundIntervalSeconds: 3_000 } });

    const { caseId } = await reopen({ rounds: 14 });

    expect((await cases.getCase(caseId)).plan.problems).toEqual([
      { path: 'rounds', problem: 'too many: they may take 42600 s', allowed: 'at most 39600 s in all' },
    ]);
    expect(await reopen({ rounds: 13 }, 'three')).toMatchObject({ decision: 'gather' });
  });
});
