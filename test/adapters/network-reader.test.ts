import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Lead } from '../../functions/lib/domain/lead.ts';
import { type Policy, policySchema } from '../../functions/lib/policy/policy.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { bigNetwork } from '../fakes/big-network.ts';
import { home, readerOn, startNetwork } from '../support/aws-network.ts';
import { address } from '../support/network.ts';
import {
  conversation,
  HUB,
  leadOf,
  named,
  networkOf,
  placesOf,
  planFor,
  policy,
  SPOKE,
  worldJson,
} from '../support/worlds.ts';

const start = async (name: string, used: Policy = policy) => {
  const json = worldJson(name);
  return { json, ...(await startNetwork(json, used)) };
};

/** One simulator a world, for tests that only read. */
const kept = new Map<string, Promise<Simulator>>();
const shared = async (name: string) => {
  const json = worldJson(name);
  const starting = kept.get(name) ?? startSimulator({ world: json });
  kept.set(name, starting);
  const simulator = await starting;
  return { json, simulator, ...readerOn(simulator) };
};
afterAll(async () => {
  for (const simulator of kept.values()) await (await simulator).close();
});

/** As much of a world file as a test changes. */
const worldSchema = z.looseObject({ accounts: z.record(z.string(), z.looseObject({})) });

const countsOf = ({ calls }: Simulator, account: string): Readonly<Record<string, number>> => {
  const names = calls.filter((call) => call.account === account).map((call) => call.operation ?? '');
  return Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((other) => other === name).length]));
};

/** The interface that has an address, and what is asked about it. */
const leadIn = async (
  json: unknown,
  [account, own, peer]: readonly [string, string, string],
  parts: Partial<Lead> = {},
): Promise<Lead> => {
  const { interfaces } = await networkOf(json);
  const found = interfaces.find((item) => item.account === account && item.addresses.includes(address(own)));
  if (!found) throw new Error(`no interface has ${own}`);
  return leadOf({ account, subjects: [named(found.interfaceId)], tuples: [conversation(own, peer)], ...parts });
};

const cases = [
  ['same-vpc', [HUB, '10.0.1.10', '198.51.100.7']],
  ['transit-appliance', [SPOKE, '10.10.1.10', '10.20.2.20']],
  ['transit-plain', [SPOKE, '10.10.1.10', '198.51.100.7']],
  ['transit-plain', [SPOKE, '10.10.1.10', '10.20.2.20']],
  ['transit-attached', [SPOKE, '10.10.1.10', '10.20.1.20']],
  ['ingress', [SPOKE, '10.40.1.10', '198.51.100.7']],
  ['endpoint-association', [SPOKE, '10.50.1.10', '198.51.100.7']],
  ['endpoint-association', [HUB, '10.50.1.10', '198.51.100.7']],
  ['nat-before-firewall', [SPOKE, '10.60.1.10', '198.51.100.7']],
  ['cloud-wan', [SPOKE, '10.70.1.10', '198.51.100.7']],
  ['cloud-wan', [SPOKE, '10.70.1.10', '10.71.1.20']],
] as const;

