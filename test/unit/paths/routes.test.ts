import { describe, expect, it } from 'vitest';
import { firewall } from '../../../simulator/worlds/firewall-rows.ts';
import type { RouteText } from '../../../simulator/worlds/rows.ts';
import { natGateway, networkInterface, routeTable, subnet, worldOf } from '../../../simulator/worlds/rows.ts';
import { address } from '../../support/network.ts';
import { ENDPOINT_A, ENDPOINT_B, IGW, NEIGHBOUR, SUBJECT, VPC, type VpcRoutes, vpcNetwork } from '../../support/vpc.ts';
import { conversation, leadOf, named, networkOf, placesOf, planFor, SPOKE, worldJson } from '../../support/worlds.ts';

const internet = '198.51.100.7';

const planned = async (routes: VpcRoutes, peer: string, extra: Readonly<Record<string, readonly object[]>> = {}) => {
  const own = peer.includes(':') ? '2001:db8:0:1::10' : '10.0.1.10';
  return planFor(
    await vpcNetwork(routes, extra),
    leadOf({ subjects: [named(SUBJECT)], tuples: [conversation(own, peer)] }),
  );
};

const through: RouteText = ['0.0.0.0/0', ENDPOINT_A];
const list = (...cidrs: readonly string[]) => ({
  ManagedPrefixLists: [{ PrefixListId: 'pl-00000001', Entries: cidrs.map((Cidr) => ({ Cidr })) }],
});
const gatewayEndpoint = {
  VpcEndpoints: [{ VpcEndpointId: 'vpce-00000000000000055', VpcEndpointType: 'Gateway', VpcId: VPC }],
};

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

