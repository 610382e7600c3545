import { describe, expect, it } from 'vitest';
import type { Network, RouteTable, Subnet } from '../../../functions/lib/domain/network/network.ts';
import type { FoundPaths } from '../../../functions/lib/domain/paths/find-paths.ts';
import { firewallArn } from '../../../simulator/worlds/firewall-rows.ts';
import { address, cidr } from '../../support/network.ts';
import { HUB } from '../../support/worlds.ts';
import {
  behindTransit,
  hopsAt,
  INSPECTION,
  lookFor,
  PEER,
  route,
  SECOND,
  SECOND_VPC,
  SPOKE_SIDE,
  sightingsOf,
  TGW,
  tableOf,
} from './behind-transit.ts';

const here = { account: HUB, region: 'us-east-1' };
const main = 'rtb-0000000000000000b';

const subnet = (letter: string, network: string, zone: Partial<Subnet> = { zoneName: 'us-east-1b' }): Subnet => ({
  ...here,
  ...zone,
  subnetId: `subnet-0000000000000bbb${letter}`,
  vpcId: SECOND_VPC,
  cidrs: [cidr(network)],
});

const table = (routeTableId: string, subnetIds: readonly string[], endpointId?: string): RouteTable => ({
  ...here,
  routeTableId,
  vpcId: SECOND_VPC,
  main: subnetIds.length === 0,
  subnetIds,
  gatewayIds: [],
  routes: [
    { destination: cidr('10.1.0.0/16'), target: { kind: 'local' }, blackhole: false, propagated: false },
    {
      destination: cidr('0.0.0.0/0'),
      target: endpointId ? { kind: 'endpoint', id: endpointId } : { kind: 'transit-gateway', id: TGW },
      blackhole: false,
      propagated: false,
    },
  ],
});

/** The peer's VPC with other subnets and tables, and with a firewall of its own; no packet passes one on the way there.
 * @param subnets the first has the attachment */
const answeredBy = async (subnets: readonly Subnet[], tables: readonly RouteTable[]): Promise<Network> => {
  const network = await behindTransit([route('10.1.0.0/16', SECOND)]);
  const zone = { availabilityZone: 'us-east-1b', endpointId: 'vpce-000000000000000f1', subnetId: subnets[0]?.subnetId };
  return {
    ...network,
    subnets: [...network.subnets.filter(({ vpcId }) => vpcId !== SECOND_VPC), ...subnets],
    routeTables: [...network.routeTables.filter(({ vpcId }) => vpcId !== SECOND_VPC), ...tables],
    transitGatewayVpcAttachments: network.transitGatewayVpcAttachments.map((row) =>
      row.vpcId === SECOND_VPC ? { ...row, subnetIds: subnets.slice(0, 1).map(({ subnetId }) => subnetId) } : row,
    ),
    firewalls: [
      ...network.firewalls,
      { ...here, firewallArn: firewallArn('far'), name: 'far', vpcId: SECOND_VPC, zones: [zone] },
    ],
  };
};

const answersAt = (found: FoundPaths, place: string) => hopsAt(found, place).filter((hop) => hop.endsWith('; answer'));

const seen = ['from-peer far us-east-1b'];
const [straight, guarded] = [subnet('1', '10.1.1.0/24'), subnet('2', '10.1.2.0/24')];
const tables = [table(main, []), table('rtb-0000000000000000f', [guarded.subnetId], 'vpce-000000000000000f1')];

describe('answers of the VPC that packets arrive in', () => {
  it.each<[rule: string, peers: readonly string[], sightings: readonly string[]]>([
    ['come from the subnet of the peer', ['10.1.2.7/32'], seen],
    ['come from no other subnet', [PEER], []],
    ['come from each subnet of a network', ['10.1.0.0/16'], seen],
    ['come from part of a subnet', ['10.1.2.128/25'], seen],
    ['come from the subnet of each peer', [PEER, '10.1.2.7/32'], seen],
    ['come from nowhere, where no subnet has the peer', ['10.1.9.9/32'], []],
  ])('%s', async (_, peers, sightings) => {
    const found = lookFor(await answeredBy([straight, guarded], tables), ...peers);

    expect(sightingsOf(found)).toEqual(sightings);
  });

  it('come from the subnet of each peer, where packets come in by another', async () => {
    const entrance = subnet('9', '10.1.100.0/28');
    const network = await answeredBy([entrance, straight, guarded], tables);

    expect(sightingsOf(lookFor(network, PEER, '10.1.2.7/32'))).toEqual(seen);
  });

  it('come from a subnet of two families', async () => {
    const both = { ...guarded, cidrs: [cidr('2001:db8:1::/64'), ...guarded.cidrs] };

    expect(sightingsOf(lookFor(await answeredBy([straight, both], tables), '10.1.2.7/32'))).toEqual(seen);
  });

  it('stay open where their route table could not be read', async () => {
    const [, own] = tables;
    const found = lookFor(await answeredBy([straight, guarded], own ? [own] : []), PEER);

    expect(found.paths).toMatchObject([
      { proof: { outcome: 'unknown', reason: `the route table of ${straight.subnetId} could not be read` } },
    ]);
    expect(found.needs).toEqual([{ kind: 'vpc', ...here, id: SECOND_VPC }]);
  });

  it('are looked up once for the subnets of one table and zone', async () => {
    const alike = subnet('3', '10.1.3.0/24');
    const found = lookFor(await answeredBy([straight, alike], [table(main, [])]), '10.1.0.0/16');

    expect(answersAt(found, straight.subnetId)).toEqual([`${main}: 0.0.0.0/0 → ${TGW}; answer`]);
    expect(answersAt(found, alike.subnetId)).toEqual([]);
  });

  type Zone = Pick<Subnet, 'zoneId' | 'zoneName'>;

  it.each<[rule: string, zoneOf: (zoneName: string | undefined) => Zone]>([
    ['names', (zoneName) => ({ zoneName })],
    ['ids', (zoneName) => ({ zoneName: undefined, zoneId: `id of ${zoneName}` })],
  ])('are looked up in each zone, known by %s', async (_, zoneOf) => {
    const zones = [
      subnet('3', '10.1.3.0/24', { zoneName: 'us-east-1a' }),
      subnet('4', '10.1.4.0/24', { zoneName: 'us-east-1b' }),
    ];
    const network = await answeredBy(zones, [table(main, [])]);
    const through = [
      tableOf(SECOND, 'tgw-rtb-0000000000000000b', [route('10.0.0.0/16', INSPECTION)]),
      tableOf(INSPECTION, 'tgw-rtb-0000000000000000c', [route('10.0.0.0/16', SPOKE_SIDE)]),
    ];
    const transitGatewayRouteTables = [
      ...network.transitGatewayRouteTables.filter(({ attachmentIds }) => attachmentIds.includes(SPOKE_SIDE)),
      ...through,
    ];
    const subnets = network.subnets.map((row) => ({ ...row, ...zoneOf(row.zoneName) }));

    expect(sightingsOf(lookFor({ ...network, subnets, transitGatewayRouteTables }, '10.1.0.0/16'))).toEqual([
      'from-peer central us-east-1a',
      'from-peer central us-east-1b',
    ]);
  });

  it('carry the addresses of the families that they answer', async () => {
    const network = await answeredBy([straight, guarded], tables);
    const found = lookFor(network, '10.1.2.7/32');

    expect(found.paths[0]?.sightings).toMatchObject([
      { ours: [address('10.0.1.10')], peers: ['10.1.2.7/32'], direction: 'from-peer' },
    ]);
  });
});
