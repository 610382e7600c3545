import { describe, expect, it } from 'vitest';
import type { CoreNetworkRoute } from '../../../functions/lib/domain/network/transit.ts';
import { HUB, SPOKE } from '../../support/worlds.ts';
import {
  behindCore,
  CORE,
  type CoreTable,
  coreRoute,
  coreTable,
  INSPECTION,
  INSPECTION_VPC,
  lookFor,
  PEER,
  PEER_SIDE,
  SUBJECT_SIDE,
  SUBJECT_VPC,
} from './behind-core.ts';
import { hopsAt, sightingsOf } from './behind-transit.ts';

const firewalls = ['to-peer wan us-east-1a', 'to-peer wan us-east-1b'];
const beyond = coreTable('inspection', [coreRoute('10.71.0.0/16', PEER_SIDE)]);
const back = coreRoute('10.70.0.0/16', SUBJECT_SIDE);

/** What the subject has with the peer, where production is routed like this. */
const look = async (...routes: readonly CoreNetworkRoute[]) =>
  lookFor(await behindCore([coreTable('production', [...routes, back]), beyond]), PEER);

const withTables = async (...tables: readonly CoreTable[]) => lookFor(await behindCore([...tables, beyond]), PEER);

describe('the route of a core network that counts', () => {
  it('is the most specific one', async () => {
    const narrow = await look(coreRoute('0.0.0.0/0', PEER_SIDE), coreRoute('10.71.0.0/16', INSPECTION));
    const wide = await look(coreRoute('0.0.0.0/0', INSPECTION), coreRoute('10.71.0.0/16', PEER_SIDE));

    expect(sightingsOf(narrow)).toEqual(firewalls);
    expect(hopsAt(narrow, 'production')[0]).toBe(`production in us-east-1: 10.71.0.0/16 → ${INSPECTION}`);
    expect(sightingsOf(wide)).toEqual([]);
    expect(wide.paths).toMatchObject([{ proof: { outcome: 'not-on-path', confidence: 'proven' } }]);
  });

  it('is that of the segment that the VPC is attached to, in its Region', async () => {
    const straight = [coreRoute('10.71.0.0/16', PEER_SIDE), back];
    const decoys = [coreTable('development', straight), coreTable('production', straight, 'us-west-2')];

    const found = await withTables(...decoys, coreTable('production', [coreRoute('10.71.0.0/16', INSPECTION), back]));

    expect(sightingsOf(found)).toEqual(firewalls);
    expect(hopsAt(found, INSPECTION)).toEqual([`into ${INSPECTION_VPC}, appliance mode: any of 2 zones`]);
    expect(found.needs).toEqual([]);
  });

  it('leads through every group on the way, each named where it is asked', async () => {
    const found = await look(coreRoute('10.71.0.0/16', INSPECTION));

    expect(hopsAt(found, 'production')).toEqual([
      `production in us-east-1: 10.71.0.0/16 → ${INSPECTION}`,
      `production in us-east-1: 10.70.0.0/16 → ${SUBJECT_SIDE}; answer`,
    ]);
    expect(hopsAt(found, 'inspection')).toEqual([`inspection in us-east-1: 10.71.0.0/16 → ${PEER_SIDE}`]);
  });

  it('is every one of equal cost', async () => {
    const found = await look(coreRoute('10.71.0.0/16', PEER_SIDE, INSPECTION));

    expect(hopsAt(found, 'production')).toEqual(
      expect.arrayContaining([
        `production in us-east-1: 10.71.0.0/16 → ${PEER_SIDE}`,
        `production in us-east-1: 10.71.0.0/16 → ${INSPECTION}`,
      ]),
    );
    expect(sightingsOf(found)).toEqual(firewalls);
  });

  it.each<[rule: string, route: CoreNetworkRoute]>([
    ['there is none', coreRoute('10.72.0.0/16', INSPECTION)],
    ['it is a blackhole', { ...coreRoute('10.71.0.0/16'), blackhole: true }],
    [
      'it is a blackhole that still names its attachment',
      { ...coreRoute('10.71.0.0/16', INSPECTION), blackhole: true },
    ],
  ])('drops packets where %s', async (_, route) => {
    expect((await look(route)).paths).toMatchObject([
      {
        proof: {
          outcome: 'not-on-path',
          confidence: 'proven',
          reason: 'no firewall on the way: production has no route there',
        },
      },
    ]);
  });

  it('parts the peers', async () => {
    const network = await behindCore([coreTable('production', [coreRoute('10.71.0.0/16', INSPECTION), back]), beyond]);

    const { paths } = lookFor(network, PEER, '10.72.0.1/32');

    expect(paths.map(({ proof }) => [proof.destination, proof.outcome])).toEqual([
      [PEER, 'on-path'],
      ['10.72.0.1/32', 'not-on-path'],
    ]);
  });
});

describe('what could not be read of a core network', () => {
  const need = { kind: 'core-network', account: HUB, region: 'us-east-1', id: CORE };
  const known = [coreTable('production', [coreRoute('10.71.0.0/16', INSPECTION), back]), beyond];

  it('is asked of its owner where nothing is known of it', async () => {
    const found = lookFor({ ...(await behindCore()), coreNetworks: [] }, PEER);

    expect(found.paths).toMatchObject([
      { proof: { outcome: 'unknown', reason: 'the routes of the core network could not be read' } },
    ]);
    expect(found.needs).toEqual([need]);
  });

  it('is asked of its owner where the attachment of the VPC is not known', async () => {
    const network = await behindCore(known, (list) => list.filter(({ vpcId }) => vpcId !== SUBJECT_VPC));

    expect(lookFor(network, PEER).needs).toEqual([need]);
  });

  const id = 'core-network/core-network-2';

  it.each([
    ['the owner in its ARN', `arn:aws:networkmanager::${HUB}:${id}`, HUB],
    ['the owner in the ARN of another partition', `arn:aws-us-gov:networkmanager::${HUB}:${id}`, HUB],
    ['the account of the packets, where the ARN names none', `arn:aws:networkmanager:::${id}`, SPOKE],
    ['the account of the packets, where the ARN has no account id', `arn:aws:networkmanager::12345:${id}`, SPOKE],
    ['the account of the packets, where it is no ARN', `see arn:aws:networkmanager::${HUB}:${id}`, SPOKE],
  ])('is asked of %s', async (_, arn, account) => {
    const network = await behindCore();
    const routeTables = network.routeTables.map((table) => ({
      ...table,
      routes: table.routes.map((route) =>
        route.target.kind === 'core-network' ? { ...route, target: { ...route.target, id: arn } } : route,
      ),
    }));

    expect(lookFor({ ...network, routeTables }, PEER).needs).toEqual([{ ...need, account, id: arn }]);
  });

  it('is the table of a segment in a Region', async () => {
    const found = await withTables(coreTable('production', [], 'us-west-2'));

    expect(found.paths).toMatchObject([
      { proof: { outcome: 'unknown', reason: 'the routes of production in us-east-1 could not be read' } },
    ]);
    expect(found.needs).toEqual([need]);
  });

  it.each([
    ['is not in the list', 'attachment-00000000000000bad', 'attachment attachment-00000000000000bad could not be read'],
    ['is not told', undefined, 'production sends 10.71.0.0/16 to an attachment that could not be read'],
  ])('leaves a route open whose attachment %s', async (_, id, reason) => {
    const found = await look(coreRoute('10.71.0.0/16', ...(id === undefined ? [] : [id])));

    expect(found.paths).toMatchObject([{ proof: { outcome: 'unknown', confidence: 'unknown', reason } }]);
  });
});
