import { describe, expect, it } from 'vitest';
import { ENDPOINT_A, NEIGHBOUR, SUBJECT, vpcNetwork } from '../../support/vpc.ts';
import { HUB } from '../../support/worlds.ts';
import { aroundTheFirewall, captureCall, FIREWALL, flowLogsCall, planOf } from './planned.ts';
import { OTHER_PEER, PEER, requestAbout } from './planner.ts';

describe('the verdict of a plan', () => {
  it('counts filters, captures and firewalls', async () => {
    const plan = await planOf(requestAbout({ peers: [PEER, OTHER_PEER] }));

    expect(plan).toMatchObject({ decision: 'gather', outcome: 'capture', problems: [] });
    expect(plan.reason).toBe('4 filters in 1 capture on 1 firewall');
  });

  it('counts captures of one firewall in two zones as one firewall', async () => {
    const network = await vpcNetwork({
      workload: [['0.0.0.0/0', ENDPOINT_A]],
      main: [['0.0.0.0/0', 'vpce-000000000000000b1']],
    });

    const plan = await planOf(requestAbout({ subjects: [SUBJECT, NEIGHBOUR] }), {}, network);

    expect(plan.reason).toBe('4 filters in 2 captures on 1 firewall');
  });

  it('says how many tuples were dropped', async () => {
    const plan = await planOf(requestAbout({ peers: [PEER, '198.0.0.0/8'] }));

    expect(plan.reason).toMatch(/^\d filters in 1 capture on 1 firewall, 1 tuple dropped$/);
  });

  it('is that the traffic passes no firewall, and why, while flow logs still go on', async () => {
    const plan = await planOf(requestAbout(), {}, await aroundTheFirewall());

    expect(plan).toMatchObject({ decision: 'gather', outcome: 'not-on-path', captures: [], problems: [] });
    expect(plan.reason).toBe(plan.paths[0]?.reason);
    expect(plan.flowLogs).toEqual({ interfaceIds: [SUBJECT], verbatim: [], reason: 'every affected interface' });
  });

  it.each([
    [
      'nobody was found',
      requestAbout({ subjects: ['eni-0000000000000dead'] }),
      'subjects',
      /^eni-0000000000000dead was not found/,
      'a resource with an interface in a VPC that we can read',
    ],
    [
      'the account is none of ours',
      requestAbout({ account: '999999999999' }),
      'account',
      /999999999999/,
      'an account and Region of the policy',
    ],
  ])('is a refusal that names the member where %s', async (_, trigger, path, problem, allowed) => {
    const plan = await planOf(trigger);

    expect(plan).toMatchObject({ decision: 'close', outcome: 'refused', captures: [] });
    expect(plan.problems).toEqual([{ path, problem: expect.stringMatching(problem), allowed }]);
    expect(plan.reason).toBe(`${path}: ${plan.problems[0]?.problem}`);
  });

  it.each([
    [
      'every filter would be too wide',
      requestAbout({ peers: ['198.0.0.0/8'] }),
      'tuples',
      "the peer 198.0.0.0/8 is wider than the policy's /16",
      'a conversation that a filter within the policy admits',
    ],
    [
      'every filter would be too wide, and somebody else was not found',
      requestAbout({ subjects: [SUBJECT, 'eni-0000000000000dead'], peers: ['198.0.0.0/8'] }),
      'tuples',
      "the peer 198.0.0.0/8 is wider than the policy's /16",
      'a conversation that a filter within the policy admits',
    ],
  ])('is a refusal where a firewall sees the traffic but %s; flow logs still go on', async (...given) => {
    const [, trigger, path, problem, allowed] = given;

    const plan = await planOf(trigger);

    expect(plan.paths).toMatchObject([{ outcome: 'on-path' }]);
    expect(plan).toMatchObject({ decision: 'gather', outcome: 'refused', captures: [] });
    expect(plan.problems).toEqual([{ path, problem, allowed }]);
    expect(plan.flowLogs.interfaceIds).toEqual([SUBJECT]);
  });

  it('goes on to flow logs that a request writes out beside captures that are refused', async () => {
    const plan = await planOf(requestAbout({ peers: ['198.0.0.0/8'], createFlowLogs: flowLogsCall }));

    expect(plan).toMatchObject({ decision: 'gather', outcome: 'refused' });
    expect(plan.flowLogs).toMatchObject({ interfaceIds: [SUBJECT], verbatim: [{ ResourceType: 'Subnet' }] });
  });

  it('gathers what there is off the path also where policy wants no flow logs', async () => {
    const plan = await planOf(requestAbout(), { flowLogs: { enabled: false } }, await aroundTheFirewall());

    expect(plan).toMatchObject({ decision: 'gather', outcome: 'not-on-path' });
  });

  it('is a refusal where the firewall on the way is in an account that is not ours', async () => {
    const network = await vpcNetwork({ workload: [['0.0.0.0/0', ENDPOINT_A]] });
    const foreign = network.firewalls.map((one) => ({
      ...one,
      firewallArn: one.firewallArn.replace(HUB, '999999999999'),
    }));

    const plan = await planOf(requestAbout(), {}, { ...network, firewalls: foreign });

    const problem = "account 999999999999 is not among the policy's accounts";
    expect(plan).toMatchObject({ decision: 'gather', outcome: 'refused', reason: `accounts: ${problem}` });
    expect(plan.problems).toEqual([
      { path: 'accounts', problem, allowed: 'firewalls in accounts and Regions of the policy' },
    ]);
    expect(plan.lead?.notes).toContain(`captures on firewalls there are left out: ${problem}`);
  });

  it('is flow logs only where that is all that was asked for', async () => {
    const plan = await planOf({ source: 'manual', reason: 'check', createFlowLogs: flowLogsCall });

    expect(plan).toMatchObject({ decision: 'gather', outcome: 'capture', captures: [], problems: [] });
    expect(plan.reason).toBe('flow logs only, as requested');
    expect(plan.flowLogs).toMatchObject({ interfaceIds: [], verbatim: [{ ResourceType: 'Subnet' }] });
  });

  it('is a capture without a subject where the call stands as it is', async () => {
    const plan = await planOf({ source: 'manual', reason: 'check', startFlowCapture: captureCall });

    expect(plan).toMatchObject({ outcome: 'capture', reason: '1 filter in 1 capture on 1 firewall' });
    expect(plan.captures[0]).toMatchObject({ firewallArn: FIREWALL, slotZone: 'us-east-1a' });
  });
});
