import { describe, expect, it } from 'vitest';
import type { Network, Subnet } from '../../../functions/lib/domain/network/network.ts';
import type { TransitGatewayRouteTable } from '../../../functions/lib/domain/network/transit.ts';
import { firewallArn } from '../../../simulator/worlds/firewall-rows.ts';
import { cidr } from '../../support/network.ts';
import { HUB } from '../../support/worlds.ts';
import {
  attachment,
  behindTransit,
  INSPECTION,
  lookFor,
  PEER,
  route,
  SECOND,
  SECOND_VPC,
  sightingsOf,
  tableOf,
  toFirewalls,
} from './behind-transit.ts';

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
