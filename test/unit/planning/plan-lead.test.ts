import { describe, expect, it } from 'vitest';
import { ENDPOINT_A, NEIGHBOUR, SUBJECT, vpcNetwork } from '../../support/vpc.ts';
import { captureCall, flowLogsCall, planOf } from './planned.ts';
import { findingAbout, requestAbout } from './planner.ts';

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
    const plan = await planOf(requestAbout({ subjects: [SUBJECT, NEIGHBOUR] }), {
      triggers: { excludeResources: [NEIGHBOUR] },
    });

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
