import { describe, expect, it } from 'vitest';
import type { VerbatimCapture } from '../../../functions/lib/domain/lead.ts';
import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { type Policy, policySchema } from '../../../functions/lib/policy/policy.ts';
import { endpointAssociation } from '../../../simulator/worlds/firewall-rows.ts';
import { address, cidr } from '../../support/network.ts';
import { ENDPOINT_A, ENDPOINT_B, IGW, NEIGHBOUR, SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import {
  conversation,
  HUB,
  leadOf,
  named,
  networkOf,
  placesOf,
  planFor,
  SPOKE,
  worldJson,
} from '../../support/worlds.ts';

const internet = '198.51.100.7';
const arn = `arn:aws:network-firewall:us-east-1:${HUB}:firewall/fw`;
const asked = conversation('10.0.1.10', internet);
const { peer: _peer, ...anybody } = asked;
const { subject: _subject, ...nobodyNamed } = asked;
const through = () => vpcNetwork({ workload: [['0.0.0.0/0', ENDPOINT_A]] });
const about = (parts: Partial<Parameters<typeof leadOf>[0]> = {}) =>
  leadOf({ subjects: [named(SUBJECT)], tuples: [asked], ...parts });
const capturePolicy = (capture: object): Partial<Policy> => ({ capture: policySchema.parse({ capture }).capture });

/** The interface of the spoke's subject in a world of two accounts. */
const spokeSubject = (network: Network, own: string) =>
  network.interfaces.find((item) => item.account === SPOKE && item.addresses.includes(address(own)))?.interfaceId ?? '';

describe('what is captured', () => {
  it('is both directions, with the address of the subject in every filter', async () => {
    const plan = planFor(await through(), about());

    expect(plan.captures).toMatchObject([
      {
        account: HUB,
        region: 'us-east-1',
        firewallArn: arn,
        scope: { availabilityZone: 'us-east-1a' },
        slotZone: 'us-east-1a',
        minimumFlowAgeSeconds: 60,
        rounds: 2,
        filters: [
          { filter: { source: '10.0.1.10/32', destination: `${internet}/32`, protocols: [6] }, mirrored: false },
          { filter: { source: `${internet}/32`, destination: '10.0.1.10/32', protocols: [6] }, mirrored: true },
        ],
      },
    ]);
    expect(plan.filters).toEqual(plan.captures[0]?.filters);
    expect(plan.dropped).toEqual([]);
  });

  it('is each address of the subject that can talk to the peer, where the tuple names none', async () => {
    const plan = planFor(await through(), about({ tuples: [nobodyNamed] }));

    expect(plan.filters.map(({ filter }) => filter.source)).toEqual(['10.0.1.10/32', `${internet}/32`]);
  });

  it('is asked of each firewall only for the interfaces whose traffic it sees', async () => {
    const network = await vpcNetwork({ workload: [['0.0.0.0/0', ENDPOINT_A]], main: [['0.0.0.0/0', IGW]] });
    const plan = planFor(network, about({ subjects: [named(SUBJECT), named(NEIGHBOUR)], tuples: [nobodyNamed] }));

    expect(plan.interfaces).toHaveLength(2);
    expect(plan.filters.flatMap(({ filter }) => [filter.source, filter.destination])).not.toContain('10.0.2.20/32');
    expect(plan.dropped).toEqual([]);
  });

  it('takes operations of at most 20 filters, each under its own key', async () => {
    const tuples = Array.from({ length: 25 }, (_, at) => conversation('10.0.1.10', `198.51.${at * 2}.1`));
    const plan = planFor(await through(), about({ tuples }));

    expect(plan.captures.map(({ filters }) => filters.length)).toEqual([20, 20, 10]);
    expect(new Set(plan.captures.map(({ captureKey }) => captureKey)).size).toBe(3);
  });

  it('keeps its keys from one plan to the next', async () => {
    const keys = async () => planFor(await through(), about()).captures.map(({ captureKey }) => captureKey);

    expect(await keys()).toEqual(await keys());
    expect((await keys())[0]).toMatch(/^t-[0-9a-f]{16}$/);
  });

  it('is as much as policy allows, most urgent first, and the rest is named', async () => {
    const tuples = Array.from({ length: 25 }, (_, at) => conversation('10.0.1.10', `198.51.${at * 2}.1`));
    const plan = planFor(await through(), about({ tuples }), capturePolicy({ maximumCapturesPerCase: 2 }));

    expect(plan.captures).toHaveLength(2);
    expect(plan.notes).toEqual([`the policy allows 2 captures a case: left out 1, on ${arn} in us-east-1a`]);
  });

  it('is as much as the history of one execution holds', async () => {
    const tuples = Array.from({ length: 200 }, (_, at) => conversation('10.0.1.10', `198.${at}.0.1`));
    const policy = capturePolicy({ maximumCapturesPerCase: 100, maximumFilters: 400, rounds: 20 });
    const plan = planFor(await through(), about({ tuples }), policy);

    expect(plan.captures).toHaveLength(8);
    expect(plan.notes[0]).toMatch(/^one execution holds 8 captures of 20 rounds: left out 12, /);
    expect(plan.captures.every(({ waitsPerRound }) => waitsPerRound === 11)).toBe(true);
  });

  it('carries the bounds of an hour that the policy sets', async () => {
    const policy = capturePolicy({ maximumCapturesPerTargetPerHour: 7, maximumCapturesPerAccountPerHour: 8 });

    expect(planFor(await through(), about(), policy).captures).toMatchObject([
      { maximumPerTargetHour: 7, maximumPerAccountHour: 8 },
    ]);
  });

  it('follows the request within the policy', async () => {
    const request = { rounds: 3, minimumFlowAgeSeconds: 0, roundIntervalSeconds: 30 };

    expect(planFor(await through(), about({ request })).captures).toMatchObject([request]);
  });

  it('is nothing on firewalls of accounts that policy does not name', async () => {
    const plan = planFor(await through(), about(), { accounts: policySchema.parse({}).accounts });
    const foreign = planFor(
      { ...(await through()), home: { account: SPOKE, region: 'us-east-1' } },
      about({ account: SPOKE }),
      {
        accounts: policySchema.parse({}).accounts,
      },
    );

    expect(plan.captures).toHaveLength(1);
    expect(foreign.captures).toEqual([]);
    expect(foreign.notes.join()).toContain(`account ${HUB} is not among the policy's accounts`);
  });
});

describe('an address that the firewall sees in place of the subject', () => {
  const behindNat = async (tuples: readonly (typeof asked | typeof anybody)[]) => {
    const network = await networkOf(worldJson('nat-before-firewall'));
    const subjects = [named(spokeSubject(network, '10.60.1.10'))];
    return planFor(network, leadOf({ account: SPOKE, subjects, tuples }));
  };

  it('is the NAT gateway’s, and only with a peer', async () => {
    const plan = await behindNat([conversation('10.60.1.10', internet)]);

    expect(plan.filters.map(({ filter }) => [filter.source, filter.destination])).toEqual([
      ['10.60.10.5/32', `${internet}/32`],
      [`${internet}/32`, '10.60.10.5/32'],
    ]);
    expect(plan.filters[0]?.reason).toMatch(/with the address of nat-/);
  });

  it('is not asked for without a peer: it belongs to many', async () => {
    const { peer: _, ...open } = conversation('10.60.1.10', internet);
    const plan = await behindNat([open]);

    expect(plan.captures).toEqual([]);
    expect(plan.paths).toMatchObject([{ outcome: 'on-path' }]);
    expect(plan.dropped).toMatchObject([{ reason: expect.stringContaining('whose address many share') }]);
  });

  it('may be the node’s where the subject is a pod', async () => {
    const network = await through();
    const pod = { kind: 'address', address: address('192.168.7.7'), instanceId: 'i-1' } as const;
    const interfaces = network.interfaces.map((item) =>
      item.interfaceId === SUBJECT ? { ...item, instanceId: 'i-1', deviceIndex: 0 } : item,
    );

    const plan = planFor(
      { ...network, interfaces },
      about({ subjects: [pod], tuples: [conversation('192.168.7.7', internet)] }),
    );

    expect(
      plan.filters.filter(({ mirrored }) => !mirrored).map(({ filter }) => [filter.source, filter.destination]),
    ).toEqual([
      ['192.168.7.7/32', `${internet}/32`],
      ['10.0.1.10/32', `${internet}/32`],
    ]);
  });
});

describe('which part of a firewall is looked at', () => {
  const endpoint = 'vpce-000000000000000e1';
  const associated = (routes: Parameters<typeof vpcNetwork>[0]) =>
    vpcNetwork(routes, {
      VpcEndpointAssociations: [
        endpointAssociation('spoke', { firewall: 'fw', vpc: VPC }, { a: [endpoint, 'subnet-00000000000000003'] }),
      ],
    });
  const association = {
    vpcEndpointAssociationArn: `arn:aws:network-firewall:us-east-1:${HUB}:vpc-endpoint-association/spoke`,
  };

  it('is the association, where the traffic passes that', async () => {
    const plan = planFor(await associated({ workload: [['0.0.0.0/0', endpoint]] }), about());

    expect(plan.captures).toMatchObject([{ scope: association, slotZone: 'us-east-1a' }]);
  });

  it('is the endpoint, where others are in its zone too: their VPCs may use the same addresses', async () => {
    const plan = planFor(await associated({ workload: [['0.0.0.0/0', ENDPOINT_A]] }), about());

    expect(plan.captures).toMatchObject([{ scope: { vpcEndpointId: ENDPOINT_A }, slotZone: 'us-east-1a' }]);
  });

  it('is the zone, where all of it is on the path: one operation for both', async () => {
    const network = await associated({
      workload: [
        ['0.0.0.0/0', ENDPOINT_A],
        ['198.51.100.0/24', endpoint],
      ],
    });
    const plan = planFor(network, about({ tuples: [asked, conversation('10.0.1.10', '203.0.113.9')] }));

    expect(plan.captures).toMatchObject([{ scope: { availabilityZone: 'us-east-1a' }, filters: { length: 4 } }]);
  });
});

describe('a firewall that somebody names', () => {
  const open = () => vpcNetwork({ workload: [['0.0.0.0/0', 'vpce-0000000000000dead']] });

  it('is taken from policy for its VPC, with its zones', async () => {
    const overrides = { firewallOverrides: [{ vpcId: VPC, firewallArn: arn }] };
    const plan = planFor(await open(), about(), capturePolicy(overrides));

    expect(placesOf(plan)).toEqual(['fw us-east-1a', 'fw us-east-1b']);
    expect(plan.paths).toMatchObject([
      { outcome: 'on-path', confidence: 'likely', reason: expect.stringContaining('policy names') },
    ]);
  });

  it('is taken for the subnet before the VPC, in the zones that policy says', async () => {
    const overrides = {
      firewallOverrides: [
        { vpcId: VPC, firewallArn: arn },
        { subnetId: 'subnet-00000000000000001', firewallArn: arn, availabilityZones: ['us-east-1b'] },
      ],
    };

    expect(placesOf(planFor(await open(), about(), capturePolicy(overrides)))).toEqual(['fw us-east-1b']);
  });

  it('stays unknown where policy names a firewall that cannot be read, and no zones', async () => {
    const overrides = { firewallOverrides: [{ vpcId: VPC, firewallArn: `${arn}-elsewhere` }] };

    expect(planFor(await open(), about(), capturePolicy(overrides))).toMatchObject({
      captures: [],
      paths: [{ outcome: 'unknown' }],
    });
  });

  it('is asked where it reported the flow itself, whatever the routes say', async () => {
    const subjects = [
      { kind: 'address', address: address('172.16.0.9') },
      { kind: 'firewall', firewallName: 'fw' },
    ] as const;
    const plan = planFor(await open(), leadOf({ subjects, tuples: [conversation('172.16.0.9', internet)] }));

    expect(placesOf(plan)).toEqual(['fw us-east-1a', 'fw us-east-1b']);
    expect(plan.paths).toMatchObject([{ confidence: 'likely', reason: 'the firewall itself reported it' }]);
    expect(plan.dropped).toEqual([]);
  });
});

describe('a capture as an analyst writes it', () => {
  const filters = [{ source: cidr('10.0.1.10/32'), protocols: [] }];
  const verbatim = async (capture: Partial<VerbatimCapture>) =>
    planFor(
      await through(),
      leadOf({ subjects: [], tuples: [], request: { captures: [{ firewallArn: arn, filters, ...capture }] } }),
    ).captures;

  it('keeps its filters, age and scope', async () => {
    expect(await verbatim({ availabilityZone: 'us-east-1c', minimumFlowAgeSeconds: 5 })).toMatchObject([
      {
        scope: { availabilityZone: 'us-east-1c' },
        minimumFlowAgeSeconds: 5,
        filters: [{ filter: filters[0], mirrored: false }],
      },
    ]);
  });

  it('takes every zone of the firewall where it names none', async () => {
    expect((await verbatim({})).map(({ scope }) => scope)).toEqual([
      { availabilityZone: 'us-east-1a' },
      { availabilityZone: 'us-east-1b' },
    ]);
  });

  it('takes the slot of the zone that its endpoint is in', async () => {
    expect(await verbatim({ vpcEndpointId: ENDPOINT_B })).toMatchObject([
      { scope: { vpcEndpointId: ENDPOINT_B }, slotZone: 'us-east-1b' },
    ]);
    expect(await verbatim({ vpcEndpointAssociationArn: 'arn:aws:unknown' })).toMatchObject([
      { scope: { vpcEndpointAssociationArn: 'arn:aws:unknown' }, slotZone: 'arn:aws:unknown' },
    ]);
  });
});
