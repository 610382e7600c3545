import { describe, expect, it } from 'vitest';
import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { worldOf } from '../../../simulator/worlds/rows.ts';
import { firewallOnTransit } from '../../../simulator/worlds/transit-topologies.ts';
import { HUB, networkOf, SPOKE } from '../../support/worlds.ts';
import {
  attachment,
  behindTransit,
  hopsAt,
  INSPECTION,
  lookFor,
  PEER,
  route,
  SPOKE_SIDE,
  SPOKE_TABLE,
  SPOKE_VPC,
  sightingsOf,
  TGW,
  tableOf,
  toFirewalls,
} from './behind-transit.ts';

const inA = ['to-peer central us-east-1a'];

describe('a firewall attached to a transit gateway', () => {
  const FUNCTION = 'tgw-attach-0000000000000000f';
  const arn = `arn:aws:network-firewall:us-east-1:${HUB}:firewall/attached`;
  const attached = (): Promise<Network> => networkOf(worldOf(firewallOnTransit()));

  it('sees packets in any of its zones, and hides which one they come from', async () => {
    const network = await attached();
    const second = network.subnets.find(({ vpcId }) => vpcId === 'vpc-0000000000000000b');
    const another = { ...second, subnetId: 'subnet-0000000000000bbb2', zoneName: 'us-east-1a' };
    const wide: Network = {
      ...network,
      subnets: network.subnets.flatMap((row) => (row === second ? [row, { ...row, ...another }] : [row])),
      transitGatewayVpcAttachments: network.transitGatewayVpcAttachments.map((row) => ({
        ...row,
        subnetIds: row.vpcId === second?.vpcId ? [...row.subnetIds, another.subnetId] : row.subnetIds,
      })),
    };

    const found = lookFor(wide, PEER);

    expect(sightingsOf(found)).toEqual(
      ['from-peer', 'to-peer'].flatMap((way) => [`${way} attached use1-az4`, `${way} attached use1-az6`]),
    );
    expect(hopsAt(found, FUNCTION).slice(0, 2)).toEqual([
      `${arn}, any of 2 zones`,
      'tgw-rtb-0000000000000000f: 10.1.0.0/16 → tgw-attach-0000000000000000b',
    ]);
    expect(hopsAt(found, 'tgw-attach-0000000000000000b')[0]).toBe('into vpc-0000000000000000b, any of 2 zones');
  });

  it('is looked for among all firewalls, where it is not known', async () => {
    const network = await attached();
    const transitGatewayAttachments = network.transitGatewayAttachments.map((row) => ({ ...row, ownerAccount: SPOKE }));

    const found = lookFor({ ...network, firewalls: [], transitGatewayAttachments }, PEER);

    expect(found.paths).toMatchObject([
      { proof: { outcome: 'unknown', reason: `the firewall behind ${FUNCTION} could not be read` } },
    ]);
    expect(found.needs).toEqual([{ kind: 'firewalls', account: SPOKE, region: 'us-east-1', id: '' }]);
  });
});

