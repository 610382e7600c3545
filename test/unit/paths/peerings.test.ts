import { describe, expect, it } from 'vitest';
import { natGateway, type RouteText, routeTable, subnet } from '../../../simulator/worlds/rows.ts';
import { SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import { conversation, HUB, SPOKE } from '../../support/worlds.ts';
import { behind, findings, where } from './found-paths.ts';

const [PEERING, OTHER] = ['pcx-00000000000000001', 'pcx-00000000000000002'] as const;
const FAR = 'vpc-00000000000000002';
const far = subnet('subnet-00000000000000021', { vpc: FAR, cidr: '10.9.1.0/24', zone: 'a' });
const connection = {
  VpcPeeringConnections: [
    {
      VpcPeeringConnectionId: PEERING,
      RequesterVpcInfo: { VpcId: VPC, OwnerId: HUB, Region: 'us-east-1', CidrBlock: '10.0.0.0/16' },
      AccepterVpcInfo: { VpcId: FAR, OwnerId: SPOKE, Region: 'eu-west-1', CidrBlock: '10.9.0.0/16' },
      Status: { Code: 'active' },
    },
  ],
};
const straight = `no firewall on the way: goes straight through peering ${PEERING}`;

/** What is found towards the far VPC, where its answers are routed like this. */
const towards = async (answers: RouteText, extra: Readonly<Record<string, readonly object[]>> = {}) => {
  const network = await vpcNetwork(
    { workload: [['10.9.0.0/16', PEERING]] },
    {
      Subnets: [far],
      RouteTables: [routeTable('rtb-00000000000000021', { vpc: FAR, main: true }, [['10.9.0.0/16', 'local'], answers])],
      ...extra,
    },
  );
  const { paths, needs } = findings(network, { tuples: [conversation('10.0.1.10', '10.9.1.9')] });
  return { proofs: paths.map(({ proof }) => proof), needs };
};

describe('a peering', () => {
  it.each<[string, object[], Readonly<Record<string, readonly object[]>>]>([
    ['the connection', [{ kind: 'peering', ...where, id: PEERING }], {}],
    ['the VPC behind it', [{ kind: 'vpc', account: SPOKE, region: 'eu-west-1', id: FAR }], connection],
  ])('is likely without a firewall while %s is not read, which is to be read next', async (_, wanted, extra) => {
    const { proofs, needs } = await behind(PEERING, extra);

    expect(proofs).toMatchObject([
      {
        outcome: 'not-on-path',
        confidence: 'likely',
        reason: `${straight}; the VPC behind it could not be read, so a firewall that only answers pass is not known`,
      },
    ]);
    expect(needs).toEqual(wanted);
  });

  it.each([
    ['the connection', connection],
    ['the routes', {}],
  ])('is without a firewall for certain where answers come straight back, known by %s', async (_, extra) => {
    const { proofs, needs } = await towards(['10.0.0.0/16', PEERING], extra);

    expect(proofs).toMatchObject([{ outcome: 'not-on-path', confidence: 'proven', reason: straight }]);
    expect(needs).toEqual([]);
  });

  it('is not looked behind for answers: they end where they leave the far VPC', async () => {
    const { proofs, needs } = await towards(['10.0.0.0/16', OTHER], connection);

    expect(proofs).toMatchObject([
      {
        outcome: 'not-on-path',
        confidence: 'proven',
        reason: `${straight}; goes straight through peering ${OTHER}`,
        hops: [
          { at: SUBJECT },
          { at: 'subnet-00000000000000001', route: `rtb-00000000000000001: 10.9.0.0/16 → ${PEERING}` },
          { at: far.SubnetId, route: `rtb-00000000000000021: 10.0.0.0/16 → ${OTHER}`, note: 'answer' },
        ],
      },
    ]);
    expect(needs).toEqual([]);
  });

  it('is unknown where a NAT gateway behind it hides who answers', async () => {
    const nat = natGateway('nat-00000000000000009', { vpc: FAR, subnet: far.SubnetId, ip: '10.9.1.5' });
    const { proofs, needs } = await towards(['10.0.0.0/16', nat.NatGatewayId], { ...connection, NatGateways: [nat] });

    expect(proofs).toMatchObject([
      { outcome: 'unknown', reason: `${nat.NatGatewayId} hides the peer's address from here on` },
    ]);
    expect(needs).toEqual([]);
  });
});
