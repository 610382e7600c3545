import { describe, expect, it } from 'vitest';
import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { HUB, SPOKE } from '../../support/worlds.ts';
import {
  behindTransit,
  hopsAt,
  INSPECTION,
  INSPECTION_VPC,
  lookFor,
  PEER,
  SPOKE_VPC,
  sightingsOf,
} from './behind-transit.ts';

const inA = ['to-peer central us-east-1a'];
const inB = ['to-peer central us-east-1b'];
const inBoth = [...inA, ...inB];

type Details = Network['transitGatewayVpcAttachments'][number];

/** The network with other details of the attachment of the VPC with firewalls; without any, they were not read. */
const withDetails = async (changes?: Partial<Details>): Promise<Network> => {
  const network = await behindTransit();
  return {
    ...network,
    transitGatewayVpcAttachments: network.transitGatewayVpcAttachments.flatMap((row) => {
      if (row.attachmentId !== INSPECTION) return [row];
      return changes ? [{ ...row, ...changes }] : [];
    }),
  };
};

type Subnet = Network['subnets'][number];

const withSubnets = (network: Network, change: (subnet: Subnet) => Subnet): Network => ({
  ...network,
  subnets: network.subnets.map(change),
});

const entrance = (found: ReturnType<typeof lookFor>) => hopsAt(found, INSPECTION)[0];

describe('the zone that an attachment lets packets into', () => {
  it.each([
    ['the one that they come from', { applianceMode: false }, inA, 'the zone that the packets come from'],
    ['any, in appliance mode', { applianceMode: true }, inBoth, 'appliance mode: any of 2 zones'],
    [
      'any that it has, where it does not have theirs',
      { applianceMode: false, subnetIds: ['subnet-0000000000000cc0b'] },
      inB,
      'any of 1 zones',
    ],
  ])('is %s', async (_, details, sightings, note) => {
    const found = lookFor(await withDetails(details), PEER);

    expect(sightingsOf(found)).toEqual(sightings);
    expect(entrance(found)).toBe(`into ${INSPECTION_VPC}, ${note}`);
    expect(found.paths).toMatchObject([{ proof: { outcome: 'on-path', confidence: 'proven' } }]);
    expect(found.needs).toEqual([]);
  });

  const [a, b] = ['use1-az4', 'use1-az6'];
  const theirs = 'the zone that the packets come from';

  it.each<[rule: string, change: (subnet: Subnet) => Subnet, sightings: readonly string[], note: string]>([
    [
      'told by its id, for names differ between accounts',
      (subnet) => ({
        ...subnet,
        zoneId: (subnet.vpcId === INSPECTION_VPC) === (subnet.zoneName === 'us-east-1a') ? b : a,
      }),
      inB,
      theirs,
    ],
    [
      'told by its name, where only one side has an id',
      (subnet) => (subnet.vpcId === INSPECTION_VPC ? subnet : { ...subnet, zoneId: a }),
      inA,
      theirs,
    ],
    [
      'told by its name, where only the other side has an id',
      (subnet) => (subnet.vpcId === INSPECTION_VPC ? { ...subnet, zoneId: b } : subnet),
      inA,
      theirs,
    ],
    ['any, where none is known', ({ zoneName: _, ...subnet }) => subnet, inBoth, 'any of 2 zones'],
    [
      'any, where only that of the packets is not known',
      ({ zoneName, ...subnet }) => (subnet.vpcId === SPOKE_VPC ? subnet : { ...subnet, zoneName }),
      inBoth,
      'any of 2 zones',
    ],
  ])('is %s', async (_, change, sightings, note) => {
    const found = lookFor(withSubnets(await behindTransit(), change), PEER);

    expect(sightingsOf(found)).toEqual(sightings);
    expect(entrance(found)).toBe(`into ${INSPECTION_VPC}, ${note}`);
  });

  it('is any, and not sure, where subnets and appliance mode could not be read', async () => {
    const found = lookFor(await withDetails(), PEER);

    expect(sightingsOf(found)).toEqual(inBoth);
    expect(entrance(found)).toBe(`into ${INSPECTION_VPC}, any of 4 subnets`);
    expect(found.paths).toMatchObject([{ proof: { outcome: 'on-path', confidence: 'likely' } }]);
  });

  it('is not sure where no subnet is named', async () => {
    const found = lookFor(await withDetails({ subnetIds: [], applianceMode: true }), PEER);

    expect(sightingsOf(found)).toEqual(inBoth);
    expect(found.paths).toMatchObject([{ proof: { confidence: 'likely' } }]);
  });
});

