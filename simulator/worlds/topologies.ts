import { endpointAssociation, firewall } from './firewall-rows.ts';
import { internetGateway, natGateway, networkInterface, routeTable, subnet, vpc } from './rows.ts';

/** One network a deployment model of AWS Network Firewall (deployment models guide): a Region of a world file.
 * The workload is always 10.0.1.10 in zone a, the world outside 198.51.100.7. */

const V = 'vpc-00000000000000001';
const LOCAL = ['10.0.0.0/16', 'local'] as const;
const igw = 'igw-00000000000000001';
const workloadSubnet = subnet('subnet-000000000000000a1', { vpc: V, cidr: '10.0.1.0/24', zone: 'a' });
const otherSubnet = subnet('subnet-000000000000000b1', { vpc: V, cidr: '10.0.2.0/24', zone: 'b' });
const firewallSubnetA = subnet('subnet-000000000000000a9', { vpc: V, cidr: '10.0.100.0/28', zone: 'a' });
const firewallSubnetB = subnet('subnet-000000000000000b9', { vpc: V, cidr: '10.0.100.16/28', zone: 'b' });
const publicSubnet = subnet('subnet-000000000000000a2', { vpc: V, cidr: '10.0.10.0/24', zone: 'a' });
const workload = { vpc: V, subnet: workloadSubnet.SubnetId, ip: '10.0.1.10' };
const other = networkInterface('eni-00000000000000002', {
  vpc: V,
  subnet: otherSubnet.SubnetId,
  ip: '10.0.2.20',
  publicIp: '203.0.113.20',
});
const endpoints = {
  a: ['vpce-000000000000000a1', firewallSubnetA.SubnetId],
  b: ['vpce-000000000000000b1', firewallSubnetB.SubnetId],
} as const;
const [endpointA, endpointB] = [endpoints.a[0], endpoints.b[0]];
const common = {
  Vpcs: [vpc(V, '10.0.0.0/16')],
  InternetGateways: [internetGateway(igw, V)],
  Firewalls: [firewall('fw', V, endpoints)],
};

/** (a) Endpoint in the same VPC, egress and ingress, public addresses on the hosts. */
export const distributed = () => ({
  ...common,
  Subnets: [workloadSubnet, otherSubnet, firewallSubnetA, firewallSubnetB],
  NetworkInterfaces: [networkInterface('eni-00000000000000001', { ...workload, publicIp: '203.0.113.10' }), other],
  RouteTables: [
    routeTable('rtb-00000000000000001', { vpc: V, subnets: [workloadSubnet.SubnetId] }, [
      LOCAL,
      ['0.0.0.0/0', endpointA],
    ]),
    routeTable('rtb-00000000000000002', { vpc: V, subnets: [otherSubnet.SubnetId] }, [LOCAL, ['0.0.0.0/0', endpointB]]),
    routeTable('rtb-00000000000000003', { vpc: V, main: true }, [LOCAL, ['0.0.0.0/0', igw]]),
    routeTable('rtb-00000000000000004', { vpc: V, gateway: igw }, [
      LOCAL,
      ['10.0.1.0/24', endpointA],
      ['10.0.2.0/24', endpointB],
    ]),
  ],
});

const nat = natGateway('nat-00000000000000001', {
  vpc: V,
  subnet: publicSubnet.SubnetId,
  ip: '10.0.10.5',
  publicIp: '203.0.113.5',
});
const privateWorkload = networkInterface('eni-00000000000000001', workload);
const natCommon = {
  ...common,
  Subnets: [workloadSubnet, publicSubnet, firewallSubnetA, firewallSubnetB],
  NetworkInterfaces: [privateWorkload],
  NatGateways: [nat],
};

/** (e) The firewall between the workload and the NAT gateway: it sees the workload's address. */
export const firewallBeforeNat = () => ({
  ...natCommon,
  RouteTables: [
    routeTable('rtb-00000000000000001', { vpc: V, subnets: [workloadSubnet.SubnetId] }, [
      LOCAL,
      ['0.0.0.0/0', endpointA],
    ]),
    routeTable('rtb-00000000000000002', { vpc: V, subnets: [firewallSubnetA.SubnetId] }, [
      LOCAL,
      ['0.0.0.0/0', nat.NatGatewayId],
    ]),
    routeTable('rtb-00000000000000003', { vpc: V, subnets: [publicSubnet.SubnetId] }, [
      LOCAL,
      ['10.0.1.0/24', endpointA],
      ['0.0.0.0/0', igw],
    ]),
  ],
});

/** (e) The firewall behind the NAT gateway: it sees the NAT gateway's address. */
export const firewallBehindNat = () => ({
  ...natCommon,
  RouteTables: [
    routeTable('rtb-00000000000000001', { vpc: V, subnets: [workloadSubnet.SubnetId] }, [
      LOCAL,
      ['0.0.0.0/0', nat.NatGatewayId],
    ]),
    routeTable('rtb-00000000000000002', { vpc: V, subnets: [publicSubnet.SubnetId] }, [
      LOCAL,
      ['0.0.0.0/0', endpointA],
    ]),
    routeTable('rtb-00000000000000003', { vpc: V, subnets: [firewallSubnetA.SubnetId] }, [LOCAL, ['0.0.0.0/0', igw]]),
    routeTable('rtb-00000000000000004', { vpc: V, gateway: igw }, [LOCAL, ['10.0.10.0/24', endpointA]]),
  ],
});

const inspectionVpc = 'vpc-0000000000000000c';
const inspectionSubnet = subnet('subnet-0000000000000cc1a', { vpc: inspectionVpc, cidr: '100.64.1.0/28', zone: 'a' });

/** (d) The workload's VPC has no firewall, but an endpoint association of one. */
export const endpointInOtherVpc = () => ({
  ...common,
  Vpcs: [vpc(V, '10.0.0.0/16'), vpc(inspectionVpc, '100.64.0.0/16')],
  Subnets: [workloadSubnet, firewallSubnetA, inspectionSubnet],
  NetworkInterfaces: [networkInterface('eni-00000000000000001', { ...workload, publicIp: '203.0.113.10' })],
  RouteTables: [
    routeTable('rtb-00000000000000001', { vpc: V, subnets: [workloadSubnet.SubnetId] }, [
      LOCAL,
      ['0.0.0.0/0', 'vpce-000000000000000e1'],
    ]),
    routeTable('rtb-00000000000000002', { vpc: V, main: true }, [LOCAL, ['0.0.0.0/0', igw]]),
    routeTable('rtb-00000000000000003', { vpc: V, gateway: igw }, [LOCAL, ['10.0.1.0/24', 'vpce-000000000000000e1']]),
  ],
  Firewalls: [firewall('central', inspectionVpc, { a: ['vpce-000000000000000ca', inspectionSubnet.SubnetId] })],
  VpcEndpointAssociations: [
    endpointAssociation(
      'spoke',
      { firewall: 'central', vpc: V },
      {
        a: ['vpce-000000000000000e1', firewallSubnetA.SubnetId],
      },
    ),
  ],
});
