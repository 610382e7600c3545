import { describe, expect, it } from 'vitest';
import { worldOf } from '../../../simulator/worlds/rows.ts';
import { address } from '../../support/network.ts';
import { ENDPOINT_A, ENDPOINT_B, IGW, NEIGHBOUR, SUBJECT, VPC, type VpcRoutes, vpcNetwork } from '../../support/vpc.ts';
import { conversation, leadOf, named, networkOf, placesOf, planFor, SPOKE, worldJson } from '../../support/worlds.ts';
import { internet, list, planned, through } from './planned-routes.ts';

describe('which route counts', () => {
  it('is the most specific one', async () => {
    const routes: VpcRoutes = { workload: [through, ['198.51.100.0/24', IGW]] };

    expect(placesOf(await planned(routes, internet))).toEqual([]);
    expect(placesOf(await planned(routes, '203.0.113.9'))).toEqual(['fw us-east-1a']);
  });

  it('is the local one among equals, then the written one, then the propagated one', async () => {
    const table = (routes: readonly object[]) => ({
      RouteTableId: 'rtb-00000000000000001',
      VpcId: VPC,
      Associations: [{ Main: false, SubnetId: 'subnet-00000000000000001' }],
      Routes: routes,
    });
    const placesWith = async (routes: readonly object[], peer: string) => {
      const { routeTables, ...rest } = await vpcNetwork({ workload: [] });
      const { routeTables: own } = await networkOf(worldOf({ RouteTables: [table(routes)] }));
      const others = routeTables.filter(({ subnetIds }) => subnetIds.length === 0);
      const lead = leadOf({ subjects: [named(SUBJECT)], tuples: [conversation('10.0.1.10', peer)] });
      return placesOf(planFor({ ...rest, routeTables: [...own, ...others] }, lead));
    };
    const propagated = {
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: ENDPOINT_B,
      Origin: 'EnableVgwRoutePropagation',
    };
    const written = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: ENDPOINT_A, Origin: 'CreateRoute' };
    const local = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable' };

    expect(await placesWith([propagated, written], internet)).toEqual(['fw us-east-1a']);
    expect(await placesWith([propagated], internet)).toEqual(['fw us-east-1b']);
    expect(await placesWith([{ ...written, DestinationCidrBlock: '10.0.0.0/16' }, local], '10.0.2.20')).toEqual([]);
  });

  it('is inside a prefix list, where that is more specific', async () => {
    const routes: VpcRoutes = {
      workload: [
        ['0.0.0.0/0', IGW],
        ['pl-00000001', ENDPOINT_A],
      ],
    };

    expect(placesOf(await planned(routes, internet, list('198.51.100.0/24')))).toEqual(['fw us-east-1a']);
    expect(placesOf(await planned(routes, '203.0.113.9', list('198.51.100.0/24')))).toEqual([]);
  });

  it('stays open where a prefix list could not be read', async () => {
    const plan = await planned(
      {
        workload: [
          ['0.0.0.0/0', IGW],
          ['pl-00000001', ENDPOINT_A],
        ],
      },
      internet,
    );

    expect(plan.paths).toMatchObject([{ outcome: 'unknown', reason: expect.stringContaining('pl-00000001') }]);
  });

  it('is likely, no more, beside a prefix list that could not be read', async () => {
    const plan = await planned({ workload: [through, ['pl-00000001', IGW]] }, internet);

    expect(plan.paths).toMatchObject([{ outcome: 'on-path', confidence: 'likely' }]);
    expect(placesOf(plan)).toEqual(['fw us-east-1a']);
  });

  it('drops what a blackhole takes', async () => {
    const plan = await planned({ workload: [through, ['198.51.100.0/24', 'blackhole']] }, internet);

    expect(plan.paths).toMatchObject([{ outcome: 'not-on-path', confidence: 'proven' }]);
    expect(plan.paths[0]?.reason).toContain('blackhole');
  });

  it('is of the own family', async () => {
    const routes: VpcRoutes = {
      workload: [
        ['0.0.0.0/0', IGW],
        ['::/0', ENDPOINT_A],
      ],
    };

    expect(placesOf(await planned(routes, '2001:db8:7::7'))).toEqual(['fw us-east-1a']);
    expect(placesOf(await planned(routes, internet))).toEqual([]);
  });

  it('is none for a family that the interface does not have', async () => {
    const network = await vpcNetwork({ workload: [through] });
    const lead = leadOf({
      subjects: [named(NEIGHBOUR)],
      tuples: [{ ...conversation('10.0.2.20', '2001:db8:7::7') }],
    });

    expect(planFor(network, lead).paths).toMatchObject([
      { outcome: 'not-on-path', reason: 'the interface has no IPv6 address' },
    ]);
  });

  it.each(['169.254.169.254', '127.0.0.1', '224.0.0.1'])('is none for %s', async (peer) => {
    expect((await planned({ workload: [through] }, peer)).paths).toMatchObject([{ outcome: 'not-on-path' }]);
  });
});