it('a VPC behind an attachment asks as its own account for what it needs', async () => {
  const network = await behindTransit();
  const unread = 'tgw-00000000000000002';
  const theirs = withSubnets(network, (subnet) =>
    subnet.vpcId === INSPECTION_VPC ? { ...subnet, account: SPOKE, region: 'us-west-2' } : subnet,
  );
  const routeTables = network.routeTables.map((table) =>
    table.vpcId === INSPECTION_VPC
      ? {
          ...table,
          routes: table.routes.map((one) => ({ ...one, target: { kind: 'transit-gateway', id: unread } as const })),
        }
      : table,
  );

  const found = lookFor({ ...theirs, routeTables }, PEER);

  expect(found.paths).toMatchObject([
    { proof: { reason: `the attachment of ${INSPECTION_VPC} to ${unread} could not be read` } },
  ]);
  expect(found.needs).toEqual([{ kind: 'transit-gateway', account: SPOKE, region: 'us-west-2', id: unread }]);
});

describe('a VPC behind an attachment whose subnets could not be read', () => {
  const isHidden = (hidden: readonly string[]) => (subnet: Subnet) => !hidden.includes(subnet.subnetId);

  const without = (network: Network, hidden: readonly string[]): Network => ({
    ...network,
    subnets: network.subnets.filter(isHidden(hidden)),
  });
  const all = ['a', 'b'].flatMap((zone) => [`subnet-0000000000000cc0${zone}`, `subnet-0000000000000cc1${zone}`]);

  it.each([
    ['all of them', all],
    ['one of those that it names', ['subnet-0000000000000cc0b']],
  ])('is not entered without %s', async (_, hidden) => {
    const found = lookFor(without(await behindTransit(), hidden), PEER);

    expect(sightingsOf(found)).toEqual([]);
    expect(found.paths).toMatchObject([
      { proof: { outcome: 'unknown', reason: `the subnets of ${INSPECTION_VPC} could not be read` } },
    ]);
    expect(found.needs).toEqual([{ kind: 'vpc', account: HUB, region: 'us-east-1', id: INSPECTION_VPC }]);
  });

  const third = '777788889999';

  it.each<[rule: string, details: Partial<Details> | undefined, resourceAccount: string | undefined, account: string]>([
    ['its owner', { vpcAccount: third }, SPOKE, third],
    ['the owner that the attachment names', undefined, SPOKE, SPOKE],
    ['that owner, where the details name none', {}, SPOKE, SPOKE],
    ["the transit gateway's owner", undefined, undefined, HUB],
  ])('is asked of %s', async (_, details, resourceAccount, account) => {
    const network = await withDetails(details);
    const transitGatewayAttachments = network.transitGatewayAttachments.map((row) =>
      row.attachmentId === INSPECTION ? { ...row, resourceAccount } : row,
    );

    const { needs } = lookFor(without({ ...network, transitGatewayAttachments }, all), PEER);

    expect(needs).toEqual([{ kind: 'vpc', account, region: 'us-east-1', id: INSPECTION_VPC }]);
  });

  it('is the one of its details, where the attachment names none', async () => {
    const network = await behindTransit();
    const transitGatewayAttachments = network.transitGatewayAttachments.map((row) =>
      row.attachmentId === INSPECTION ? { ...row, resourceId: undefined } : row,
    );

    expect(entrance(lookFor({ ...network, transitGatewayAttachments }, PEER))).toBe(
      `into ${INSPECTION_VPC}, the zone that the packets come from`,
    );
  });
});
