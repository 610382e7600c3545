import { describe, expect, it } from 'vitest';
import type { Network, NetworkPart, RouteTarget } from '../../../functions/lib/domain/network/network.ts';
import { address, cidr } from '../../support/network.ts';
import { behindTransit, lookFor, PEER, SPOKE_VPC, sightingsOf, TGW } from './behind-transit.ts';
import { where } from './found-paths.ts';

const MIDDLE = 'subnet-0000000000000aab0';
const TABLE = 'rtb-0000000000000ab00';
const NAT = 'nat-00000000000000001';
const toTransit = {
  destination: cidr('0.0.0.0/0'),
  target: { kind: 'transit-gateway', id: TGW },
  blackhole: false,
  propagated: false,
} as const;
const nat = {
  ...where,
  natGatewayId: NAT,
  vpcId: SPOKE_VPC,
  interfaceIds: [],
  privateAddresses: [address('10.0.9.5')],
};

/** The subject's VPC, where the subject in zone a sends to something in zone b, and that to the transit gateway. */
const through = async (target: RouteTarget, parts: (network: Network) => NetworkPart) => {
  const network = await behindTransit();
  const [own] = network.routeTables.filter(({ vpcId }) => vpcId === SPOKE_VPC);
  const table = { ...where, main: false, subnetIds: [], gatewayIds: [], ...own, routes: [{ ...toTransit, target }] };
  const middle = { ...where, subnetId: MIDDLE, vpcId: SPOKE_VPC, cidrs: [cidr('10.0.9.0/24')], zoneName: 'us-east-1b' };
  const beyond = {
    ...where,
    routeTableId: TABLE,
    vpcId: SPOKE_VPC,
    main: false,
    subnetIds: [MIDDLE],
    gatewayIds: [],
    routes: [toTransit],
  };
  const others = network.routeTables.filter(({ vpcId }) => vpcId !== SPOKE_VPC);
  const tables = [{ routeTableId: 'rtb-0', vpcId: SPOKE_VPC, ...table }, beyond, ...others];
  const subnets = [...network.subnets, middle].map((item) => ({ ...item, zoneId: undefined }));
  return sightingsOf(lookFor({ ...network, routeTables: tables, subnets, ...parts(network) }, PEER));
};
const beyond = (zone: string) => `to-peer central us-east-1${zone}`;

describe('the zone that packets come from', () => {
  it('is that of a NAT gateway behind it', async () => {
    const parts = () => ({ natGateways: [{ ...nat, subnetId: MIDDLE }] });

    expect(await through({ kind: 'nat-gateway', id: NAT }, parts)).toEqual([beyond('b')]);
  });

  it('is any behind a regional NAT gateway', async () => {
    const parts = () => ({ natGateways: [{ ...nat, routeTableId: TABLE }] });

    expect(await through({ kind: 'nat-gateway', id: NAT }, parts)).toEqual([beyond('a'), beyond('b')]);
  });

  it('is that of an appliance behind it', async () => {
    const appliance = {
      ...where,
      interfaceId: 'eni-00000000000000007',
      vpcId: SPOKE_VPC,
      subnetId: MIDDLE,
      addresses: [address('10.0.9.7')],
      prefixes: [],
      securityGroupIds: [],
    };
    const parts = ({ interfaces }: Network) => ({ interfaces: [...interfaces, appliance] });

    expect(await through({ kind: 'interface', id: 'eni-00000000000000007' }, parts)).toEqual([beyond('b')]);
  });

  it('is that of a firewall’s endpoint behind it', async () => {
    const first = {
      ...where,
      firewallArn: 'arn:aws:network-firewall:us-east-1:111122223333:firewall/first',
      name: 'first',
      vpcId: SPOKE_VPC,
      zones: [{ availabilityZone: 'us-east-1b', endpointId: 'vpce-000000000000000d1', subnetId: MIDDLE }],
    };
    const parts = ({ firewalls }: Network) => ({ firewalls: [...firewalls, first] });

    expect(await through({ kind: 'endpoint', id: 'vpce-000000000000000d1' }, parts)).toEqual([
      beyond('b'),
      'to-peer first us-east-1b',
    ]);
  });
});
