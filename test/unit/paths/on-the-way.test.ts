import { describe, expect, it } from 'vitest';
import { firewall } from '../../../simulator/worlds/firewall-rows.ts';
import { natGateway, networkInterface, routeTable, subnet } from '../../../simulator/worlds/rows.ts';
import { ENDPOINT_A, ENDPOINT_B, IGW, SUBJECT, VPC, type VpcRoutes, vpcNetwork } from '../../support/vpc.ts';
import { conversation, leadOf, named, placesOf, planFor } from '../../support/worlds.ts';
import { internet, list, planned, through } from './planned-routes.ts';

const gatewayEndpoint = {
  VpcEndpoints: [{ VpcEndpointId: 'vpce-00000000000000055', VpcEndpointType: 'Gateway', VpcId: VPC }],
};

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
