import { describe, expect, it } from 'vitest';
import { SUBJECT, VPC } from '../../support/vpc.ts';
import { again, closed } from './closed-case.ts';
import { executionOf, findingAbout, PEER, planner, requestAbout } from './planner.ts';

const NOBODY = `c-${'f'.repeat(40)}`;

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

  it('is met for a drill that was run on purpose', async () => {
    const additionalInfo = { sample: true };
    const sample = findingAbout(PEER, { service: { ...findingAbout().detail.service, additionalInfo } });
    const { caseId, reopen, setPolicy } = await closed({ triggers: { sampleFindings: 'capture' } }, sample);
    setPolicy({});

    expect(await reopen()).toMatchObject({ caseId, decision: 'gather' });
  });

  it('is refused where one execution could not hold the rounds of so many captures', async () => {
    const nine = Array.from({ length: 9 }, (_, n) => ({
      FirewallArn: `arn:aws:network-firewall:us-east-1:111122223333:firewall/fw-${n}`,
      AvailabilityZone: 'us-east-1a',
      FlowFilters: [{ SourceAddress: { AddressDefinition: PEER } }],
    }));
    const request = { source: 'manual', reason: 'check', startFlowCapture: nine };
    const { cases, reopen } = await closed({ capture: { roundIntervalSeconds: 60 } }, request);

    const { caseId } = await reopen({ rounds: 20 });

    expect((await cases.getCase(caseId)).plan.problems).toEqual([
      { path: 'rounds', problem: 'too many for 9 captures', allowed: 'as many as one execution can hold' },
    ]);
    expect(await reopen({ rounds: 19 }, 'three')).toMatchObject({ decision: 'gather' });
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
