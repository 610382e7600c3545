import { describe, expect, it } from 'vitest';
import { transitAttachment } from '../../../simulator/worlds/firewall-rows.ts';
import { natGateway, networkInterface } from '../../../simulator/worlds/rows.ts';
import { ENDPOINT_A, IGW, SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import { conversation, SPOKE } from '../../support/worlds.ts';
import { behind, findings, where } from './found-paths.ts';
import { internet } from './planned-routes.ts';

const VGW = 'vgw-00000000000000001';
const NAT = 'nat-00000000000000001';
const TGW = 'tgw-00000000000000001';
const BOX = 'eni-00000000000000007';
const GONE = 'subnet-0000000000000dead';
const home = { kind: 'vpc', ...where, id: VPC };
const homecoming = `10.0.1.10/32 is in ${VPC}`;
const nat = natGateway(NAT, { vpc: VPC, subnet: 'subnet-00000000000000002', ip: '10.0.2.5' });
const box = (at: { readonly vpc?: string; readonly subnet?: string } = {}) =>
  networkInterface(BOX, { vpc: VPC, subnet: 'subnet-00000000000000002', ip: '10.0.2.70', ...at });
const endpoint = (VpcEndpointType: string) => ({
  VpcEndpoints: [{ VpcEndpointId: 'vpce-00000000000000055', VpcEndpointType, VpcId: VPC }],
});

describe('a way without a firewall', () => {
  it.each([
    ['an internet gateway', IGW, `leaves through ${IGW}; ${homecoming}`],
    ['a virtual private gateway', VGW, `leaves through ${VGW}; ${homecoming}`],
    ['a blackhole', 'blackhole', 'rtb-00000000000000001: 0.0.0.0/0 → vpce-0dead000000000000 (blackhole)'],
  ])('is proven through %s', async (_, target, reason) => {
    const { proofs, needs, dropped } = await behind(target);

    expect(proofs).toMatchObject([
      { outcome: 'not-on-path', confidence: 'proven', reason: `no firewall on the way: ${reason}`, firewallArns: [] },
    ]);
    expect(needs).toEqual([]);
    expect(dropped.map((drop) => drop.reason)).toEqual([`${SUBJECT}: no firewall on the way: ${reason}`]);
  });

  it('is proven through an egress-only gateway, for IPv6', async () => {
    const network = await vpcNetwork({ workload: [['::/0', 'eigw-00000000000000001']] });
    const { paths } = findings(network, { tuples: [conversation('2001:db8:0:1::10', '2001:db8:7::7')] });

    expect(paths.map(({ proof }) => proof)).toMatchObject([
      {
        outcome: 'not-on-path',
        confidence: 'proven',
        reason: `no firewall on the way: leaves through eigw-00000000000000001; 2001:db8:0:1::10/128 is in ${VPC}`,
      },
    ]);
  });

  it('is proven where no route takes the destination', async () => {
    const { paths, needs } = findings(await vpcNetwork({ workload: [['203.0.113.0/24', ENDPOINT_A]] }));

    expect(paths.map(({ proof }) => proof)).toMatchObject([
      {
        outcome: 'not-on-path',
        confidence: 'proven',
        reason: `no firewall on the way: rtb-00000000000000001 has no route to ${internet}/32`,
      },
    ]);
    expect(needs).toEqual([]);
  });

  it.each(['Gateway', 'Interface'])('is proven to an AWS service, by an endpoint of type %s', async (type) => {
    const { proofs, needs } = await behind('vpce-00000000000000055', endpoint(type));

    expect(proofs).toMatchObject([
      {
        outcome: 'not-on-path',
        confidence: 'proven',
        reason: 'no firewall on the way: vpce-00000000000000055 leads to an AWS service',
      },
    ]);
    expect(needs).toEqual([]);
  });
});

describe('a way that ends in what could not be read', () => {
  const unread = (name: string) => `${name} could not be read`;
  const table = { RouteTableId: 'rtb-00000000000000008', VpcId: VPC, Associations: [], Routes: [] };

  it.each<[string, string, string, object[], Readonly<Record<string, readonly object[]>>]>([
    ['a NAT gateway', NAT, unread(NAT), [home], {}],
    [
      'a NAT gateway without addresses',
      NAT,
      unread(NAT),
      [home],
      { NatGateways: [{ ...nat, NatGatewayAddresses: [] }] },
    ],
    ['a NAT gateway in an unread subnet', NAT, unread(NAT), [home], { NatGateways: [{ ...nat, SubnetId: GONE }] }],
    [
      'a NAT gateway with an unread table',
      NAT,
      unread(NAT),
      [home],
      { NatGateways: [{ ...nat, SubnetId: undefined, RouteTableId: 'rtb-0000000000000dead' }], RouteTables: [table] },
    ],
    [
      'a transit gateway',
      TGW,
      unread(`the attachment of ${VPC} to ${TGW}`),
      [{ kind: 'transit-gateway', ...where, id: TGW }],
      {
        TransitGatewayAttachments: [
          transitAttachment('tgw-attach-00000000000000009', {
            transitGateway: TGW,
            type: 'vpc',
            resource: 'vpc-00000000000000002',
          }),
        ],
      },
    ],
    ['an appliance', BOX, unread(BOX), [{ kind: 'interface', ...where, id: BOX }], {}],
    [
      'the subnet of an appliance, wherever that is',
      BOX,
      unread(GONE),
      [{ ...home, id: 'vpc-00000000000000002' }],
      { NetworkInterfaces: [box({ vpc: 'vpc-00000000000000002', subnet: GONE })] },
    ],
    [
      'an endpoint of another firewall or appliance',
      'vpce-00000000000000055',
      'vpce-00000000000000055 belongs to no firewall that could be read',
      [{ kind: 'firewalls', ...where, id: '' }],
      endpoint('GatewayLoadBalancer'),
    ],
    [
      'a carrier gateway',
      'cagw-00000000000000001',
      'cagw-00000000000000001 is a kind of target that is not followed',
      [],
      {},
    ],
  ])('is unknown behind %s, and says what to read', async (_, target, reason, wanted, extra) => {
    const { proofs, needs, dropped } = await behind(target, extra);

    expect(proofs).toMatchObject([{ outcome: 'unknown', confidence: 'unknown', reason }]);
    expect(needs).toEqual(wanted);
    expect(dropped.map((drop) => drop.reason)).toEqual([`${SUBJECT}: ${reason}`]);
  });

  it('is unknown behind a NAT gateway for IPv6, which it does not translate', async () => {
    const network = await vpcNetwork({ workload: [['::/0', NAT]] }, { NatGateways: [nat] });
    const { paths } = findings(network, { tuples: [conversation('2001:db8:0:1::10', '2001:db8:7::7')] });

    expect(paths.map(({ proof }) => proof)).toMatchObject([
      { outcome: 'unknown', reason: `${NAT} translates to IPv4: not followed` },
    ]);
  });

  it('is unknown from a subnet without a readable table, which the owner of the subnet has', async () => {
    const { proofs, needs } = await behind(IGW, {}, (network) => ({
      ...network,
      routeTables: [],
      subnets: network.subnets.map((item) => ({ ...item, ownerAccount: SPOKE })),
    }));

    expect(proofs).toMatchObject([
      { outcome: 'unknown', reason: 'the route table of subnet-00000000000000001 could not be read' },
    ]);
    expect(needs).toEqual([{ ...home, account: SPOKE }]);
  });

  it('is unknown from a subnet that could not be read, whoever the peer is', async () => {
    const network = { ...(await vpcNetwork({ workload: [['0.0.0.0/0', ENDPOINT_A]] })), subnets: [] };
    const { peer: _, ...anybody } = conversation('10.0.1.10', internet);
    const { paths, needs } = findings(network, { tuples: [conversation('10.0.1.10', internet), anybody] });
    const blank = {
      interfaceId: SUBJECT,
      outcome: 'unknown',
      confidence: 'unknown',
      hops: [],
      firewallArns: [],
      reason: 'subnet-00000000000000001 could not be read',
    };

    expect(paths).toEqual([
      { peers: [`${internet}/32`], sightings: [], proof: { ...blank, destination: `${internet}/32` } },
      { peers: [], sightings: [], proof: blank },
    ]);
    expect(needs).toEqual([home, home]);
  });

  it('is unknown beside a prefix list, which is asked of the account of the table', async () => {
    const network = await vpcNetwork({
      workload: [
        ['0.0.0.0/0', IGW],
        ['pl-00000001', ENDPOINT_A],
      ],
    });
    const routeTables = network.routeTables.map((item) => ({ ...item, account: SPOKE }));
    const { paths, needs } = findings({ ...network, routeTables });

    expect(paths.map(({ proof }) => proof)).toMatchObject([
      { outcome: 'unknown', reason: `prefix list pl-00000001 (→ ${ENDPOINT_A}) could not be read` },
    ]);
    expect(needs).toEqual([{ kind: 'prefix-list', account: SPOKE, region: 'us-east-1', id: 'pl-00000001' }]);
  });
});
