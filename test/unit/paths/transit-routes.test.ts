import { describe, expect, it } from 'vitest';
import type { NetworkPart } from '../../../functions/lib/domain/network/network.ts';
import type { TransitGatewayRoute } from '../../../functions/lib/domain/network/transit.ts';
import { cidr } from '../../support/network.ts';
import { HUB } from '../../support/worlds.ts';
import {
  attachment,
  behindTransit,
  blackhole,
  hopsAt,
  INSPECTION,
  lookFor,
  PEER,
  ROUTE_TO_INSPECTION,
  route,
  SECOND,
  SECOND_VPC,
  SPOKE_SIDE,
  SPOKE_TABLE,
  sightingsOf,
  toFirewalls,
} from './behind-transit.ts';

const firewallInA = ['to-peer central us-east-1a'];
const listed: NetworkPart = {
  prefixLists: [{ account: HUB, region: 'us-east-1', prefixListId: 'pl-1', cidrs: [cidr('10.1.0.0/16')] }],
};

const look = async (routes: readonly TransitGatewayRoute[], changes: NetworkPart = {}) =>
  lookFor(await behindTransit(routes, changes), PEER);

describe('the route of a transit gateway that counts', () => {
  it.each<[rule: string, routes: readonly TransitGatewayRoute[], hop: string, sightings: readonly string[]]>([
    ['is the one that covers the peer', toFirewalls, ROUTE_TO_INSPECTION, firewallInA],
    [
      'is the most specific one',
      [...toFirewalls, route('10.1.0.0/16', SECOND)],
      `${SPOKE_TABLE}: 10.1.0.0/16 → ${SECOND}`,
      [],
    ],
    [
      'is the written one before the propagated one',
      [{ ...route('10.1.0.0/16', SECOND), propagated: true }, route('10.1.0.0/16', INSPECTION)],
      `${SPOKE_TABLE}: 10.1.0.0/16 → ${INSPECTION}`,
      firewallInA,
    ],
    [
      'is inside a prefix list, and named by it',
      [route('0.0.0.0/0', SECOND), route('pl-1', INSPECTION)],
      `${SPOKE_TABLE}: pl-1 → ${INSPECTION}`,
      firewallInA,
    ],
  ])('%s', async (_, routes, hop, sightings) => {
    const found = await look(routes, listed);

    expect(hopsAt(found, SPOKE_SIDE)[0]).toBe(hop);
    expect(sightingsOf(found)).toEqual(sightings);
    expect(found.paths).toMatchObject([{ proof: { confidence: 'proven' } }]);
    expect(found.needs).toEqual([]);
  });

  it('has no firewall where it leads straight to the peer', async () => {
    expect((await look([route('10.1.0.0/16', SECOND)])).paths).toMatchObject([
      {
        proof: {
          outcome: 'not-on-path',
          confidence: 'proven',
          reason: `no firewall on the way: 10.1.1.20/32 is in ${SECOND_VPC}; 10.0.1.10/32 is in vpc-0000000000000000a`,
        },
      },
    ]);
  });

  it.each<[rule: string, routes: readonly TransitGatewayRoute[], why: string]>([
    ['a blackhole', [...toFirewalls, blackhole('10.1.0.0/16')], 'sends 10.1.0.0/16 into a blackhole'],
    ['a blackhole of a prefix list', [...toFirewalls, blackhole('pl-1')], 'sends pl-1 into a blackhole'],
    [
      'a blackhole that still names its attachment',
      [{ ...route('10.1.0.0/16', INSPECTION), blackhole: true }],
      'sends 10.1.0.0/16 into a blackhole',
    ],
    ['a route to nothing', [route('10.1.0.0/16')], 'sends 10.1.0.0/16 into a blackhole'],
    ['no route', [route('10.2.0.0/16', INSPECTION)], 'has no route to 10.1.1.20/32'],
  ])('drops what meets %s', async (_, routes, why) => {
    const found = await look(routes, listed);

    expect(found.paths.map(({ proof }) => proof)).toMatchObject([
      { outcome: 'not-on-path', confidence: 'proven', reason: `no firewall on the way: ${SPOKE_TABLE} ${why}` },
    ]);
    expect(found.needs).toEqual([]);
  });

  it('parts the peers that it takes from those that are dropped', async () => {
    const network = await behindTransit([route('10.1.0.0/16', INSPECTION), blackhole('10.3.0.0/16')]);

    const { paths } = lookFor(network, PEER, '10.2.0.1/32', '10.3.0.1/32');

    expect(paths.map(({ proof }) => [proof.destination, proof.outcome, proof.reason])).toEqual([
      [PEER, 'on-path', expect.stringContaining('seen by central in us-east-1a')],
      ['10.2.0.1/32', 'not-on-path', `no firewall on the way: ${SPOKE_TABLE} has no route to 10.2.0.1/32`],
      ['10.3.0.1/32', 'not-on-path', `no firewall on the way: ${SPOKE_TABLE} sends 10.3.0.0/16 into a blackhole`],
    ]);
  });

  it('is every one of equal cost', async () => {
    const found = await look([route('0.0.0.0/0', SECOND, INSPECTION)]);

    expect(hopsAt(found, SPOKE_SIDE)).toEqual(
      expect.arrayContaining([`${SPOKE_TABLE}: 0.0.0.0/0 → ${SECOND}`, ROUTE_TO_INSPECTION]),
    );
    expect(sightingsOf(found)).toEqual(firewallInA);
  });

  it('stands with others of its attachment for one way', async () => {
    const network = await behindTransit([
      route('10.1.0.0/16', INSPECTION),
      route('10.2.0.0/16', INSPECTION),
      route('10.3.0.0/16', INSPECTION),
    ]);

    const found = lookFor(network, PEER, '10.2.0.1/32', '10.3.0.1/32');

    expect(hopsAt(found, SPOKE_SIDE)[0]).toBe(`${SPOKE_TABLE}: 10.1.0.0/16 and 2 more routes → ${INSPECTION}`);
    expect(found.paths.flatMap(({ sightings }) => sightings.map(({ peers }) => peers))[0]).toEqual([
      PEER,
      '10.2.0.1/32',
      '10.3.0.1/32',
    ]);
  });
});

