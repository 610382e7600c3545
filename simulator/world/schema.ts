import * as z from 'zod/mini';

const text = z.string();
const maybe = z.optional(text);
const listOf = <T extends z.ZodMiniType>(item: T) => z._default(z.array(item), []);

const tag = z.object({ Key: text, Value: text });
const tags = z.optional(z.array(tag));

const vpc = z.looseObject({ VpcId: text, CidrBlock: maybe, Tags: tags });

const subnet = z.looseObject({
  SubnetId: text,
  VpcId: text,
  CidrBlock: maybe,
  Ipv6CidrBlockAssociationSet: listOf(z.looseObject({ Ipv6CidrBlock: text })),
  AvailabilityZone: text,
  AvailabilityZoneId: maybe,
});

const route = z.looseObject({
  DestinationCidrBlock: maybe,
  DestinationIpv6CidrBlock: maybe,
  DestinationPrefixListId: maybe,
  GatewayId: maybe,
  NatGatewayId: maybe,
  TransitGatewayId: maybe,
  NetworkInterfaceId: maybe,
  VpcPeeringConnectionId: maybe,
  EgressOnlyInternetGatewayId: maybe,
  CoreNetworkArn: maybe,
  Origin: maybe,
  State: maybe,
});

const routeTable = z.looseObject({
  RouteTableId: text,
  VpcId: text,
  Associations: listOf(
    z.looseObject({ Main: z.optional(z.boolean()), SubnetId: maybe, GatewayId: maybe, RouteTableAssociationId: maybe }),
  ),
  Routes: listOf(route),
});

const publicAssociation = z.optional(z.looseObject({ PublicIp: maybe }));

const networkInterface = z.looseObject({
  NetworkInterfaceId: text,
  VpcId: text,
  SubnetId: text,
  AvailabilityZone: maybe,
  PrivateIpAddress: maybe,
  PrivateIpAddresses: listOf(z.looseObject({ PrivateIpAddress: text, Association: publicAssociation })),
  Ipv6Addresses: listOf(z.looseObject({ Ipv6Address: text })),
  Association: publicAssociation,
});

const natGateway = z.looseObject({
  NatGatewayId: text,
  VpcId: text,
  SubnetId: text,
  ConnectivityType: maybe,
  NatGatewayAddresses: listOf(z.looseObject({ PrivateIp: maybe, PublicIp: maybe })),
});

const internetGateway = z.looseObject({
  InternetGatewayId: text,
  Attachments: listOf(z.looseObject({ VpcId: text })),
});

const prefixList = z.looseObject({
  PrefixListId: text,
  Entries: listOf(z.looseObject({ Cidr: text })),
});

const transitGatewayAttachment = z.looseObject({
  TransitGatewayAttachmentId: text,
  TransitGatewayId: text,
  ResourceType: text,
  ResourceId: maybe,
  Association: z.optional(z.looseObject({ TransitGatewayRouteTableId: maybe })),
});

const transitGatewayVpcAttachment = z.looseObject({
  TransitGatewayAttachmentId: text,
  TransitGatewayId: text,
  VpcId: text,
  SubnetIds: listOf(text),
  Options: z.optional(z.looseObject({ ApplianceModeSupport: maybe })),
});

const transitGatewayRouteTable = z.looseObject({
  TransitGatewayRouteTableId: text,
  TransitGatewayId: text,
  Associations: listOf(
    z.looseObject({ TransitGatewayAttachmentId: text, ResourceId: maybe, ResourceType: maybe, State: maybe }),
  ),
  Routes: listOf(
    z.looseObject({
      DestinationCidrBlock: maybe,
      PrefixListId: maybe,
      TransitGatewayAttachments: listOf(z.looseObject({ TransitGatewayAttachmentId: text, ResourceType: maybe })),
      Type: maybe,
      State: maybe,
    }),
  ),
});

const attachment = z.looseObject({ SubnetId: maybe, EndpointId: maybe, Status: maybe });
const zonesOf = <T extends z.ZodMiniType>(item: T) => z._default(z.record(text, item), {});

const firewall = z.looseObject({
  Firewall: z.looseObject({
    FirewallName: text,
    FirewallArn: text,
    FirewallPolicyArn: maybe,
    VpcId: maybe,
    TransitGatewayId: maybe,
    AvailabilityZoneMappings: listOf(z.looseObject({ AvailabilityZone: text })),
  }),
  FirewallStatus: z._default(
    z.looseObject({
      Status: maybe,
      SyncStates: zonesOf(z.looseObject({ Attachment: z.optional(attachment) })),
      TransitGatewayAttachmentSyncState: z.optional(z.looseObject({ AttachmentId: maybe })),
    }),
    { SyncStates: {} },
  ),
});

const endpointAssociation = z.looseObject({
  VpcEndpointAssociation: z.looseObject({ VpcEndpointAssociationArn: text, FirewallArn: text, VpcId: text }),
  VpcEndpointAssociationStatus: z._default(
    z.looseObject({ AssociationSyncState: zonesOf(z.looseObject({ Attachment: z.optional(attachment) })) }),
    { AssociationSyncState: {} },
  ),
});

const anything = z.looseObject({});

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
  VpcEndpoints: listOf(anything),
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
