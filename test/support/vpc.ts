import type { Network } from '../../functions/lib/domain/network/network.ts';
import { firewall } from '../../simulator/worlds/firewall-rows.ts';
import { networkInterface, type RouteText, routeTable, subnet, vpc, worldOf } from '../../simulator/worlds/rows.ts';
import { networkOf } from './worlds.ts';

export const VPC = 'vpc-00000000000000001';
export const IGW = 'igw-00000000000000001';
export const SUBJECT = 'eni-00000000000000001';
export const NEIGHBOUR = 'eni-00000000000000002';
export const ENDPOINT_A = 'vpce-000000000000000a1';
export const ENDPOINT_B = 'vpce-000000000000000b1';
export const LOCAL: RouteText = ['10.0.0.0/16', 'local'];

const [workload, other, firewallA, firewallB] = [
  subnet('subnet-00000000000000001', { vpc: VPC, cidr: '10.0.1.0/24', zone: 'a', ipv6: '2001:db8:0:1::/64' }),
  subnet('subnet-00000000000000002', { vpc: VPC, cidr: '10.0.2.0/24', zone: 'b' }),
  subnet('subnet-00000000000000003', { vpc: VPC, cidr: '10.0.100.0/28', zone: 'a' }),
  subnet('subnet-00000000000000004', { vpc: VPC, cidr: '10.0.100.16/28', zone: 'b' }),
] as const;

export interface VpcRoutes {
  /** Of the subject's subnet, `subnet-…1`. */
  readonly workload: readonly RouteText[];
  /** Of every other subnet, firewalls' among them. */
  readonly main?: readonly RouteText[];
  readonly edge?: readonly RouteText[];
}

/** The rows of a VPC with the subject 10.0.1.10 in zone a, a neighbour 10.0.2.20 in zone b, and a firewall in both zones.
 * @param extra lists that join or replace those of the Region */
export const vpcRegion = (routes: VpcRoutes, extra: Readonly<Record<string, readonly object[]>> = {}) => {
  const base: Readonly<Record<string, readonly object[]>> = {
    Vpcs: [vpc(VPC, '10.0.0.0/16')],
    Subnets: [workload, other, firewallA, firewallB],
    NetworkInterfaces: [
      networkInterface(SUBJECT, { vpc: VPC, subnet: workload.SubnetId, ip: '10.0.1.10', ipv6: '2001:db8:0:1::10' }),
      networkInterface(NEIGHBOUR, { vpc: VPC, subnet: other.SubnetId, ip: '10.0.2.20' }),
    ],
    RouteTables: [
      routeTable('rtb-00000000000000001', { vpc: VPC, subnets: [workload.SubnetId] }, [LOCAL, ...routes.workload]),
      routeTable('rtb-00000000000000002', { vpc: VPC, main: true }, [LOCAL, ...(routes.main ?? [['0.0.0.0/0', IGW]])]),
      ...(routes.edge
        ? [routeTable('rtb-00000000000000003', { vpc: VPC, gateway: IGW }, [LOCAL, ...routes.edge])]
        : []),
    ],
    Firewalls: [firewall('fw', VPC, { a: [ENDPOINT_A, firewallA.SubnetId], b: [ENDPOINT_B, firewallB.SubnetId] })],
  };
  const keys = new Set([...Object.keys(base), ...Object.keys(extra)]);
  return Object.fromEntries([...keys].map((key) => [key, [...(base[key] ?? []), ...(extra[key] ?? [])]]));
};

export const vpcNetwork = (
  routes: VpcRoutes,
  extra: Readonly<Record<string, readonly object[]>> = {},
): Promise<Network> => networkOf(worldOf(vpcRegion(routes, extra)));
