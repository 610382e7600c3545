import { describe, expect, it } from 'vitest';
import { natGateway, type RouteText, routeTable, subnet } from '../../../simulator/worlds/rows.ts';
import { ENDPOINT_A, ENDPOINT_B, IGW, SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import { conversation, placesOf } from '../../support/worlds.ts';
import { findings } from './found-paths.ts';
import { internet, planned, through } from './planned-routes.ts';

const [FIRST, SECOND] = ['nat-00000000000000001', 'nat-00000000000000002'] as const;
const first = subnet('subnet-00000000000000005', { vpc: VPC, cidr: '10.0.10.0/24', zone: 'b' });
const second = subnet('subnet-00000000000000006', { vpc: VPC, cidr: '10.0.11.0/24', zone: 'b' });
const LOCAL: RouteText = ['10.0.0.0/16', 'local'];
const tableOf = (id: string, of: typeof first, routes: readonly RouteText[]) =>
  routeTable(id, { vpc: VPC, subnets: [of.SubnetId] }, [LOCAL, ...routes]);
const gateway = (id: string, at: typeof first, ip: string) => natGateway(id, { vpc: VPC, subnet: at.SubnetId, ip });

/** One gateway, whose subnet has these routes. */
const one = (routes: readonly RouteText[], addresses: readonly string[] = ['10.0.10.5']) => ({
  Subnets: [first],
  NatGateways: [
    {
      ...gateway(FIRST, first, ''),
      NatGatewayAddresses: addresses.map((PrivateIp) => ({ PrivateIp, PublicIp: undefined })),
    },
  ],
  RouteTables: [tableOf('rtb-00000000000000008', first, routes)],
});
describe('a NAT gateway on the way', () => {
  it('is said with the address that it gives, and where it turns answers back', async () => {
    const plan = await planned(
      { workload: [['0.0.0.0/0', FIRST]] },
      internet,
      one([
        ['0.0.0.0/0', IGW],
        ['10.0.1.0/24', ENDPOINT_B],
      ]),
    );

    expect(plan.paths).toMatchObject([
      {
        outcome: 'on-path',
        confidence: 'proven',
        reason: 'seen by fw in us-east-1b. only one direction passes: routing is asymmetric',
      },
    ]);
    expect(plan.paths[0]?.hops.slice(0, 7)).toEqual([
      { at: SUBJECT, note: 'in subnet-00000000000000001, us-east-1a' },
      { at: 'subnet-00000000000000001', route: `rtb-00000000000000001: 0.0.0.0/0 → ${FIRST}` },
      { at: FIRST, note: 'the source becomes 10.0.10.5' },
      { at: first.SubnetId, route: `rtb-00000000000000008: 0.0.0.0/0 → ${IGW}` },
      { at: FIRST, note: 'answer: turns answers back to the subject' },
      { at: first.SubnetId, route: `rtb-00000000000000008: 10.0.1.0/24 → ${ENDPOINT_B}`, note: 'answer' },
      {
        at: ENDPOINT_B,
        note: 'answer: endpoint of arn:aws:network-firewall:us-east-1:111122223333:firewall/fw in us-east-1b',
      },
    ]);
    expect(plan.filters.map(({ filter, reason }) => [filter.source, reason])).toEqual([
      ['10.0.1.10/32', 'test'],
      [`${internet}/32`, 'test'],
    ]);
  });

  it('hands answers only to IPv4 addresses of the subject', async () => {
    const { paths } = findings(await vpcNetwork({ workload: [['0.0.0.0/0', FIRST]] }, one([['0.0.0.0/0', IGW]])));

    expect(paths.map(({ proof }) => proof.reason)).toEqual([
      `no firewall on the way: leaves through ${IGW}; 10.0.1.10/32 is in ${VPC}`,
    ]);
  });

  it('is behind it in the proof, where the firewall stands there', async () => {
    const plan = await planned({ workload: [['0.0.0.0/0', FIRST]] }, internet, one([through]));

    expect(plan.paths.map(({ reason }) => reason)).toEqual([
      `seen by fw in us-east-1a behind ${FIRST}. only one direction passes: routing is asymmetric`,
    ]);
  });

  it.each<[string, readonly RouteText[], readonly string[]]>([
    ['come in together', [], ['fw us-east-1b']],
    ['come in by ways of their own', [['10.0.10.6/32', ENDPOINT_A]], ['fw us-east-1a', 'fw us-east-1b']],
  ])('turns answers to each of its addresses back, where they %s', async (_, edge, places) => {
    const extra = one(
      [
        ['0.0.0.0/0', IGW],
        ['10.0.1.0/24', ENDPOINT_B],
      ],
      ['10.0.10.5', '10.0.10.6'],
    );

    expect(placesOf(await planned({ workload: [['0.0.0.0/0', FIRST]], edge }, internet, extra))).toEqual(places);
  });

  it('turns answers back in reverse order, where there are two', async () => {
    const plan = await planned({ workload: [['0.0.0.0/0', FIRST]] }, internet, {
      Subnets: [first, second],
      NatGateways: [gateway(FIRST, first, '10.0.10.5'), gateway(SECOND, second, '10.0.11.5')],
      RouteTables: [
        tableOf('rtb-00000000000000008', first, [
          ['0.0.0.0/0', SECOND],
          ['10.0.1.0/24', ENDPOINT_B],
        ]),
        tableOf('rtb-00000000000000009', second, [
          ['0.0.0.0/0', IGW],
          ['10.0.10.0/24', ENDPOINT_A],
        ]),
      ],
    });

    expect(plan.paths.map(({ reason }) => reason)).toEqual([
      `seen by fw in us-east-1a behind ${FIRST}; fw in us-east-1b. only one direction passes: routing is asymmetric`,
    ]);
  });

  it('turns nothing back on the way out', async () => {
    const network = await vpcNetwork({ workload: [['0.0.0.0/0', FIRST]] }, one([['0.0.0.0/0', 'blackhole']]));
    const { peer: _, ...anybody } = conversation('10.0.1.10', internet);
    const { paths } = findings(network, { tuples: [anybody] });

    expect(paths.map(({ proof }) => proof.reason)).toEqual([
      `no firewall on the way: 10.0.0.0/16 is in ${VPC}; rtb-00000000000000001 has no route to ::/0; rtb-00000000000000008: 0.0.0.0/0 → vpce-0dead000000000000 (blackhole)`,
    ]);
  });

  it('translates nothing but IPv4: what else it is sent stays unknown, also beside IPv4', async () => {
    const routes = {
      workload: [
        ['0.0.0.0/0', FIRST],
        ['64:ff9b::/96', FIRST],
      ],
    } as const;
    const network = await vpcNetwork(
      routes,
      one([
        ['0.0.0.0/0', IGW],
        ['::/0', ENDPOINT_A],
      ]),
    );
    const { paths } = findings(network, {
      tuples: [conversation('10.0.1.10', internet), conversation('2001:db8:0:1::10', '64:ff9b::c633:6408')],
    });

    expect(paths.map(({ proof }) => proof)).toMatchObject([
      { destination: `${internet}/32`, outcome: 'not-on-path', confidence: 'proven' },
      {
        destination: '64:ff9b::c633:6408/128',
        outcome: 'unknown',
        confidence: 'unknown',
        reason: `${FIRST} translates to IPv4: not followed`,
      },
    ]);
  });
});
