import { describe, expect, it } from 'vitest';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import { ENDPOINT_A, SUBJECT, vpcNetwork } from '../../support/vpc.ts';
import { conversation, HUB, leadOf, named, planFor, SPOKE } from '../../support/worlds.ts';

const arn = `arn:aws:network-firewall:us-east-1:${HUB}:firewall/fw`;
const asked = conversation('10.0.1.10', '198.51.100.7');
const through = () => vpcNetwork({ workload: [['0.0.0.0/0', ENDPOINT_A]] });
const about = (parts: Partial<Parameters<typeof leadOf>[0]> = {}) =>
  leadOf({ subjects: [named(SUBJECT)], tuples: [asked], ...parts });
const unread = [
  { account: SPOKE, region: 'us-east-1', what: 'route tables', reason: 'AccessDenied' },
  { account: SPOKE, region: 'us-east-1', what: 'route tables', reason: 'AccessDenied' },
  { account: HUB, region: 'us-east-1', what: 'core networks', reason: 'a time-out' },
];
const told = [
  `route tables of ${SPOKE}/us-east-1 could not be read: AccessDenied`,
  `core networks of ${HUB}/us-east-1 could not be read: a time-out`,
];

describe('what could not be read', () => {
  it('is not said where the path is proven without it', async () => {
    const plan = planFor({ ...(await through()), unread }, about());

    expect(plan.paths).toMatchObject([{ confidence: 'proven' }]);
    expect(plan.notes).toEqual([]);
  });

  it('is said once where nobody was found', async () => {
    const plan = planFor({ ...(await through()), unread }, about({ subjects: [named('eni-0000000000000dead')] }));

    expect(plan.unresolved).toHaveLength(1);
    expect(plan.notes.filter((note) => note.includes('could not be read'))).toEqual(told);
  });

  it('is said where a path is only likely', async () => {
    const network = await vpcNetwork({ workload: [['0.0.0.0/0', 'vpce-0000000000000dead']] });

    const plan = planFor({ ...network, unread }, about());

    expect(plan.paths.every(({ confidence }) => confidence !== 'proven')).toBe(true);
    expect(plan.notes).toEqual(expect.arrayContaining(told));
  });
});

describe('captures beyond what a case may have', () => {
  it('are named with their places', async () => {
    const filters = Array.from({ length: 5 }, (_, n) => ({ source: asked.peer, protocols: [n + 1] }));
    const request = { captures: filters.map((filter) => ({ firewallArn: arn, filters: [filter] })) };
    const { capture } = policySchema.parse({ capture: { maximumCapturesPerCase: 8 } });

    const plan = planFor(await through(), about({ subjects: [], tuples: [], request }), { capture });

    expect(plan.captures).toHaveLength(8);
    expect(plan.notes).toEqual([
      `the policy allows 8 captures a case: left out 2, on ${arn} in us-east-1a, ${arn} in us-east-1b`,
    ]);
  });
});

describe('a lead from elsewhere', () => {
  it('is refused as a whole where policy does not name its account', async () => {
    const plan = planFor(await through(), about({ account: '999999999999' }));

    expect(plan).toMatchObject({ captures: [], interfaces: [], paths: [], notes: [] });
    expect(plan.refusal).toContain('999999999999');
  });

  it('is refused where policy does not name its Region', async () => {
    const { accounts } = policySchema.parse({ accounts: { members: [SPOKE], regions: ['us-east-1'] } });

    const plan = planFor(await through(), about({ account: SPOKE, region: 'eu-north-1' }), { accounts });

    expect(plan.refusal).toContain('eu-north-1');
  });

  it('is about the Region where we run, if it names none', async () => {
    expect(planFor(await through(), about({ account: HUB })).refusal).toBeUndefined();
  });
});

describe('the times of a capture', () => {
  it('are the policy’s', async () => {
    const { capture } = policySchema.parse({
      capture: { deadlineMinutes: 7, pollSeconds: 20, roundIntervalSeconds: 90 },
    });

    expect(planFor(await through(), about(), { capture }).captures).toMatchObject([
      { deadlineSeconds: 420, pollSeconds: 20, roundIntervalSeconds: 90 },
    ]);
  });
});
