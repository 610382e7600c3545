import { expect, it } from 'vitest';
import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { HUB } from '../../support/worlds.ts';
import { behindCore, coreRoute, coreTable, INSPECTION, lookFor, PEER, PEER_SIDE, SUBJECT_SIDE } from './behind-core.ts';
import { sightingsOf } from './behind-transit.ts';

const SECOND_CORE = `arn:aws:networkmanager::${HUB}:core-network/core-network-2`;
const BETWEEN = 'vpc-00000000000000002';
const here = { account: HUB, region: 'us-east-1' };
const subnet = { ...here, subnetId: 'subnet-0000000000000002a', vpcId: BETWEEN };

const attached = (attachmentId: string) => ({
  ...here,
  attachmentId,
  type: 'VPC',
  vpcId: BETWEEN,
  group: 'production',
  subnetIds: [subnet.subnetId],
  applianceMode: false,
});

/** From the subject, in zone `use1-az4`, through a VPC between two core networks, whose segments have the same name.
 * @param zoneId of the VPC between
 * @param applianceMode of the attachment to the VPC with firewalls */
const chained = async (zoneId: string, applianceMode: boolean): Promise<Network> => {
  const first = await behindCore([
    coreTable('production', [coreRoute('10.71.0.0/16', 'attachment-1'), coreRoute('10.70.0.0/16', SUBJECT_SIDE)]),
  ]);
  const [core] = (await behindCore()).coreNetworks;
  const attachments = (core?.attachments ?? []).map((one) => ({ ...one, applianceMode }));
  const second = {
    arn: SECOND_CORE,
    attachments: [...attachments.filter(({ attachmentId }) => attachmentId !== SUBJECT_SIDE), attached('attachment-2')],
    tables: [
      coreTable('production', [coreRoute('10.71.0.0/16', INSPECTION)]),
      coreTable('inspection', [coreRoute('10.71.0.0/16', PEER_SIDE)]),
    ],
  };
  const table = {
    ...here,
    routeTableId: 'rtb-00000000000000002',
    vpcId: BETWEEN,
    main: true,
    subnetIds: [],
    gatewayIds: [],
    routes: [
      {
        destination: coreRoute('10.71.0.0/16').destination,
        target: { kind: 'core-network', id: SECOND_CORE },
        blackhole: false,
        propagated: false,
      },
    ],
  } as const;
  return {
    ...first,
    subnets: [...first.subnets, { ...subnet, zoneId, cidrs: [coreRoute('10.99.0.0/24').destination] }],
    routeTables: [...first.routeTables, table],
    coreNetworks: [
      ...first.coreNetworks.map((one) => ({ ...one, attachments: [...one.attachments, attached('attachment-1')] })),
      second,
    ],
  };
};

it('a second core network is crossed, though its segment is named as that of the first', async () => {
  const found = lookFor(await chained('use1-az4', true), PEER);

  expect(sightingsOf(found)).toEqual(['to-peer wan us-east-1a', 'to-peer wan us-east-1b']);
});

it.each([
  ['use1-az4', 'us-east-1a'],
  ['use1-az6', 'us-east-1b'],
])('packets come from the zone of the VPC that they passed last, as %s', async (zoneId, zone) => {
  const found = lookFor(await chained(zoneId, false), PEER);

  expect(sightingsOf(found)).toEqual([`to-peer wan ${zone}`]);
});
