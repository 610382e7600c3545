import { describe, expect, it } from 'vitest';
import { natGateway, type RouteText, routeTable } from '../../../simulator/worlds/rows.ts';
import { ENDPOINT_A, IGW, LOCAL, SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import { conversation } from '../../support/worlds.ts';
import { behind, findings } from './found-paths.ts';
import { internet, list, planned, through } from './planned-routes.ts';

const fw = 'arn:aws:network-firewall:us-east-1:111122223333:firewall/fw';
const start = { at: SUBJECT, note: 'in subnet-00000000000000001, us-east-1a' };

describe('the hops of a proof', () => {
  it('begin at the interface, in a zone by its id, else by its name', async () => {
    const zoned = async (zone: { readonly zoneId?: string; readonly zoneName?: string }) => {
      const { proofs } = await behind(IGW, {}, (network) => ({
        ...network,
        subnets: network.subnets.map((item) => ({ ...item, zoneId: undefined, zoneName: undefined, ...zone })),
      }));
      return proofs[0]?.hops[0]?.note;
    };

    expect(await zoned({ zoneId: 'use1-az1', zoneName: 'us-east-1a' })).toBe('in subnet-00000000000000001, use1-az1');
    expect(await zoned({ zoneName: 'us-east-1a' })).toBe('in subnet-00000000000000001, us-east-1a');
    expect(await zoned({})).toBe('in subnet-00000000000000001, zone unknown');
  });

  it('are there where firewalls send in a circle, on the way there', async () => {
    const plan = await planned({ workload: [through], main: [['0.0.0.0/0', ENDPOINT_A]] }, internet);

    expect(plan.paths.map(({ hops }) => hops)).toEqual([
      [
        start,
        { at: 'subnet-00000000000000001', route: `rtb-00000000000000001: 0.0.0.0/0 → ${ENDPOINT_A}` },
        { at: ENDPOINT_A, note: `endpoint of ${fw} in us-east-1a` },
        { at: 'subnet-00000000000000003', route: `rtb-00000000000000002: 0.0.0.0/0 → ${ENDPOINT_A}` },
      ],
    ]);
  });

  it('are there where firewalls send in a circle, on the way back', async () => {
    const plan = await planned(
      {
        workload: [['0.0.0.0/0', IGW]],
        main: [['10.0.1.0/24', ENDPOINT_A]],
        edge: [['10.0.1.0/24', ENDPOINT_A]],
      },
      internet,
    );

    expect(plan.paths.map(({ hops }) => hops)).toEqual([
      [
        start,
        { at: 'subnet-00000000000000001', route: `rtb-00000000000000001: 0.0.0.0/0 → ${IGW}` },
        { at: IGW, route: `rtb-00000000000000003: 10.0.1.0/24 → ${ENDPOINT_A}`, note: 'answer' },
        { at: ENDPOINT_A, note: `answer: endpoint of ${fw} in us-east-1a` },
        { at: 'subnet-00000000000000003', route: `rtb-00000000000000002: 10.0.1.0/24 → ${ENDPOINT_A}`, note: 'answer' },
      ],
    ]);
  });

  it('name the table of a regional NAT gateway, which has no subnet', async () => {
    const { SubnetId: _, ...nat } = natGateway('nat-00000000000000001', { vpc: VPC, subnet: '', ip: '10.0.10.5' });
    const { proofs } = await behind('nat-00000000000000001', {
      NatGateways: [{ ...nat, RouteTableId: 'rtb-00000000000000008' }],
      RouteTables: [routeTable('rtb-00000000000000008', { vpc: VPC }, [LOCAL, ['0.0.0.0/0', IGW]])],
    });

    expect(proofs[0]?.hops.slice(2)).toEqual([
      { at: 'nat-00000000000000001', note: 'the source becomes 10.0.10.5' },
      { at: 'rtb-00000000000000008', route: `rtb-00000000000000008: 0.0.0.0/0 → ${IGW}` },
      { at: 'nat-00000000000000001', note: 'answer: turns answers back to the subject' },
      { at: 'rtb-00000000000000008', route: 'rtb-00000000000000008: 10.0.0.0/16 → local', note: 'answer' },
    ]);
  });

  it('are eighty at most', async () => {
    const routes = Array.from(
      { length: 90 },
      (_, at): RouteText => [`198.51.${at}.0/24`, `pcx-000000000000000${String(at).padStart(2, '0')}`],
    );
    const { peer: _, ...anybody } = conversation('10.0.1.10', internet);
    const { paths } = findings(await vpcNetwork({ workload: routes }), { tuples: [anybody] });

    expect(paths.map(({ proof }) => proof.hops.length)).toEqual([80]);
    expect(paths[0]?.proof.hops[0]).toEqual(start);
  });
});

describe('routes to one target', () => {
  it('are one hop, that counts them', async () => {
    const network = await vpcNetwork({
      workload: [
        ['198.51.100.0/24', ENDPOINT_A],
        ['203.0.113.0/24', ENDPOINT_A],
      ],
    });
    const tuples = [internet, '203.0.113.9'].map((peer) => conversation('10.0.1.10', peer));

    expect(findings(network, { tuples }).paths[0]?.proof.hops[1]).toEqual({
      at: 'subnet-00000000000000001',
      route: `rtb-00000000000000001: 198.51.100.0/24 and 1 more routes → ${ENDPOINT_A}`,
    });
  });

  it('are named by their prefix list', async () => {
    const network = await vpcNetwork({ workload: [['pl-00000001', ENDPOINT_A]] }, list('198.51.100.0/24'));

    expect(findings(network).paths[0]?.proof.hops[1]?.route).toBe(`rtb-00000000000000001: pl-00000001 → ${ENDPOINT_A}`);
  });
});

describe('the networks of a proof', () => {
  it('are three by name, and the others by number', async () => {
    const peers = ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4', '198.51.100.5'];
    const tuples = peers.map((peer) => conversation('10.0.1.10', peer));
    const { paths } = findings(await vpcNetwork({ workload: [] }), { tuples });

    expect(paths.map(({ proof }) => [proof.destination, proof.reason])).toEqual([
      [
        '198.51.100.1/32, 198.51.100.2/32, 198.51.100.3/32 and 2 more',
        'no firewall on the way: rtb-00000000000000001 has no route to 198.51.100.1/32, 198.51.100.2/32, 198.51.100.3/32 and 2 more',
      ],
    ]);
  });
});
