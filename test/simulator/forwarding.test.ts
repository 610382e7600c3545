import { describe, expect, it } from 'vitest';
import { type Sighting, traceFlow } from '../../simulator/network/conversation.ts';
import { packetText } from '../../simulator/network/packet.ts';
import { topologyOf } from '../../simulator/network/topology.ts';
import type { WalkEnd } from '../../simulator/network/walk.ts';
import { readWorld } from '../../simulator/world/world.ts';
import { firewall } from '../../simulator/worlds/firewall-rows.ts';
import {
  internetGateway,
  networkInterface,
  type RouteText,
  routeTable,
  subnet,
  vpc,
  worldOf,
} from '../../simulator/worlds/rows.ts';
import {
  distributed,
  endpointInOtherVpc,
  firewallBeforeNat,
  firewallBehindNat,
} from '../../simulator/worlds/topologies.ts';
import { firewallOnTransit, inspectionBehindTransit } from '../../simulator/worlds/transit-topologies.ts';
import cases from '../cases/simulated-paths.json' with { type: 'json' };

const topologies: Readonly<Record<string, () => object>> = {
  distributed,
  firewallBeforeNat,
  firewallBehindNat,
  firewallOnTransit,
  endpointInOtherVpc,
  inspection: () => inspectionBehindTransit({ appliance: false }),
  inspectionWithApplianceMode: () => inspectionBehindTransit({ appliance: true }),
};

/** `10.0.1.10:443`, or an address alone. */
const endOf = (text: string) => {
  const [, address = text, port] = /^([\d.]+):(\d+)$/.exec(text) ?? [];
  return { address, port: port === undefined ? undefined : Number(port) };
};

const flowBetween = (from: string, to: string, protocol = 6) => {
  const [source, destination] = [endOf(from), endOf(to)];
  return {
    source: source.address,
    sourcePort: source.port,
    destination: destination.address,
    destinationPort: destination.port,
    protocol,
    opensAtSeconds: 0,
    packetsPerSecond: 1,
    bytesPerPacket: 100,
  };
};

const trace = (region: object, from: string, to: string, protocol?: number) =>
  traceFlow(topologyOf(readWorld(worldOf(region))), flowBetween(from, to, protocol));

const shown = ({ firewallArn, zone, packet, directions, endpointId }: Sighting): string =>
  [firewallArn.split('/').at(-1), zone, packetText(packet), directions, endpointId].join(' ').trim();

const endText = (end: WalkEnd): string => (end.end === 'delivered' ? `delivered ${end.interfaceId}` : end.end);

/** `*` in an expectation stands for any text without a space. */
const like = (pattern: string) =>
  expect.stringMatching(new RegExp(`^${pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^ ]*')}$`));

describe('the way of a conversation through the world', () => {
  it.each(cases)('$name', ({ topology, flow, forward, sightings }) => {
    const region = topologies[topology]?.() ?? {};

    const found = trace(region, flow.from, flow.to, flow.protocol);

    expect(endText(found.forward.end)).toBe(forward);
    expect(found.sightings.map(shown)).toEqual(sightings.map(like));
  });

  it('takes one zone for a conversation and its reply, and spreads conversations over zones, in appliance mode', () => {
    const topology = topologyOf(readWorld(worldOf(inspectionBehindTransit({ appliance: true }))));
    const ports = Array.from({ length: 40 }, (_, at) => 50_000 + at);

    const sightings = ports.map(
      (port) => traceFlow(topology, flowBetween(`10.0.1.10:${port}`, '10.1.1.20:443')).sightings,
    );

    expect(sightings.every((seen) => seen.length === 1 && seen[0]?.directions === 'both')).toBe(true);
    expect(new Set(sightings.map((seen) => seen[0]?.zone))).toEqual(new Set(['us-east-1a', 'us-east-1b']));
  });
});