describe('reading the network through AWS', () => {
  it.each(cases)('plans in %s, for %j, what the whole recording plans', async (name, ends) => {
    const { json, simulator, read } = await shared(name);
    const lead = await leadIn(json, ends);

    const network = await read(lead);

    const expected = planFor(await networkOf(json), lead);
    expect(planFor(network, lead)).toEqual(expected);
    expect(expected.captures.length).toBeGreaterThan(0);
    expect(network.unread).toEqual([]);
    expect(simulator.problems).toEqual([]);
  });

  it('asks each question once, and only what the path needs', async () => {
    const { json, simulator, read } = await start('same-vpc');

    await read(await leadIn(json, [HUB, '10.0.1.10', '198.51.100.7']));

    expect(countsOf(simulator, HUB)).toEqual({
      AssumeRole: 1,
      DescribeNetworkInterfaces: 1,
      DescribeRouteTables: 1,
      DescribeSubnets: 1,
      DescribeNatGateways: 1,
      DescribeVpcEndpoints: 1,
      ListFirewalls: 1,
      DescribeFirewall: 1,
      ListVpcEndpointAssociations: 1,
      GetManagedPrefixListEntries: 1,
    });
    expect(countsOf(simulator, SPOKE)).toEqual({ ListFirewalls: 1, ListVpcEndpointAssociations: 1 });
  });

  it('reads many interfaces of many subjects in as many calls as one', async () => {
    const { json, simulator, read } = await start('transit-plain');
    const { interfaces } = await networkOf(json);
    const ids = interfaces.filter(({ account }) => account === SPOKE).map(({ interfaceId }) => interfaceId);

    const network = await read(
      leadOf({ account: SPOKE, subjects: ids.map(named), tuples: [conversation('10.10.1.10', '198.51.100.7')] }),
    );

    expect(network.interfaces.map(({ interfaceId }) => interfaceId).toSorted()).toEqual(ids.toSorted());
    expect(countsOf(simulator, SPOKE)).toMatchObject({ DescribeNetworkInterfaces: 1, DescribeRouteTables: 1 });
  });

  it('reads a path through 500 VPCs in one call a page', async () => {
    const { simulator, read } = await startNetwork(bigNetwork({ vpcs: 500, interfaces: 5_000, routes: 2_000 }));
    const eni = simulator.world.places[0]?.resources.NetworkInterfaces[0];
    const lead = leadOf({
      subjects: [named(eni?.NetworkInterfaceId ?? '')],
      tuples: [conversation('10.0.0.10', '10.1.0.10')],
    });

    const plan = planFor(await read(lead), lead);

    expect(placesOf(plan)).toEqual(['central us-east-1a', 'central us-east-1b', 'central us-east-1c']);
    expect(plan.paths).toMatchObject([{ confidence: 'proven' }]);
    const { AssumeRole: _, ...counts } = countsOf(simulator, HUB);
    expect(counts).toEqual({
      ListFirewalls: 1,
      DescribeFirewall: 1,
      ListVpcEndpointAssociations: 1,
      DescribeNetworkInterfaces: 1,
      DescribeTransitGatewayAttachments: 1,
      DescribeTransitGatewayVpcAttachments: 1,
      DescribeTransitGatewayRouteTables: 1,
      SearchTransitGatewayRoutes: 2,
      DescribeRouteTables: 3,
      DescribeSubnets: 3,
      DescribeNatGateways: 3,
      DescribeVpcEndpoints: 3,
    });
  });

  it('calls nobody for an account that policy does not name', async () => {
    const { json, simulator, read } = await start('transit-plain', policySchema.parse({}));
    const lead = await leadIn(json, [SPOKE, '10.10.1.10', '198.51.100.7']);

    const network = await read(lead);

    expect(simulator.calls).toEqual([]);
    expect(planFor(network, lead, { accounts: policySchema.parse({}).accounts })).toMatchObject({
      captures: [],
      refusal: `account ${SPOKE} is not among the policy's accounts`,
    });
  });

  it('keeps unknown what it may not read, and says so', async () => {
    const { json, simulator, read } = await start('transit-plain');
    simulator.faults.add({
      on: { account: HUB, operation: 'DescribeTransitGatewayRouteTables' },
      fault: { kind: 'error', code: 'UnauthorizedOperation', status: 403, when: 'before' },
      times: 9,
    });
    const lead = await leadIn(json, [SPOKE, '10.10.1.10', '198.51.100.7']);

    const plan = planFor(await read(lead), lead);

    expect(plan.captures).toEqual([]);
    expect(plan.paths).toMatchObject([{ outcome: 'unknown', confidence: 'unknown' }]);
    expect(countsOf(simulator, HUB)).toMatchObject({ DescribeTransitGatewayRouteTables: 1 });
    expect(plan.notes.join()).toMatch(
      /route tables of tgw-\w+ of 111122223333\/us-east-1 could not be read: Unauthorized/,
    );
  });

  it('asks every account for its firewalls once an endpoint is nobody’s', async () => {
    const others = Array.from({ length: 11 }, (_, at) => `9000000000${10 + at}`);
    const used = policySchema.parse({ accounts: { members: [HUB, ...others] } });
    const json = worldSchema.parse(worldJson('transit-plain'));
    const hub = { ...json.accounts[HUB], Roles: [{ RoleName: 'flowtrap-member', TrustedAccounts: [SPOKE] }] };
    const world = { ...json, accounts: { ...json.accounts, [HUB]: hub } };
    const { simulator, read } = await startNetwork(world, used, { ...home, account: SPOKE });
    const lead = await leadIn(json, [SPOKE, '10.10.1.10', '198.51.100.7']);

    const network = await read(lead);

    expect(placesOf(planFor(network, lead, { accounts: used.accounts }))).toEqual(['central us-east-1a']);
    expect(network.unread.filter(({ account }) => others.includes(account))).not.toEqual([]);
    const asked = simulator.calls.map(({ account, operation }) => `${account} ${operation}`);
    expect(asked.indexOf(`${HUB} ListFirewalls`)).toBeGreaterThan(asked.indexOf(`${HUB} SearchTransitGatewayRoutes`));
  });

  it('passes on a failure that may pass by itself', async () => {
    const { json, simulator, read } = await start('same-vpc');
    simulator.faults.add({
      on: { operation: 'DescribeRouteTables' },
      fault: { kind: 'error', code: 'InternalError', status: 500, when: 'before' },
      times: 9,
    });

    await expect(read(await leadIn(json, [HUB, '10.0.1.10', '198.51.100.7']))).rejects.toMatchObject({
      name: 'InternalError',
    });
  }, 20_000);

  it('finds an address in whichever account has it', async () => {
    const { simulator, read } = await shared('transit-plain');
    const lead = leadOf({
      account: HUB,
      subjects: [{ kind: 'address', address: address('10.10.1.10') }],
      tuples: [conversation('10.10.1.10', '198.51.100.7')],
    });

    const plan = planFor(await read(lead), lead);

    expect(plan.interfaces).toMatchObject([{ account: SPOKE, addresses: ['10.10.1.10'] }]);
    expect(placesOf(plan)).toEqual(['central us-east-1a']);
    expect(simulator.problems).toEqual([]);
  });

  it.each([
    [
      'instance',
      (network: Awaited<ReturnType<typeof networkOf>>) =>
        ({
          kind: 'instance',
          instanceId: network.interfaces.find((item) => item.instanceId)?.instanceId ?? '',
        }) as const,
    ],
    [
      'NAT gateway',
      (network: Awaited<ReturnType<typeof networkOf>>) =>
        ({ kind: 'nat-gateway', natGatewayId: network.natGateways[0]?.natGatewayId ?? '' }) as const,
    ],
  ])('finds the interfaces of an %s', async (_, subjectIn) => {
    const { json, read } = await shared('same-vpc');
    const lead = leadOf({ account: HUB, subjects: [subjectIn(await networkOf(json))], tuples: [] });

    const plan = planFor(await read(lead), lead);

    expect(plan.interfaces).toHaveLength(1);
    expect(plan.interfaces).toEqual(planFor(await networkOf(json), lead).interfaces);
    expect(plan.unresolved).toEqual([]);
  });
});
