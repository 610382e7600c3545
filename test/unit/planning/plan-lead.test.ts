import { describe, expect, it } from 'vitest';
import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { ENDPOINT_A, IGW, NEIGHBOUR, SUBJECT, vpcNetwork } from '../../support/vpc.ts';
import { HUB } from '../../support/worlds.ts';
import { findingAbout, OTHER_PEER, PEER, planner, requestAbout } from './planner.ts';

const FIREWALL = `arn:aws:network-firewall:us-east-1:${HUB}:firewall/fw`;
const flowLogsCall = {
  ResourceIds: ['subnet-00000000000000001'],
  ResourceType: 'Subnet',
  TrafficType: 'ALL',
  LogDestinationType: 's3',
  LogDestination: 'arn:aws:s3:::logs',
};
const captureCall = {
  FirewallArn: FIREWALL,
  AvailabilityZone: 'us-east-1a',
  FlowFilters: [{ SourceAddress: { AddressDefinition: PEER } }],
};

/** The plan of the case that a trigger opens. */
const planOf = async (trigger: unknown, settings: object = {}, network?: Network) => {
  const { run, cases } = await planner(settings, network);
  const { caseId, decision } = await run(trigger);
  return { decision, ...(await cases.getCase(caseId)).plan };
};

const aroundTheFirewall = () => vpcNetwork({ workload: [['0.0.0.0/0', IGW]] });
const both = [SUBJECT, NEIGHBOUR];

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

    const plan = await planOf(requestAbout({ subjects: both }), {}, network);

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

describe('flow logs of a plan', () => {
  it.each([
    ['every affected interface', {}, {}, [SUBJECT]],
    ['flowLogs.enabled is false', { flowLogs: { enabled: false } }, {}, []],
    ['not asked for', {}, { flowLogs: false }, []],
    ['not asked for', { flowLogs: { enabled: false } }, { flowLogs: false }, []],
    ['every affected interface', { flowLogs: { enabled: false } }, { flowLogs: true }, [SUBJECT]],
  ])('are for %s, by policy %j and request %j', async (reason, settings, members, interfaceIds) => {
    const plan = await planOf(requestAbout(members), settings);

    expect(plan.flowLogs).toEqual({ interfaceIds, verbatim: [], reason });
  });

  it('are not for an interface that is gone', async () => {
    const network = await vpcNetwork({ workload: [['0.0.0.0/0', ENDPOINT_A]] });
    const gone = { ...network, interfaces: network.interfaces.filter(({ interfaceId }) => interfaceId !== SUBJECT) };
    const trigger = findingAbout();
    const [detail] = trigger.detail.resource.instanceDetails.networkInterfaces;
    const text = JSON.stringify(trigger).replaceAll(detail?.subnetId ?? '', 'subnet-00000000000000001');

    const plan = await planOf(JSON.parse(text.replaceAll(detail?.vpcId ?? '', 'vpc-00000000000000001')), {}, gone);

    expect(plan.interfaces).toMatchObject([{ interfaceId: SUBJECT, gone: true }]);
    expect(plan.captures).toHaveLength(1);
    expect(plan.flowLogs.interfaceIds).toEqual([]);
  });

  it('that a request writes out stand beside those of the policy', async () => {
    const plan = await planOf(requestAbout({ createFlowLogs: flowLogsCall }), { flowLogs: { enabled: false } });

    expect(plan.flowLogs).toMatchObject({ interfaceIds: [], verbatim: [{ ResourceType: 'Subnet' }] });
  });
});

describe('a request beyond what policy allows', () => {
  it.each([
    ['rounds', { rounds: 4 }, { capture: { maximumRoundsPerCase: 3 } }, 'too many', 'at most 3 by the policy'],
    [
      'rounds',
      { rounds: 20, roundIntervalSeconds: 3_600 },
      {},
      'too many: with their interval and the deadline of the policy they may take 72000 s',
      'at most 39600 s in all',
    ],
  ])('is refused before the network is read: %s %j', async (path, members, settings, problem, allowed) => {
    const plan = await planOf(requestAbout(members), settings);

    expect(plan).toMatchObject({ outcome: 'refused', interfaces: [], paths: [], filters: [] });
    expect(plan.problems).toEqual([{ path, problem, allowed }]);
    expect(plan.reason).toBe(`${path} ${problem}`);
    expect(plan.lead).toMatchObject({ source: 'manual' });
  });

  it('may have the rounds and the time that policy allows', async () => {
    const members = { rounds: 11, roundIntervalSeconds: 3_600 };

    const plan = await planOf(requestAbout(members), { capture: { maximumRoundsPerCase: 11 } });

    expect(plan.captures).toMatchObject([{ rounds: 11, roundIntervalSeconds: 3_600 }]);
  });

  it('has each of its problems named', async () => {
    const wide = [{ SourceAddress: { AddressDefinition: '198.0.0.0/8' } }];
    const request = {
      source: 'manual',
      reason: 'check',
      rounds: 4,
      startFlowCapture: [captureCall, { ...captureCall, FlowFilters: wide }],
    };

    const plan = await planOf(request, { capture: { maximumRoundsPerCase: 3, minimumPeerPrefixV4: 16 } });

    expect(plan.problems.map(({ path }) => path)).toEqual([
      'rounds',
      expect.stringMatching(/^captures\[1\]\.FlowFilters/),
    ]);
    expect(plan.reason).toBe('rounds too many');
  });
});

describe('a plan', () => {
  it('leaves out whom policy excludes, and says so', async () => {
    const plan = await planOf(requestAbout({ subjects: both }), { triggers: { excludeResources: [NEIGHBOUR] } });

    expect(plan.interfaces.map(({ interfaceId }) => interfaceId)).toEqual([SUBJECT]);
    expect(plan.lead?.notes).toContain('1 subject(s) left out by triggers.excludeResources');
  });

  it('says beside what it does who was not found', async () => {
    const plan = await planOf(requestAbout({ subjects: [SUBJECT, 'eni-0000000000000dead'] }));

    expect(plan.outcome).toBe('capture');
    expect(plan.lead?.notes).toEqual([expect.stringContaining('eni-0000000000000dead was not found')]);
  });

  it('keeps the filters, interfaces and paths that it was made from', async () => {
    const plan = await planOf(requestAbout());

    expect(plan.filters).toHaveLength(2);
    expect(plan.interfaces).toMatchObject([{ interfaceId: SUBJECT, addresses: ['10.0.1.10', '2001:db8:0:1::10'] }]);
    expect(plan.paths).toMatchObject([{ interfaceId: SUBJECT, outcome: 'on-path', confidence: 'proven' }]);
    expect(plan.dropped).toEqual([]);
  });
});
