import { describe, expect, it } from 'vitest';
import { indexNetwork } from '../../../functions/lib/domain/network/network-index.ts';
import { findPaths } from '../../../functions/lib/domain/paths/find-paths.ts';
import { natGateway, routeTable } from '../../../simulator/worlds/rows.ts';
import { address, cidr } from '../../support/network.ts';
import { SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import { HUB } from '../../support/worlds.ts';
import {
  behindTransit,
  blackhole,
  lookFor,
  PEER,
  route,
  SECOND,
  SECOND_VPC,
  SPOKE_SIDE,
  SPOKE_TABLE,
} from './behind-transit.ts';
import { internet, planned, through } from './planned-routes.ts';

const here = { account: HUB, region: 'us-east-1' };

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

describe('the place of a hop', () => {
  it('is the table of a regional NAT gateway, which has no subnet', async () => {
    const { SubnetId: _, ...nat } = natGateway('nat-00000000000000001', { vpc: VPC, subnet: '', ip: '10.0.10.5' });
    const { paths } = await planned({ workload: [['0.0.0.0/0', nat.NatGatewayId]] }, internet, {
      NatGateways: [{ ...nat, RouteTableId: 'rtb-00000000000000008' }],
      RouteTables: [routeTable('rtb-00000000000000008', { vpc: VPC }, [through])],
    });

    expect(paths[0]?.hops.slice(2, 4)).toEqual([
      { at: nat.NatGatewayId, note: 'the source becomes 10.0.10.5' },
      { at: 'rtb-00000000000000008', route: `rtb-00000000000000008: 0.0.0.0/0 → ${through[1]}` },
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