describe('an attachment that leads out of our networks', () => {
  const OUT = 'tgw-attach-0000000000000000e';

  it.each(['vpn', 'direct-connect-gateway', 'connect'])('of type %s ends the way there', async (type) => {
    const network = await behindTransit([route('192.0.2.0/24', OUT)]);
    const answers = tableOf(OUT, 'tgw-rtb-0000000000000000e', [route('10.0.0.0/16', SPOKE_SIDE)]);

    const { paths } = lookFor(
      {
        ...network,
        transitGatewayAttachments: [...network.transitGatewayAttachments, attachment(OUT, type)],
        transitGatewayRouteTables: [...network.transitGatewayRouteTables, answers],
      },
      '192.0.2.7/32',
    );

    expect(paths).toMatchObject([
      {
        proof: {
          outcome: 'not-on-path',
          confidence: 'proven',
          reason: `no firewall on the way: leaves through ${type} ${OUT}; 10.0.1.10/32 is in ${SPOKE_VPC}`,
        },
      },
    ]);
  });

  it('lets answers in, which may pass a firewall in any zone', async () => {
    const network = await behindTransit([route('192.0.2.0/24', OUT)]);
    const found = lookFor(
      {
        ...network,
        transitGatewayAttachments: [...network.transitGatewayAttachments, attachment(OUT, 'vpn')],
        transitGatewayRouteTables: [
          ...network.transitGatewayRouteTables.filter(({ attachmentIds }) => !attachmentIds.includes(INSPECTION)),
          tableOf(OUT, 'tgw-rtb-0000000000000000e', toFirewalls),
          tableOf(INSPECTION, 'tgw-rtb-0000000000000000c', [route('10.0.0.0/16', SPOKE_SIDE)]),
        ],
      },
      '192.0.2.7/32',
    );

    expect(sightingsOf(found)).toEqual(['from-peer central us-east-1a', 'from-peer central us-east-1b']);
    expect(hopsAt(found, OUT)).toEqual([`tgw-rtb-0000000000000000e: 0.0.0.0/0 → ${INSPECTION}; answer`]);
    expect(found.paths[0]?.proof.reason).toContain('only one direction passes: routing is asymmetric');
    expect(hopsAt(found, SPOKE_SIDE)[0]).toBe(`${SPOKE_TABLE}: 192.0.2.0/24 → ${OUT}`);
  });
});

describe('a peering of transit gateways', () => {
  const PEERING = 'tgw-attach-0000000000000000d';
  const owner = '777788889999';
  const FAR = { account: SPOKE, ownerAccount: owner, region: 'us-west-2', transitGatewayId: 'tgw-00000000000000002' };

  /** The firewalls are on the far transit gateway, behind a peering. */
  const peered = async (type: string, isFarKnown = true): Promise<Network> => {
    const network = await behindTransit([route('10.1.0.0/16', PEERING)]);
    const near = { ...attachment(PEERING, type), ownerAccount: HUB };
    const inspection = network.transitGatewayAttachments
      .filter(({ attachmentId }) => attachmentId === INSPECTION)
      .map((row) => ({ ...row, ...FAR }));
    const table = tableOf(PEERING, 'tgw-rtb-0000000000000000d', toFirewalls);
    return {
      ...network,
      transitGatewayAttachments: [
        ...network.transitGatewayAttachments,
        near,
        ...(isFarKnown ? [{ ...near, ...FAR }, ...inspection] : []),
      ],
      transitGatewayRouteTables: [...network.transitGatewayRouteTables, { ...table, ...FAR }],
    };
  };

  it.each(['peering', 'tgw-peering'])('of type %s leads into the far one', async (type) => {
    const found = lookFor(await peered(type), PEER);

    expect(sightingsOf(found)).toEqual(inA);
    expect(hopsAt(found, SPOKE_SIDE)[0]).toBe(`${SPOKE_TABLE}: 10.1.0.0/16 → ${PEERING}`);
    expect(hopsAt(found, PEERING)).toEqual([
      `to ${FAR.transitGatewayId}`,
      `tgw-rtb-0000000000000000d: 0.0.0.0/0 → ${INSPECTION}`,
    ]);
  });

  it('is asked for of the far owner, where the far one is', async () => {
    const network = await peered('peering');
    const transitGatewayRouteTables = network.transitGatewayRouteTables.filter(
      ({ transitGatewayId }) => transitGatewayId === TGW,
    );

    const found = lookFor({ ...network, transitGatewayRouteTables }, PEER);

    expect(found.paths).toMatchObject([{ proof: { reason: `the route table of ${PEERING} could not be read` } }]);
    expect(found.needs).toEqual([
      { kind: 'transit-gateway', account: owner, region: 'us-west-2', id: FAR.transitGatewayId },
    ]);
  });

  it('stays open where the far one could not be read', async () => {
    const found = lookFor(await peered('peering', false), PEER);

    expect(found.paths).toMatchObject([
      { proof: { outcome: 'unknown', reason: `the transit gateway behind ${PEERING} could not be read` } },
    ]);
  });
});
