import { firewall } from '../../simulator/worlds/firewall-rows.ts';
import {
  ACCOUNT,
  networkInterface,
  REGION,
  type RouteText,
  routeTable,
  subnet,
  vpc,
} from '../../simulator/worlds/rows.ts';

/** An interface that a finding can be about. */
export interface Subject {
  readonly interfaceId: string;
  readonly instanceId: string;
  readonly address: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly firewallName: string;
  readonly zone: string;
}

export interface NetworkSize {
  readonly firewalls: number;
  readonly zones: number;
  readonly subjectsPerZone: number;
  /** Peers that every subject talks to. */
  readonly peers: readonly string[];
  /** A peer that every subject has more flows with than one page of results holds. */
  readonly busyPeer?: string;
}

export interface ProvenNetwork {
  /** A world file's JSON. */
  readonly world: unknown;
  readonly subjects: readonly Subject[];
}

const LETTERS = ['a', 'b', 'c'] as const;
const hex = (...parts: readonly number[]): string =>
  parts
    .map((part) => part.toString(16).padStart(4, '0'))
    .join('')
    .padStart(17, '0');

/** One VPC with its own firewall: in each zone a workload subnet, whose way out is the endpoint of its zone. */
const vpcRows = (index: number, { zones, subjectsPerZone }: NetworkSize) => {
  const vpcId = `vpc-${hex(index, 0, 1)}`;
  const gateway = `igw-${hex(index, 0, 2)}`;
  const name = `inspection-${index}`;
  const letters = LETTERS.slice(0, zones);
  const parts = letters.map((zone, at) => ({
    zone,
    cidr: `10.${index}.${at}.0/24`,
    workload: `subnet-${hex(index, at, 3)}`,
    edge: `subnet-${hex(index, at, 4)}`,
    endpoint: `vpce-${hex(index, at, 5)}`,
    edgeCidr: `10.${index}.100.${at * 16}/28`,
    at,
  }));
  const local: RouteText = [`10.${index}.0.0/16`, 'local'];
  const subjects = parts.flatMap(({ zone, workload, at }) =>
    Array.from(
      { length: subjectsPerZone },
      (_, host): Subject => ({
        interfaceId: `eni-${hex(index, at, 16 + host)}`,
        instanceId: `i-${hex(index, at, 16 + host)}`,
        address: `10.${index}.${at}.${10 + host}`,
        subnetId: workload,
        vpcId,
        firewallName: name,
        zone: `${REGION}${zone}`,
      }),
    ),
  );
  return {
    subjects,
    Vpcs: [vpc(vpcId, `10.${index}.0.0/16`)],
    Subnets: parts.flatMap(({ zone, cidr, workload, edge, edgeCidr }) => [
      subnet(workload, { vpc: vpcId, cidr, zone }),
      subnet(edge, { vpc: vpcId, cidr: edgeCidr, zone }),
    ]),
    RouteTables: [
      routeTable(`rtb-${hex(index, 0, 6)}`, { vpc: vpcId, main: true }, [local]),
      ...parts.map(({ workload, endpoint, at }) =>
        routeTable(`rtb-${hex(index, at, 7)}`, { vpc: vpcId, subnets: [workload] }, [local, ['0.0.0.0/0', endpoint]]),
      ),
      routeTable(`rtb-${hex(index, 0, 8)}`, { vpc: vpcId, subnets: parts.map(({ edge }) => edge) }, [
        local,
        ['0.0.0.0/0', gateway],
      ]),
      routeTable(`rtb-${hex(index, 0, 9)}`, { vpc: vpcId, gateway }, [
        local,
        ...parts.map(({ cidr, endpoint }): RouteText => [cidr, endpoint]),
      ]),
    ],
    InternetGateways: [{ InternetGatewayId: gateway, Attachments: [{ VpcId: vpcId, State: 'available' }] }],
    Firewalls: [
      firewall(name, vpcId, Object.fromEntries(parts.map(({ zone, endpoint, edge }) => [zone, [endpoint, edge]]))),
    ],
  };
};

const flowsOf = (subjects: readonly Subject[], peers: readonly string[]) =>
  subjects.flatMap(({ address }) =>
    peers.map((destination, index) => ({
      source: address,
      sourcePort: 40_000 + index,
      destination,
      destinationPort: 443,
      protocol: 6,
      opensAtSeconds: -3_600,
      packetsPerSecond: 2,
      bytesPerPacket: 200,
    })),
  );

const MORE_THAN_A_PAGE = 130;

const busyFlows = (subjects: readonly Subject[], peer: string | undefined) =>
  subjects.flatMap((subject) =>
    Array.from({ length: peer === undefined ? 0 : MORE_THAN_A_PAGE }, (_, index) =>
      flowsOf([subject], [peer ?? '']).map((flow) => ({ ...flow, sourcePort: 50_000 + index })),
    ).flat(),
  );

/** Somebody else's, on the first subject's subnet: it is to be left alone. */
export const FOREIGN_FLOW_LOG = 'fl-0f0e1911000000000';

const publicAddress = (index: number): string => `203.0.${112 + (index >> 8)}.${index & 255}`;

/** A world of firewalls, each in a VPC of its own. Every subject talks to every peer, from before the start for ever. */
export const provenNetwork = (size: NetworkSize): ProvenNetwork => {
  const parts = Array.from({ length: size.firewalls }, (_, index) => vpcRows(index, size));
  const subjects = parts.flatMap((part) => part.subjects);
  const resources = {
    AvailabilityZones: LETTERS.slice(0, size.zones).map((letter, index) => ({
      ZoneName: `${REGION}${letter}`,
      ZoneId: `use1-az${index + 1}`,
      RegionName: REGION,
      State: 'available',
    })),
    Vpcs: parts.flatMap((part) => part.Vpcs),
    Subnets: parts.flatMap((part) => part.Subnets),
    RouteTables: parts.flatMap((part) => part.RouteTables),
    InternetGateways: parts.flatMap((part) => part.InternetGateways),
    Firewalls: parts.flatMap((part) => part.Firewalls),
    FlowLogs: [
      {
        FlowLogId: FOREIGN_FLOW_LOG,
        ResourceId: subjects[0]?.subnetId ?? '',
        FlowLogStatus: 'ACTIVE',
        TrafficType: 'REJECT',
      },
    ],
    NetworkInterfaces: subjects.map((subject, index) =>
      networkInterface(subject.interfaceId, {
        vpc: subject.vpcId,
        subnet: subject.subnetId,
        ip: subject.address,
        publicIp: publicAddress(index),
      }),
    ),
  };
  return {
    subjects,
    world: {
      seed: 1,
      startAt: '2026-03-17T09:30:00Z',
      accounts: { [ACCOUNT]: { [REGION]: resources } },
      flows: [...flowsOf(subjects, size.peers), ...busyFlows(subjects, size.busyPeer)],
    },
  };
};