describe('route tables', () => {
  const V = 'vpc-00000000000000001';
  const own = subnet('subnet-000000000000000a1', { vpc: V, cidr: '10.0.1.0/24', zone: 'a', ipv6: '2001:db8:0:1::/64' });
  const inspection = subnet('subnet-000000000000000a9', { vpc: V, cidr: '10.0.9.0/24', zone: 'a' });
  const vpce = 'vpce-000000000000000a1';

  const routedBy = (routes: readonly RouteText[], to: string, from = '10.0.1.10:1024') => {
    const region = {
      Vpcs: [vpc(V, '10.0.0.0/16')],
      Subnets: [own, inspection],
      InternetGateways: [internetGateway('igw-00000000000000001', V)],
      NetworkInterfaces: [
        networkInterface('eni-00000000000000001', {
          vpc: V,
          subnet: own.SubnetId,
          ip: '10.0.1.10',
          publicIp: '203.0.113.10',
          ipv6: '2001:db8:0:1::10',
        }),
        networkInterface('eni-00000000000000003', { vpc: V, subnet: own.SubnetId, ip: '10.0.1.11' }),
      ],
      Firewalls: [firewall('fw', V, { a: [vpce, inspection.SubnetId] })],
      ManagedPrefixLists: [{ PrefixListId: 'pl-0000000000000001', Entries: [{ Cidr: '198.51.100.0/24' }] }],
      RouteTables: [
        routeTable('rtb-00000000000000001', { vpc: V, subnets: [own.SubnetId] }, routes),
        routeTable('rtb-00000000000000002', { vpc: V, main: true }, [
          ['10.0.0.0/16', 'local'],
          ['0.0.0.0/0', 'igw-00000000000000001'],
          ['::/0', 'igw-00000000000000001'],
        ]),
      ],
    };
    const { forward } = trace(region, from, to);
    return { end: forward.end, crossings: forward.crossings.length };
  };

  it('let the longest prefix win, whatever the order', () => {
    const routes: RouteText[] = [
      ['0.0.0.0/0', 'igw-00000000000000001'],
      ['198.51.100.0/24', vpce],
      ['198.51.0.0/16', 'igw-00000000000000001'],
    ];

    expect(routedBy(routes, '198.51.100.7:443').crossings).toBe(1);
    expect(routedBy(routes.toReversed(), '198.51.100.7:443').crossings).toBe(1);
    expect(routedBy(routes, '198.51.101.7:443').crossings).toBe(0);
  });

  it('read prefix lists', () => {
    const routes: RouteText[] = [
      ['0.0.0.0/0', 'igw-00000000000000001'],
      ['pl-0000000000000001', vpce],
    ];

    expect(routedBy(routes, '198.51.100.7:443').crossings).toBe(1);
    expect(routedBy(routes, '198.51.101.7:443').crossings).toBe(0);
  });

  it('read IPv6, where nothing is translated', () => {
    const routes: RouteText[] = [['::/0', vpce]];

    expect(routedBy(routes, '2001:db8:ffff::1', '2001:db8:0:1::10')).toMatchObject({
      crossings: 1,
      end: { end: 'internet' },
    });
  });

  it('swallow packets in black holes, and drop what has no route', () => {
    const hole: RouteText[] = [
      ['198.51.100.0/24', 'blackhole'],
      ['0.0.0.0/0', vpce],
    ];

    expect(routedBy(hole, '198.51.100.7:443')).toMatchObject({ crossings: 0, end: { end: 'dropped' } });
    expect(routedBy([['10.0.0.0/16', 'local']], '198.51.100.7:443').end).toMatchObject({ end: 'dropped' });
  });

  it('say nothing about neighbours in one subnet', () => {
    expect(routedBy([['10.0.1.0/24', vpce]], '10.0.1.11:443')).toMatchObject({
      crossings: 0,
      end: { end: 'delivered', interfaceId: 'eni-00000000000000003' },
    });
  });

  it('end a routing loop', () => {
    const region = {
      Vpcs: [vpc(V, '10.0.0.0/16')],
      Subnets: [own, inspection],
      NetworkInterfaces: [networkInterface('eni-00000000000000001', { vpc: V, subnet: own.SubnetId, ip: '10.0.1.10' })],
      Firewalls: [firewall('fw', V, { a: [vpce, inspection.SubnetId] })],
      RouteTables: [routeTable('rtb-00000000000000001', { vpc: V, main: true }, [['0.0.0.0/0', vpce]])],
    };

    expect(trace(region, '10.0.1.10:1', '198.51.100.7:443').forward.end).toEqual({
      end: 'dropped',
      reason: 'a routing loop',
    });
  });
});
