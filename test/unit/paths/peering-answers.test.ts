import { describe, expect, it } from 'vitest';
import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { indexNetwork } from '../../../functions/lib/domain/network/network-index.ts';
import { findPaths } from '../../../functions/lib/domain/paths/find-paths.ts';
import { firewall } from '../../../simulator/worlds/firewall-rows.ts';
import { type RouteText, routeTable, subnet } from '../../../simulator/worlds/rows.ts';
import { address, cidr } from '../../support/network.ts';
import { SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import { HUB, SPOKE } from '../../support/worlds.ts';
import { hopsAt, sightingsOf } from './behind-transit.ts';

const PEERING = 'pcx-00000000000000001';
const FAR = 'vpc-00000000000000002';
const ENDPOINT = 'vpce-000000000000000f1';
const here = { account: HUB, region: 'us-east-1' };
const far = { account: SPOKE, region: 'eu-west-1', vpcId: FAR };

const peering = {
  peeringId: PEERING,
  sides: [{ ...here, vpcId: VPC }, far],
};

/** A VPC with 10.9.1.0/24, and a firewall that its answers to 10.0.0.0/16 pass.
 * @param onwards where its firewall's subnet sends them */
const answering = (vpc: string, onwards: RouteText) => {
  const [hosts, firewalls] = [
    subnet('subnet-00000000000000021', { vpc, cidr: '10.9.1.0/24', zone: 'a' }),
    subnet('subnet-00000000000000022', { vpc, cidr: '10.9.100.0/28', zone: 'a' }),
  ];
  return {
    Subnets: [hosts, firewalls],
    RouteTables: [
      routeTable('rtb-00000000000000021', { vpc, subnets: [hosts.SubnetId] }, [['10.0.0.0/16', ENDPOINT]]),
      routeTable('rtb-00000000000000022', { vpc, subnets: [firewalls.SubnetId] }, [onwards]),
    ],
    Firewalls: [firewall('far', vpc, { a: [ENDPOINT, firewalls.SubnetId] })],
  };
};

/** The subject's VPC, with a route to 10.9.0.0/16 through a peering. */
const peered = async (extra: Readonly<Record<string, readonly object[]>>, isKnown = true): Promise<Network> => ({
  ...(await vpcNetwork({ workload: [['10.9.0.0/16', PEERING]] }, extra)),
  peerings: isKnown ? [peering] : [],
});

const look = (network: Network) => {
  const addresses = [address('10.0.1.10')];
  const subject = { ...here, interfaceId: SUBJECT, vpcId: VPC, subnetId: 'subnet-00000000000000001', addresses };
  return findPaths(indexNetwork(network), {
    subject: { ...subject, reason: 'test' },
    ours: addresses,
    peers: [cidr('10.9.1.9/32')],
  });
};

const seen = ['from-peer far us-east-1a'];

describe('answers through a peering', () => {
  it.each<[rule: string, vpc: string, onwards: RouteText, isKnown: boolean, sightings: readonly string[]]>([
    ['of a VPC that routes into it', FAR, ['10.0.0.0/16', PEERING], true, seen],
    ['of a VPC that routes into it, though nobody says whose it is', FAR, ['10.0.0.0/16', PEERING], false, seen],
    ['of the VPC on its other side, though it answers by another way', FAR, ['10.0.0.0/16', 'tgw-1'], true, seen],
    ['never of a VPC with the same addresses', 'vpc-00000000000000003', ['10.0.0.0/16', 'tgw-1'], false, []],
    ['never of a VPC behind another peering', 'vpc-00000000000000003', ['10.0.0.0/16', 'pcx-2'], false, []],
  ])('are those %s', async (_, vpc, onwards, isKnown, sightings) => {
    expect(sightingsOf(look(await peered(answering(vpc, onwards), isKnown)))).toEqual(sightings);
  });

  it('end where they began, in the VPC of the subject', async () => {
    const found = look(await peered(answering(FAR, ['10.0.0.0/16', PEERING])));

    expect(found.needs).toEqual([]);
    expect(found.paths).toMatchObject([
      {
        proof: {
          confidence: 'proven',
          reason: 'seen by far in us-east-1a. only one direction passes: routing is asymmetric',
        },
      },
    ]);
    expect(hopsAt(found, 'subnet-00000000000000022')).toEqual([
      `rtb-00000000000000022: 10.0.0.0/16 → ${PEERING}; answer`,
    ]);
  });

  const unknown = `no firewall on the way: goes straight through peering ${PEERING}; the VPC behind it could not be read, so a firewall that only answers pass is not known`;

  it.each([
    ['the VPC, where the peering says which', true, { kind: 'vpc', account: SPOKE, region: 'eu-west-1', id: FAR }],
    ['the peering, where nothing does', false, { kind: 'peering', ...here, id: PEERING }],
  ])('are not known before somebody reads %s', async (_, isKnown, need) => {
    const found = look(await peered({}, isKnown));

    expect(found.needs).toEqual([need]);
    expect(found.paths).toMatchObject([{ proof: { outcome: 'not-on-path', confidence: 'likely', reason: unknown } }]);
  });
});
