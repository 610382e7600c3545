import { describe, expect, it } from 'vitest';
import type { Network, Subnet } from '../../../functions/lib/domain/network/network.ts';
import { indexNetwork } from '../../../functions/lib/domain/network/network-index.ts';
import type { TransitGatewayRouteTable } from '../../../functions/lib/domain/network/transit.ts';
import { findPaths } from '../../../functions/lib/domain/paths/find-paths.ts';
import { firewallArn } from '../../../simulator/worlds/firewall-rows.ts';
import { address, cidr } from '../../support/network.ts';
import { SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import { HUB } from '../../support/worlds.ts';
import {
  attachment,
  behindTransit,
  blackhole,
  INSPECTION,
  lookFor,
  PEER,
  route,
  SECOND,
  SECOND_VPC,
  SPOKE_SIDE,
  SPOKE_TABLE,
  sightingsOf,
  tableOf,
  toFirewalls,
} from './behind-transit.ts';
import { internet, through } from './planned-routes.ts';

const here = { account: HUB, region: 'us-east-1' };

describe('ways that meet', () => {
  const zones = ['us-east-1a', 'us-east-1b'];
  const entranceIn = (zoneName: string) => `subnet-of-${zoneName}`;
  const endpointIn = (zoneName: string) => `vpce-of-${zoneName}`;

  /** Packets come through the first firewalls in both zones; in the peer's VPC each zone has a firewall of its own. */
  const twice = async (zoneOf: (zoneName: string) => Pick<Subnet, 'zoneId' | 'zoneName'>): Promise<Network> => {
    const network = await behindTransit();
    const entrances = zones.map((zoneName, at) => ({
      ...here,
      subnetId: entranceIn(zoneName),
      vpcId: SECOND_VPC,
      zoneName,
      cidrs: [cidr(`10.1.100.${at * 16}/28`)],
    }));
    const tables = zones.map((zoneName) => ({
      ...here,
      routeTableId: `rtb-of-${zoneName}`,
      vpcId: SECOND_VPC,
      main: false,
      subnetIds: [entranceIn(zoneName)],
      gatewayIds: [],
      routes: [
        {
          destination: cidr('10.1.0.0/16'),
          target: { kind: 'endpoint', id: endpointIn(zoneName) },
          blackhole: false,
          propagated: false,
        } as const,
      ],
    }));
    const guard = {
      ...here,
      firewallArn: firewallArn('guard'),
      name: 'guard',
      vpcId: SECOND_VPC,
      zones: zones.map((availabilityZone) => ({ availabilityZone, endpointId: endpointIn(availabilityZone) })),
    };
    return {
      ...network,
      subnets: [...network.subnets, ...entrances].map((row) => ({ ...row, ...zoneOf(row.zoneName ?? '') })),
      routeTables: [...network.routeTables, ...tables],
      firewalls: [...network.firewalls, guard],
      transitGatewayVpcAttachments: network.transitGatewayVpcAttachments.map((row) => ({
        ...row,
        applianceMode: row.attachmentId === INSPECTION,
        subnetIds: row.attachmentId === SECOND ? zones.map(entranceIn) : row.subnetIds,
      })),
    };
  };

  it.each<[rule: string, zoneOf: (zoneName: string) => Pick<Subnet, 'zoneId' | 'zoneName'>]>([
    ['names', (zoneName) => ({ zoneName })],
    ['ids', (zoneName) => ({ zoneName: undefined, zoneId: `id of ${zoneName}` })],
  ])('go on apart from zones with different %s', async (_, zoneOf) => {
    const found = lookFor(await twice(zoneOf), PEER);

    expect(sightingsOf(found)).toEqual(
      ['central', 'guard'].flatMap((name) => zones.map((zone) => `to-peer ${name} ${zone}`)),
    );
  });

  const PEERING = 'tgw-attach-0000000000000000d';
  const FAR = 'tgw-00000000000000002';

  /** Two peered transit gateways, where each sends on what comes from the other. */
  const bounced = async (near: TransitGatewayRouteTable): Promise<Network> => {
    const network = await behindTransit([route('10.1.0.0/16', PEERING)]);
    const row = attachment(PEERING, 'peering');
    const back = tableOf(PEERING, 'tgw-rtb-0000000000000000d', [route('10.1.0.0/16', PEERING)]);
    return {
      ...network,
      transitGatewayAttachments: [...network.transitGatewayAttachments, row, { ...row, transitGatewayId: FAR }],
      transitGatewayRouteTables: [...network.transitGatewayRouteTables, { ...back, transitGatewayId: FAR }, near],
    };
  };

  it('go on through the peering that they came by', async () => {
    const near = tableOf(PEERING, 'tgw-rtb-0000000000000000e', toFirewalls);

    expect(sightingsOf(lookFor(await bounced(near), PEER))).toEqual(['to-peer central us-east-1a']);
  });

  it('end where two transit gateways send packets to each other', async () => {
    const near = tableOf(PEERING, 'tgw-rtb-0000000000000000e', [route('10.1.0.0/16', PEERING)]);

    expect(lookFor(await bounced(near), PEER).paths).toMatchObject([
      {
        proof: {
          outcome: 'not-on-path',
          confidence: 'proven',
          reason: 'no firewall on the way: its routes lead in a circle',
        },
      },
    ]);
  });
});

describe('the words of a path', () => {
  const peers = (count: number) => Array.from({ length: count }, (_, at) => `10.1.1.${at}/32`);

  it.each([
    [1, '10.1.1.0/32'],
    [3, '10.1.1.0/32, 10.1.1.1/32, 10.1.1.2/32'],
    [4, '10.1.1.0/32, 10.1.1.1/32, 10.1.1.2/32 and 1 more'],
    [9, '10.1.1.0/32, 10.1.1.1/32, 10.1.1.2/32 and 6 more'],
  ])('name at most three of %i networks', async (count, text) => {
    const found = lookFor(await behindTransit([blackhole('10.0.0.0/16')]), ...peers(count));

    expect(found.paths).toMatchObject([
      { proof: { destination: text, reason: `no firewall on the way: ${SPOKE_TABLE} has no route to ${text}` } },
    ]);
  });

  it('name each place once, in the order of the way', async () => {
    const { paths } = lookFor(await behindTransit([route('0.0.0.0/0', SECOND)]), PEER);

    expect(paths[0]?.proof.hops).toEqual([
      { at: 'eni-0000000000000000a', note: 'in subnet-0000000000000aaa1, us-east-1a' },
      { at: 'subnet-0000000000000aaa1', route: 'rtb-0000000000000000a: 0.0.0.0/0 → tgw-00000000000000001' },
      { at: SPOKE_SIDE, route: `${SPOKE_TABLE}: 0.0.0.0/0 → ${SECOND}` },
      { at: SECOND, note: `into ${SECOND_VPC}, any of 1 zones` },
      {
        at: 'subnet-0000000000000bbb1',
        route: 'rtb-0000000000000000b: 0.0.0.0/0 → tgw-00000000000000001',
        note: 'answer',
      },
      { at: SECOND, route: `tgw-rtb-0000000000000000b: 10.0.0.0/16 → ${SPOKE_SIDE}`, note: 'answer' },
      { at: SPOKE_SIDE, note: 'answer: into vpc-0000000000000000a, any of 1 zones' },
    ]);
  });
});

describe('the addresses that a firewall sees', () => {
  const own = ['10.0.1.10', '2001:db8:0:1::10'].map(address);
  const six = '2001:db8:7::7/128';

  it.each([
    ['IPv4', [`${internet}/32`], own.slice(0, 1)],
    ['IPv6', [six], own.slice(1)],
    ['both', [`${internet}/32`, six], own],
  ])('are those of %s, where the peers are', async (_, peers, ours) => {
    const network = await vpcNetwork({ workload: [through, ['::/0', through[1]]] });
    const at = { ...here, interfaceId: SUBJECT, vpcId: VPC, subnetId: 'subnet-00000000000000001' };
    const subject = { ...at, addresses: own, reason: 'test' };

    const { paths } = findPaths(indexNetwork(network), { subject, ours: own, peers: peers.map(cidr) });

    const seen = paths.flatMap(({ sightings }) => sightings.flatMap((sighting) => sighting.ours));
    expect([...new Set(seen)]).toEqual(ours);
  });
});