describe('many ways out of a transit gateway', () => {
  /** Nobody searches further than this many. */
  const most = 16;

  /** A VPN for each third octet: 10.100.<n>.0/24. */
  const withVpns = async (count: number) => {
    const ids = Array.from({ length: count }, (_, at) => `tgw-attach-0000000000000100${at}`);
    const rows = ids.map((id) => ({ ...attachment(id, 'vpn'), routeTableId: 'tgw-rtb-0000000000000000b' }));
    const routes = ids.map((id, at) => route(`10.100.${at}.0/24`, id));
    const network = await behindTransit(routes);
    return {
      ids,
      network: { ...network, transitGatewayAttachments: [...network.transitGatewayAttachments, ...rows] },
    };
  };

  it.each([
    { count: most, followed: most, note: '' },
    { count: most + 1, followed: most, note: '; 1 more attachments are not followed' },
    { count: most + 4, followed: most, note: '; 4 more attachments are not followed' },
  ])('of $count, $followed are followed, and the rest is said', async ({ count, followed, note }) => {
    const { ids, network } = await withVpns(count);

    const found = lookFor(network, '10.100.0.0/16');

    expect(hopsAt(found, SPOKE_SIDE).filter((text) => text.startsWith(SPOKE_TABLE))).toEqual(
      ids.slice(0, followed).map((id, at) => `${SPOKE_TABLE}: 10.100.${at}.0/24 → ${id}${note}`),
    );
  });

  it('prove that no firewall is there, where all of them are followed', async () => {
    const { network } = await withVpns(most);

    expect(lookFor(network, '10.100.0.0/16').paths).toMatchObject([
      { proof: { outcome: 'not-on-path', confidence: 'proven' } },
    ]);
  });

  it('leave open what is behind those that are not followed', async () => {
    const { network } = await withVpns(most + 2);
    const peers = Array.from({ length: most + 2 }, (_, at) => `10.100.${at}.1/32`);

    const { paths } = lookFor(network, ...peers);

    expect(
      paths.map(({ peers: alike, proof }) => [alike.length, proof.outcome, proof.confidence, proof.reason]),
    ).toEqual([
      ...peers.slice(0, most).map(() => [1, 'not-on-path', 'proven', expect.stringContaining('leaves through vpn')]),
      [2, 'unknown', 'unknown', `${SPOKE_TABLE}: 2 more attachments are not followed`],
    ]);
  });
});