describe('what stands on the way', () => {
  it('is nothing within a subnet, even where a route covers it', async () => {
    const plan = await planned({ workload: [['10.0.1.0/24', ENDPOINT_A]] }, '10.0.1.99');

    expect(plan.paths).toMatchObject([{ outcome: 'not-on-path', reason: expect.stringContaining(`is in ${VPC}`) }]);
  });

  it('is a firewall between subnets, where a route is more specific than the local one', async () => {
    const routes: VpcRoutes = {
      workload: [['10.0.2.0/24', ENDPOINT_A]],
      main: [['10.0.1.0/24', ENDPOINT_B]],
    };

    expect(placesOf(await planned(routes, '10.0.2.20'))).toEqual(['fw us-east-1a', 'fw us-east-1b']);
  });

  it('is every firewall of a chain', async () => {
    const third = subnet('subnet-00000000000000005', { vpc: VPC, cidr: '10.0.101.0/28', zone: 'a' });
    const plan = await planned({ workload: [through], main: [['0.0.0.0/0', 'vpce-000000000000000c1']] }, internet, {
      Subnets: [third],
      Firewalls: [firewall('second', VPC, { a: ['vpce-000000000000000c1', third.SubnetId] })],
      RouteTables: [routeTable('rtb-00000000000000009', { vpc: VPC, subnets: [third.SubnetId] }, [['0.0.0.0/0', IGW]])],
    });

    expect(placesOf(plan)).toEqual(['fw us-east-1a', 'second us-east-1a']);
  });

  it('ends, where firewalls send in a circle', async () => {
    const plan = await planned({ workload: [through], main: [['0.0.0.0/0', ENDPOINT_A]] }, internet);

    expect(placesOf(plan)).toEqual(['fw us-east-1a']);
    expect(plan.paths).toMatchObject([{ confidence: 'proven' }]);
  });

  it('is no firewall behind a gateway endpoint, though it is a vpce', async () => {
    const routes: VpcRoutes = {
      workload: [
        ['0.0.0.0/0', IGW],
        ['pl-00000001', 'vpce-00000000000000055'],
      ],
    };

    const plan = await planned(routes, internet, { ...list('198.51.100.0/24'), ...gatewayEndpoint });

    expect(plan.paths).toMatchObject([{ outcome: 'not-on-path', confidence: 'proven' }]);
    expect(plan.paths[0]?.reason).toContain('AWS service');
  });

  it('is unknown behind an endpoint of nobody we know', async () => {
    const plan = await planned({ workload: [['0.0.0.0/0', 'vpce-00000000000000066']] }, internet);

    expect(plan.paths).toMatchObject([
      { outcome: 'unknown', confidence: 'unknown', reason: expect.stringContaining('vpce-00000000000000066') },
    ]);
    expect(plan.dropped).toHaveLength(1);
  });

  it('is unknown where the endpoint does not work', async () => {
    const broken = firewall('fw', VPC, { a: [ENDPOINT_A, 'subnet-00000000000000003'] });
    const Attachment = { EndpointId: ENDPOINT_A, SubnetId: 'subnet-00000000000000003', Status: 'FAILED' };
    const network = await vpcNetwork(
      { workload: [['0.0.0.0/0', 'vpce-000000000000000c1']] },
      {
        Firewalls: [
          {
            ...broken,
            Firewall: { ...broken.Firewall, FirewallArn: `${broken.Firewall.FirewallArn}2` },
            FirewallStatus: {
              SyncStates: { 'us-east-1a': { Attachment: { ...Attachment, EndpointId: 'vpce-000000000000000c1' } } },
            },
          },
        ],
      },
    );
    const plan = planFor(
      network,
      leadOf({ subjects: [named(SUBJECT)], tuples: [conversation('10.0.1.10', internet)] }),
    );

    expect(plan.captures).toEqual([]);
    expect(plan.paths).toMatchObject([{ outcome: 'unknown', reason: expect.stringContaining('FAILED') }]);
  });

  it('is an appliance, that may use its own address', async () => {
    const box = networkInterface('eni-00000000000000007', {
      vpc: VPC,
      subnet: 'subnet-00000000000000002',
      ip: '10.0.2.70',
    });
    const routes: VpcRoutes = { workload: [['0.0.0.0/0', 'eni-00000000000000007']], main: [['0.0.0.0/0', ENDPOINT_B]] };

    const plan = await planned(routes, internet, { NetworkInterfaces: [box] });

    expect(plan.paths).toMatchObject([{ outcome: 'on-path', confidence: 'likely' }]);
    const sources = new Set(
      plan.filters.filter(({ mirrored }) => !mirrored).flatMap(({ filter }) => [filter.source, filter.destination]),
    );
    expect(sources).toEqual(new Set(['10.0.1.10/32', '10.0.2.70/32', `${internet}/32`]));
  });

  it('is nothing on a peering, but the answers may pass a firewall', async () => {
    const far = 'vpc-00000000000000002';
    const farSubnet = subnet('subnet-00000000000000021', { vpc: far, cidr: '10.9.1.0/24', zone: 'a' });
    const farFirewall = subnet('subnet-00000000000000022', { vpc: far, cidr: '10.9.100.0/28', zone: 'a' });
    const extra = (answers: string) => ({
      Subnets: [farSubnet, farFirewall],
      RouteTables: [
        routeTable('rtb-00000000000000021', { vpc: far, subnets: [farSubnet.SubnetId] }, [
          ['10.9.0.0/16', 'local'],
          ['10.0.0.0/16', answers],
        ]),
        routeTable('rtb-00000000000000022', { vpc: far, main: true }, [
          ['10.9.0.0/16', 'local'],
          ['10.0.0.0/16', 'pcx-00000000000000001'],
        ]),
      ],
      Firewalls: [firewall('far', far, { a: ['vpce-000000000000000f1', farFirewall.SubnetId] })],
    });
    const routes: VpcRoutes = { workload: [['10.9.0.0/16', 'pcx-00000000000000001']] };

    expect(placesOf(await planned(routes, '10.9.1.9', extra('pcx-00000000000000001')))).toEqual([]);
    const plan = await planned(routes, '10.9.1.9', extra('vpce-000000000000000f1'));
    expect(placesOf(plan)).toEqual(['far us-east-1a']);
    expect(plan.paths[0]?.reason).toContain('asymmetric');
  });

  it('is a firewall that only the way in passes', async () => {
    const plan = await planned({ workload: [['0.0.0.0/0', IGW]], edge: [['10.0.1.0/24', ENDPOINT_A]] }, internet);

    expect(placesOf(plan)).toEqual(['fw us-east-1a']);
    expect(plan.paths[0]?.reason).toContain('only one direction');
  });

  it('is a firewall that answers pass once the NAT gateway has turned them back', async () => {
    const nat = natGateway('nat-00000000000000001', {
      vpc: VPC,
      subnet: 'subnet-00000000000000005',
      ip: '10.0.10.5',
      publicIp: '203.0.113.5',
    });
    const open = subnet('subnet-00000000000000005', { vpc: VPC, cidr: '10.0.10.0/24', zone: 'b' });
    const plan = await planned({ workload: [['0.0.0.0/0', nat.NatGatewayId]] }, internet, {
      Subnets: [open],
      NatGateways: [nat],
      RouteTables: [
        routeTable('rtb-00000000000000008', { vpc: VPC, subnets: [open.SubnetId] }, [
          ['0.0.0.0/0', IGW],
          ['10.0.1.0/24', ENDPOINT_B],
        ]),
      ],
    });

    expect(placesOf(plan)).toEqual(['fw us-east-1b']);
    expect(plan.filters[0]?.filter).toMatchObject({ source: '10.0.1.10/32' });
  });

  it('is a regional NAT gateway with a table of its own', async () => {
    const { SubnetId: _, ...nat } = natGateway('nat-00000000000000001', { vpc: VPC, subnet: '', ip: '10.0.10.5' });
    const plan = await planned({ workload: [['0.0.0.0/0', 'nat-00000000000000001']] }, internet, {
      NatGateways: [{ ...nat, RouteTableId: 'rtb-00000000000000008' }],
      RouteTables: [routeTable('rtb-00000000000000008', { vpc: VPC }, [['10.0.0.0/16', 'local'], through])],
    });

    expect(placesOf(plan)).toEqual(['fw us-east-1a']);
    expect(plan.filters[0]?.filter).toMatchObject({ source: '10.0.10.5/32' });
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