describe('anybody as the peer', () => {
  const anybody = async (routes: VpcRoutes) => {
    const { peer: _, ...tuple } = conversation('10.0.1.10', internet);
    return planFor(await vpcNetwork(routes), leadOf({ subjects: [named(SUBJECT)], tuples: [tuple] }));
  };

  it('means every firewall that some route of the subject reaches', async () => {
    const plan = await anybody({ workload: [through, ['192.0.2.0/24', ENDPOINT_B], ['203.0.113.0/24', IGW]] });

    expect(placesOf(plan)).toEqual(['fw us-east-1a', 'fw us-east-1b']);
    expect(plan.paths).toMatchObject([{ outcome: 'on-path', confidence: 'proven' }]);
    expect(plan.paths[0]).not.toHaveProperty('destination');
  });

  it('means no firewall that only answers from the own VPC pass', async () => {
    const plan = await anybody({ workload: [['0.0.0.0/0', IGW]], main: [['10.0.1.0/24', ENDPOINT_B]] });

    expect(placesOf(plan)).toEqual([]);
  });

  it('means nobody where no route reaches a firewall', async () => {
    const plan = await anybody({ workload: [['0.0.0.0/0', IGW]] });

    expect(plan.paths).toMatchObject([{ outcome: 'not-on-path', confidence: 'proven' }]);
    expect(plan.dropped).toMatchObject([{ reason: expect.stringContaining('no firewall on the way') }]);
  });
});

describe('the proof', () => {
  it('names each hop with the route that sends it there', async () => {
    const plan = await planned({ workload: [through], edge: [['10.0.1.0/24', ENDPOINT_A]] }, internet);

    expect(plan.paths[0]).toEqual({
      interfaceId: SUBJECT,
      destination: `${internet}/32`,
      outcome: 'on-path',
      confidence: 'proven',
      firewallArns: ['arn:aws:network-firewall:us-east-1:111122223333:firewall/fw'],
      reason: 'seen by fw in us-east-1a',
      hops: [
        { at: SUBJECT, note: 'in subnet-00000000000000001, us-east-1a' },
        { at: 'subnet-00000000000000001', route: `rtb-00000000000000001: 0.0.0.0/0 → ${ENDPOINT_A}` },
        {
          at: ENDPOINT_A,
          note: 'endpoint of arn:aws:network-firewall:us-east-1:111122223333:firewall/fw in us-east-1a',
        },
        { at: 'subnet-00000000000000003', route: `rtb-00000000000000002: 0.0.0.0/0 → ${IGW}` },
        { at: IGW, route: `rtb-00000000000000003: 10.0.1.0/24 → ${ENDPOINT_A}`, note: 'answer' },
        {
          at: ENDPOINT_A,
          note: 'answer: endpoint of arn:aws:network-firewall:us-east-1:111122223333:firewall/fw in us-east-1a',
        },
        { at: 'subnet-00000000000000003', route: 'rtb-00000000000000002: 10.0.0.0/16 → local', note: 'answer' },
      ],
    });
  });

  it('is shared by peers that take the same way', async () => {
    const network = await vpcNetwork({ workload: [through, ['203.0.113.0/24', IGW]] });
    const tuples = ['198.51.100.1', '198.51.100.2', '203.0.113.9'].map((peer) => conversation('10.0.1.10', peer));

    const plan = planFor(network, leadOf({ subjects: [named(SUBJECT)], tuples }));

    expect(plan.paths.map(({ destination, outcome }) => [destination, outcome])).toEqual([
      ['198.51.100.1/32, 198.51.100.2/32', 'on-path'],
      ['203.0.113.9/32', 'not-on-path'],
    ]);
  });
});

describe('zones of two accounts', () => {
  it('are compared by id, since names differ between accounts', async () => {
    const network = await networkOf(worldJson('transit-plain'));
    const swapped: Readonly<Record<string, string>> = { 'us-east-1a': 'us-east-1b', 'us-east-1b': 'us-east-1a' };
    const subnets = network.subnets.map((item) =>
      item.account === SPOKE ? { ...item, zoneName: swapped[item.zoneName ?? ''] } : item,
    );
    const own = network.interfaces.find(({ addresses }) => addresses.includes(address('10.10.1.10')));
    const lead = leadOf({
      account: SPOKE,
      subjects: [named(own?.interfaceId ?? '')],
      tuples: [conversation('10.10.1.10', internet)],
    });

    expect(placesOf(planFor({ ...network, subnets }, lead))).toEqual(['central us-east-1a']);
  });
});
