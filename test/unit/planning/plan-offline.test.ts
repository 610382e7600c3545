import { describe, expect, it } from 'vitest';
import { decideTrigger } from '../../../functions/lib/planning/decide-trigger.ts';
import { planOffline } from '../../../functions/lib/planning/plan-offline.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import { captureCall, flowLogsCall } from './planned.ts';
import { findingAbout, PEER, requestAbout } from './planner.ts';

const planFor = (trigger: unknown, settings: object = {}) => {
  const policy = policySchema.parse(settings);
  return planOffline(decideTrigger(readTrigger(JSON.stringify(trigger)), policy), policy);
};
const nothing = { filters: [], interfaces: [], paths: [], captures: [] };

describe('a plan from the trigger alone', () => {
  it.each([
    ['a finding: the addresses that it names', findingAbout(), '10.0.1.10/32'],
    ['a request about an address', requestAbout({ subjects: ['10.0.7.7'] }), '10.0.7.7/32'],
  ])('has the filters of %s', (_, trigger, subject) => {
    const plan = planFor(trigger);

    expect(plan).toMatchObject({
      ...nothing,
      filters: [{}, {}],
      outcome: 'capture',
      reason: '2 filters',
      problems: [],
    });
    expect(plan.filters.map(({ filter }) => [filter.source, filter.destination])).toEqual([
      [subject, `${PEER}/32`],
      [`${PEER}/32`, subject],
    ]);
  });

  it('has the filters of a call as they stand', () => {
    const plan = planFor({ source: 'manual', reason: 'check', startFlowCapture: captureCall });

    expect(plan.filters).toEqual([
      {
        filter: { source: `${PEER}/32`, protocols: [] },
        reason: 'as requested',
        breadthBits: expect.any(Number),
        mirrored: false,
      },
    ]);
  });

  it('is flow logs only where that is all that was asked for', () => {
    expect(planFor({ source: 'manual', reason: 'check', createFlowLogs: flowLogsCall })).toMatchObject({
      ...nothing,
      outcome: 'capture',
      reason: 'flow logs only, as requested',
    });
  });

  it('says of a request to open a case again that its captures are its own', () => {
    const caseId = `c-${'f'.repeat(40)}`;

    expect(planFor({ source: 'manual', reason: 'check', case: caseId })).toMatchObject({
      ...nothing,
      outcome: 'capture',
      reason: `opens case ${caseId} again: its own captures take further rounds`,
      problems: [],
    });
  });

  it('is a refusal where every conversation is too wide', () => {
    const plan = planFor(requestAbout({ subjects: ['10.0.7.7'], peers: ['198.0.0.0/8'] }));

    const problem = "the peer 198.0.0.0/8 is wider than the policy's /16";
    const allowed = 'an address of the subject and a peer within the policy';
    expect(plan).toMatchObject({ ...nothing, outcome: 'refused', reason: `manual trigger: ${problem}` });
    expect(plan.problems).toEqual([{ path: 'subjects', problem, allowed }]);
  });

  it('is a refusal where the request is beyond what policy allows', () => {
    const plan = planFor(requestAbout({ rounds: 4 }), { capture: { maximumRoundsPerCase: 3 } });

    expect(plan).toMatchObject({ ...nothing, outcome: 'refused', reason: 'rounds too many' });
    expect(plan.problems).toEqual([{ path: 'rounds', problem: 'too many', allowed: 'at most 3 by the policy' }]);
  });

  it('is empty where the trigger was refused', () => {
    const plan = planFor(requestAbout({ ports: [70_000] }));

    expect(plan).toMatchObject({ ...nothing, outcome: 'refused' });
    expect(plan.problems.map(({ path }) => path)).toEqual(['ports[0]']);
  });

  it('shows the filters of what policy holds back, and none of what it would never take', () => {
    const held = planFor(findingAbout(), { triggers: { minimumSeverity: 9 } });
    const never = planFor({ source: 'aws.ec2', detail: {} });

    expect(held).toMatchObject({ outcome: 'ignored', reason: 'severity 8 is below triggers.minimumSeverity 9' });
    expect(held.filters).toHaveLength(2);
    expect(never).toMatchObject({ ...nothing, outcome: 'ignored' });
  });
});
