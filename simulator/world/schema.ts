import * as z from 'zod/mini';
import {
  anything,
  coreNetwork,
  endpointAssociation,
  firewall,
  internetGateway,
  listOf,
  maybe,
  natGateway,
  networkInterface,
  prefixList,
  type route,
  routeTable,
  subnet,
  text,
  transitGatewayAttachment,
  transitGatewayRouteTable,
  transitGatewayVpcAttachment,
  vpc,
} from './resources.ts';

/** One Region of one account, every list as the Describe calls return it. Members that the simulator does not read itself are kept. */
export const regionSchema = z.strictObject({
  AvailabilityZones: listOf(anything),
  Vpcs: listOf(vpc),
  Subnets: listOf(subnet),
  RouteTables: listOf(routeTable),
  NetworkInterfaces: listOf(networkInterface),
  /** Instances as inside a reservation; each is a reservation of its own. */
  Instances: listOf(anything),
  NatGateways: listOf(natGateway),
  InternetGateways: listOf(internetGateway),
  ManagedPrefixLists: listOf(prefixList),
  TransitGatewayAttachments: listOf(transitGatewayAttachment),
  TransitGatewayVpcAttachments: listOf(transitGatewayVpcAttachment),
  TransitGatewayRouteTables: listOf(transitGatewayRouteTable),
  CoreNetworks: listOf(coreNetwork),
  VpcEndpoints: listOf(anything),
  VpcPeeringConnections: listOf(z.looseObject({ VpcPeeringConnectionId: text })),
  MetricAlarms: listOf(z.looseObject({ AlarmName: text })),
  CompositeAlarms: listOf(z.looseObject({ AlarmName: text, AlarmRule: text })),
  /** As DescribeTasks and DescribeDBInstances return them. */
  Tasks: listOf(z.looseObject({ taskArn: text, clusterArn: maybe })),
  DBInstances: listOf(z.looseObject({ DBInstanceIdentifier: text, DBClusterIdentifier: maybe })),
  Firewalls: listOf(firewall),
  VpcEndpointAssociations: listOf(endpointAssociation),
  /** Flow logs that were there before anything happened. */
  FlowLogs: listOf(z.looseObject({ FlowLogId: text, ResourceId: text })),
});

/** A role that others may assume. */
export const roleSchema = z.strictObject({
  RoleName: text,
  TrustedAccounts: z.array(z.string().check(z.regex(/^\d{12}$/))),
  ExternalId: maybe,
});

const count = z.number().check(z.minimum(0));
const port = z.optional(z.int().check(z.minimum(0), z.maximum(65_535)));

/** A conversation, written from its initiator. The network decides which firewalls see it, and with which addresses. */
export const flowSchema = z.strictObject({
  source: text,
  /** For ICMP: the type. */
  sourcePort: port,
  destination: text,
  /** For ICMP: the code. */
  destinationPort: port,
  protocol: z.int().check(z.minimum(0), z.maximum(255)),
  /** Seconds after the world's start; negative for flows that are open already. */
  opensAtSeconds: z.number(),
  /** Absent: it stays open. */
  closesAtSeconds: z.optional(z.number()),
  packetsPerSecond: count,
  bytesPerPacket: count,
  /** Where several VPCs have the source address: the interface that sends. */
  sourceInterfaceId: maybe,
});

/** Regions by name; `Roles` beside them, since roles belong to the account. */
const accountSchema = z.pipe(
  z.record(text, z.unknown()),
  z.transform(({ Roles = [], ...Regions }) => ({ Roles, Regions })),
);

export const worldSchema = z.strictObject({
  seed: z.int(),
  startAt: z.iso.datetime(),
  accounts: z.record(
    z.string().check(z.regex(/^\d{12}$/)),
    z.pipe(accountSchema, z.object({ Roles: z.array(roleSchema), Regions: z.record(text, regionSchema) })),
  ),
  flows: listOf(flowSchema),
});

export type WorldFile = z.output<typeof worldSchema>;
export type Region = z.output<typeof regionSchema>;
export type WorldFlow = z.output<typeof flowSchema>;
export type Role = z.output<typeof roleSchema>;
export type Route = z.output<typeof route>;
