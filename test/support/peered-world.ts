import { firewall } from '../../simulator/worlds/firewall-rows.ts';
import { networkInterface, routeTable, subnet, vpc } from '../../simulator/worlds/rows.ts';
import { VPC, type VpcRoutes, vpcRegion } from './vpc.ts';
import { HUB, SPOKE } from './worlds.ts';

const PEERING = 'pcx-00000000000000001';
/** The spoke's interface, 10.9.1.9. */
export const FAR_SUBJECT = 'eni-00000000000000021';
const FAR = 'vpc-00000000000000002';
const FAR_ENDPOINT = 'vpce-000000000000000f1';

const farSubnet = subnet('subnet-00000000000000021', { vpc: FAR, cidr: '10.9.1.0/24', zone: 'a' });
const farFirewall = subnet('subnet-00000000000000022', { vpc: FAR, cidr: '10.9.100.0/28', zone: 'a' });

const peering = {
  VpcPeeringConnectionId: PEERING,
  RequesterVpcInfo: { VpcId: VPC, OwnerId: HUB, Region: 'us-east-1', CidrBlock: '10.0.0.0/16' },
  AccepterVpcInfo: { VpcId: FAR, OwnerId: SPOKE, Region: 'us-east-1', CidrBlock: '10.9.0.0/16' },
  Status: { Code: 'active' },
};

const farRegion = {
  Vpcs: [vpc(FAR, '10.9.0.0/16')],
  Subnets: [farSubnet, farFirewall],
  NetworkInterfaces: [networkInterface(FAR_SUBJECT, { vpc: FAR, subnet: farSubnet.SubnetId, ip: '10.9.1.9' })],
  RouteTables: [
    routeTable('rtb-00000000000000021', { vpc: FAR, subnets: [farSubnet.SubnetId] }, [
      ['10.9.0.0/16', 'local'],
      ['10.0.0.0/16', FAR_ENDPOINT],
    ]),
    routeTable('rtb-00000000000000022', { vpc: FAR, main: true }, [
      ['10.9.0.0/16', 'local'],
      ['10.0.0.0/16', PEERING],
    ]),
  ],
  Firewalls: [firewall('far', FAR, { a: [FAR_ENDPOINT, farFirewall.SubnetId] })],
  VpcPeeringConnections: [peering],
};

const roles = [{ RoleName: 'flowtrap-member', TrustedAccounts: [HUB], ExternalId: 'flowtrap-test' }];

const flow = {
  source: '10.0.1.10',
  sourcePort: 50_000,
  destination: '10.9.1.9',
  destinationPort: 443,
  protocol: 6,
  opensAtSeconds: -600,
  packetsPerSecond: 2,
  bytesPerPacket: 400,
};

/** The hub's VPC of `vpcRegion`, peered with a VPC of the spoke whose answers pass a firewall of its own. */
export const peeredWorld = (): unknown => {
  const routes: VpcRoutes = { workload: [['10.9.0.0/16', PEERING]] };
  // The rows are the hub's: what the spoke owns is told by its account.
  const spoke: unknown = JSON.parse(JSON.stringify({ ...farRegion, VpcPeeringConnections: [] }).replaceAll(HUB, SPOKE));
  return {
    seed: 7,
    startAt: '2026-03-01T12:00:00Z',
    accounts: {
      [HUB]: { Roles: [], 'us-east-1': vpcRegion(routes, { VpcPeeringConnections: [peering] }) },
      [SPOKE]: { Roles: roles, 'us-east-1': { ...Object(spoke), VpcPeeringConnections: [peering] } },
    },
    flows: [flow],
  };
};
