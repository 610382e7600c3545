import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceFlow } from '../../../simulator/network/conversation.ts';
import { topologyOf } from '../../../simulator/network/topology.ts';
import { readWorld } from '../../../simulator/world/world.ts';
import {
  internetGateway,
  natGateway,
  networkInterface,
  type RouteText,
  subnet,
  worldOf,
} from '../../../simulator/worlds/rows.ts';
import { ENDPOINT_A, ENDPOINT_B, IGW, SUBJECT, VPC, vpcRegion } from '../../support/vpc.ts';
import { conversation, leadOf, named, networkOf, placesOf, planFor } from '../../support/worlds.ts';

const NAT = 'nat-00000000000000001';
const open = subnet('subnet-00000000000000005', { vpc: VPC, cidr: '10.0.10.0/24', zone: 'a' });
const destinations = [
  '0.0.0.0/0',
  '198.51.100.0/24',
  '198.51.100.7/32',
  '10.0.1.0/24',
  '10.0.2.0/24',
  '10.0.10.0/24',
  '10.0.2.20/32',
  'pl-00000001',
];
const route = fc.tuple(
  fc.constantFrom(...destinations),
  fc.constantFrom(ENDPOINT_A, ENDPOINT_B, NAT, IGW, 'blackhole', 'local', 'tgw-00000000000000001'),
);
const routes: fc.Arbitrary<readonly RouteText[]> = fc.uniqueArray(route, {
  maxLength: 4,
  selector: ([destination]) => destination,
});
const edge = fc.option(
  fc.uniqueArray(fc.tuple(fc.constantFrom('10.0.1.0/24', '10.0.10.0/24'), fc.constantFrom(ENDPOINT_A, ENDPOINT_B)), {
    maxLength: 2,
    selector: ([destination]) => destination,
  }),
  { nil: undefined },
);

const worldWith = (tables: {
  readonly workload: readonly RouteText[];
  readonly main: readonly RouteText[];
  readonly edge: readonly RouteText[] | undefined;
}) => {
  const region = vpcRegion(tables, {
    Subnets: [open],
    NatGateways: [natGateway(NAT, { vpc: VPC, subnet: open.SubnetId, ip: '10.0.10.5', publicIp: '203.0.113.5' })],
    InternetGateways: [internetGateway(IGW, VPC)],
    ManagedPrefixLists: [
      { PrefixListId: 'pl-00000001', Entries: [{ Cidr: '198.51.100.0/25' }, { Cidr: '10.0.2.0/25' }] },
    ],
  });
  const own = networkInterface(SUBJECT, {
    vpc: VPC,
    subnet: 'subnet-00000000000000001',
    ip: '10.0.1.10',
    publicIp: '203.0.113.10',
  });
  const others = (region.NetworkInterfaces ?? []).slice(1);
  const near = networkInterface('eni-00000000000000008', { vpc: VPC, subnet: own.SubnetId, ip: '10.0.1.99' });
  const inOpen = networkInterface('eni-00000000000000009', { vpc: VPC, subnet: open.SubnetId, ip: '10.0.10.77' });
  return worldOf({ ...region, NetworkInterfaces: [own, near, inOpen, ...others] });
};

describe('in any network', () => {
  it('a flow is captured where the simulator sees it, and nowhere else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ workload: routes, main: routes, edge }),
        fc.constantFrom('198.51.100.7', '198.51.100.200', '203.0.113.99', '10.0.2.20', '10.0.10.77', '10.0.1.99'),
        async (tables, peer) => {
          const json = worldWith(tables);
          const flow = {
            source: '10.0.1.10',
            sourcePort: 50_000,
            destination: peer,
            destinationPort: 443,
            protocol: 6,
          };
          const topology = topologyOf(readWorld(json));
          const trace = traceFlow(topology, { ...flow, opensAtSeconds: 0, packetsPerSecond: 1, bytesPerPacket: 1 });

          const network = await networkOf(json);
          const plan = planFor(
            network,
            leadOf({ subjects: [named(SUBJECT)], tuples: [conversation('10.0.1.10', peer)] }),
          );

          const [path] = plan.paths;
          const seen = [...new Set(trace.sightings.map(({ zone }) => `fw ${zone}`))].toSorted();
          if (path?.outcome !== 'unknown') expect(placesOf(plan), JSON.stringify(tables)).toEqual(seen);
          else expect(path.reason).not.toBe('');
        },
      ),
      { numRuns: 400 },
    );
  });
});
