import { describe, expect, it } from 'vitest';
import type { NetworkPart } from '../../../functions/lib/domain/network/network.ts';
import type { TransitGatewayRoute } from '../../../functions/lib/domain/network/transit.ts';
import { HUB, SPOKE } from '../../support/worlds.ts';
import {
  behindTransit,
  INSPECTION,
  lookFor,
  PEER,
  route,
  SECOND,
  SPOKE_SIDE,
  sightingsOf,
  TGW,
  toFirewalls,
} from './behind-transit.ts';

const firewallInA = ['to-peer central us-east-1a'];

const look = async (routes: readonly TransitGatewayRoute[], changes: NetworkPart = {}) =>
  lookFor(await behindTransit(routes, changes), PEER);

/** The attachments of the network, on somebody else's transit gateway. */
const ownedBy = async (account: string | undefined) => {
  const { transitGatewayAttachments } = await behindTransit();
  return transitGatewayAttachments.map((row) => ({ ...row, ownerAccount: account }));
};

describe('what could not be read of a transit gateway', () => {
  it.each([
    ['its owner', SPOKE, SPOKE],
    ['the account of the packets, where the owner is not known', undefined, HUB],
  ])('is asked of %s', async (_, ownerAccount, account) => {
    const transitGatewayAttachments = await ownedBy(ownerAccount);
    const need = { kind: 'transit-gateway', account, region: 'us-east-1', id: TGW };

    const found = await look(toFirewalls, { transitGatewayAttachments, transitGatewayRouteTables: [] });

    expect(found.paths).toMatchObject([
      { proof: { outcome: 'unknown', reason: `the route table of ${SPOKE_SIDE} could not be read` } },
    ]);
    expect(found.needs).toEqual([need]);
  });

  it('leaves a route to an unread attachment open', async () => {
    const transitGatewayAttachments = await ownedBy(SPOKE);
    const found = await look([route('0.0.0.0/0', 'tgw-attach-00000000000000bad')], { transitGatewayAttachments });

    expect(found.paths).toMatchObject([
      { proof: { outcome: 'unknown', reason: 'attachment tgw-attach-00000000000000bad could not be read' } },
    ]);
    expect(found.needs).toEqual([{ kind: 'transit-gateway', account: SPOKE, region: 'us-east-1', id: TGW }]);
  });

  it('may be a prefix list, which could take any packet', async () => {
    const transitGatewayAttachments = await ownedBy(SPOKE);
    const found = await look([...toFirewalls, route('pl-1', SECOND)], { transitGatewayAttachments });

    expect(sightingsOf(found)).toEqual(firewallInA);
    expect(found.paths).toMatchObject([
      {
        proof: {
          confidence: 'likely',
          reason: expect.stringContaining('not everything could be followed: prefix list pl-1 could not be read'),
        },
      },
    ]);
    expect(found.paths[0]?.sightings.map(({ confidence }) => confidence)).toEqual(['likely']);
    expect(found.needs).toEqual([{ kind: 'prefix-list', account: SPOKE, region: 'us-east-1', id: 'pl-1' }]);
  });

  it('is never an attachment that only another transit gateway has', async () => {
    const { transitGatewayAttachments } = await behindTransit();
    const elsewhere = transitGatewayAttachments.map((row) =>
      row.attachmentId === INSPECTION ? { ...row, transitGatewayId: 'tgw-00000000000000002' } : row,
    );
    const found = await look(toFirewalls, { transitGatewayAttachments: elsewhere });

    expect(found.paths).toMatchObject([{ proof: { reason: `attachment ${INSPECTION} could not be read` } }]);
  });
});
