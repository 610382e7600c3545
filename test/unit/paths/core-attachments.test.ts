import { describe, expect, it } from 'vitest';
import type { CoreNetworkAttachment } from '../../../functions/lib/domain/network/transit.ts';
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

const tables = [
  coreTable('production', [coreRoute('10.71.0.0/16', INSPECTION), coreRoute('10.70.0.0/16', SUBJECT_SIDE)]),
  coreTable('inspection', [coreRoute('10.71.0.0/16', PEER_SIDE)]),
];
const inBoth = ['to-peer wan us-east-1a', 'to-peer wan us-east-1b'];

/** The world with other words about the attachment of the VPC with firewalls. */
const withInspection = (changes: Partial<CoreNetworkAttachment>) =>
  behindCore(tables, (list) => list.map((one) => (one.attachmentId === INSPECTION ? { ...one, ...changes } : one)));

describe('an attachment of a VPC to a core network', () => {
  it.each([
    ['into any zone, in appliance mode', true, inBoth, 'appliance mode: any of 2 zones'],
    ['into the zone that they come from, without', false, inBoth.slice(0, 1), 'the zone that the packets come from'],
  ])('lets packets %s', async (_, applianceMode, sightings, note) => {
    const found = lookFor(await withInspection({ applianceMode }), PEER);

    expect(sightingsOf(found)).toEqual(sightings);
    expect(hopsAt(found, INSPECTION)).toEqual([`into ${INSPECTION_VPC}, ${note}`]);
    expect(found.paths).toMatchObject([{ proof: { outcome: 'on-path', confidence: 'proven' } }]);
    expect(found.needs).toEqual([]);
  });

  it('lets packets into any zone where only the list of attachments was read, and is asked for', async () => {
    const found = lookFor(await withInspection({ applianceMode: undefined, subnetIds: [] }), PEER);

    expect(sightingsOf(found)).toEqual(inBoth);
    expect(found.paths).toMatchObject([
      {
        proof: {
          outcome: 'on-path',
          confidence: 'likely',
          reason: expect.stringContaining(`the subnets and appliance mode of ${INSPECTION} could not be read`),
        },
      },
    ]);
    expect(found.needs).toEqual([
      { kind: 'core-attachment', account: HUB, region: 'us-east-1', id: INSPECTION, arn: CORE },
    ]);
  });

  it('lets packets out into its own group, though nothing else has changed', async () => {
    const found = lookFor(await withInspection({ applianceMode: false }), PEER);

    expect(hopsAt(found, 'inspection')).toEqual([`inspection in us-east-1: 10.71.0.0/16 → ${PEER_SIDE}`]);
  });

  it('lets packets into any subnet that it names, where the mode was not told', async () => {
    const found = lookFor(await withInspection({ applianceMode: undefined }), PEER);

    expect(hopsAt(found, INSPECTION)[0]).toBe(`into ${INSPECTION_VPC}, any of 2 subnets`);
    expect(found.paths[0]?.sightings.map(({ confidence }) => confidence)).toEqual(['likely', 'likely']);
  });

  it('asks the account and Region of the VPC for its subnets', async () => {
    const network = await withInspection({ account: SPOKE, region: 'us-west-2' });
    const subnets = network.subnets.filter(({ vpcId }) => vpcId !== INSPECTION_VPC);

    const found = lookFor({ ...network, subnets }, PEER);

    expect(found.paths).toMatchObject([
      { proof: { outcome: 'unknown', reason: `the subnets of ${INSPECTION_VPC} could not be read` } },
    ]);
    expect(found.needs).toEqual([{ kind: 'vpc', account: SPOKE, region: 'us-west-2', id: INSPECTION_VPC }]);
  });

  it.each([{ vpcId: undefined }, { account: undefined }])('stays open with %o', async (changes) => {
    expect(lookFor(await withInspection(changes), PEER).paths).toMatchObject([
      { proof: { outcome: 'unknown', reason: `the VPC of ${INSPECTION} could not be read` } },
    ]);
  });
});

describe('an attachment that leads out of a core network', () => {
  const VPN = 'attachment-000000000000000e0';
  const outside = '192.0.2.7/32';
  const toVpn = coreRoute('192.0.2.0/24', VPN);
  const toSubject = coreRoute('10.70.0.0/16', SUBJECT_SIDE);
  const toFirewalls = coreRoute('10.70.0.0/16', INSPECTION);
  const onwards = coreTable('inspection', [toSubject]);

  const look = async (vpn: Partial<CoreNetworkAttachment>, ...routed: readonly CoreTable[]) => {
    const row = {
      attachmentId: VPN,
      type: 'SITE_TO_SITE_VPN',
      account: HUB,
      region: 'us-east-1',
      group: 'external',
      subnetIds: [],
      ...vpn,
    };
    return lookFor(await behindCore([...routed, onwards], (list) => [...list, row]), outside);
  };

  it.each(['SITE_TO_SITE_VPN', 'DIRECT_CONNECT_GATEWAY', 'CONNECT'])('of type %s ends the way there', async (type) => {
    const { paths } = await look({ type }, coreTable('production', [toVpn]), coreTable('external', [toSubject]));

    expect(paths).toMatchObject([
      {
        proof: {
          outcome: 'not-on-path',
          confidence: 'proven',
          reason: `no firewall on the way: leaves through ${type} ${VPN}; 10.70.1.10/32 is in ${SUBJECT_VPC}`,
        },
      },
    ]);
  });

  it.each([
    ['its own segment', {}, 'us-east-1'],
    ['its own segment in its own Region', { region: 'eu-west-1' }, 'eu-west-1'],
  ])('lets answers in by the routes of %s', async (_, vpn, region) => {
    const found = await look(
      vpn,
      coreTable('production', [toVpn, toSubject]),
      coreTable('external', [toFirewalls], region),
    );

    expect(sightingsOf(found)).toEqual(['from-peer wan us-east-1a', 'from-peer wan us-east-1b']);
    expect(hopsAt(found, 'external')).toEqual([`external in ${region}: 10.70.0.0/16 → ${INSPECTION}; answer`]);
  });

  it('lets answers of which no zone is known into any', async () => {
    const routed = [coreTable('production', [toVpn]), coreTable('external', [toFirewalls]), onwards];
    const row = { attachmentId: VPN, type: 'CONNECT', region: 'us-east-1', group: 'external', subnetIds: [] };
    const network = await behindCore(routed, (list) => [...list.map((one) => ({ ...one, applianceMode: false })), row]);

    expect(sightingsOf(lookFor(network, outside))).toEqual(['from-peer wan us-east-1a', 'from-peer wan us-east-1b']);
  });
});
