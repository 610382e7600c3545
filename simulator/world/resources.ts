import * as z from 'zod/mini';

export const text = z.string();
export const maybe = z.optional(text);
/** A list that may be left out. */
export const listOf = <T extends z.ZodMiniType>(item: T) => z._default(z.array(item), []);

const tag = z.object({ Key: text, Value: text });
const tags = z.optional(z.array(tag));

export const vpc = z.looseObject({ VpcId: text, CidrBlock: maybe, Tags: tags });

export const subnet = z.looseObject({
  SubnetId: text,
  VpcId: text,
  CidrBlock: maybe,
  Ipv6CidrBlockAssociationSet: listOf(z.looseObject({ Ipv6CidrBlock: text })),
  AvailabilityZone: text,
  AvailabilityZoneId: maybe,
});

export const route = z.looseObject({
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

export const routeTable = z.looseObject({
  RouteTableId: text,
  VpcId: text,
  Associations: listOf(
    z.looseObject({ Main: z.optional(z.boolean()), SubnetId: maybe, GatewayId: maybe, RouteTableAssociationId: maybe }),
  ),
  Routes: listOf(route),
});

const publicAssociation = z.optional(z.looseObject({ PublicIp: maybe }));

export const networkInterface = z.looseObject({
  NetworkInterfaceId: text,
  VpcId: text,
  SubnetId: text,
  AvailabilityZone: maybe,
  PrivateIpAddress: maybe,
  PrivateIpAddresses: listOf(z.looseObject({ PrivateIpAddress: text, Association: publicAssociation })),
  Ipv6Addresses: listOf(z.looseObject({ Ipv6Address: text })),
  Association: publicAssociation,
});

export const natGateway = z.looseObject({
  NatGatewayId: text,
  VpcId: text,
  SubnetId: text,
  ConnectivityType: maybe,
  NatGatewayAddresses: listOf(z.looseObject({ PrivateIp: maybe, PublicIp: maybe })),
});

export const internetGateway = z.looseObject({
  InternetGatewayId: text,
  Attachments: listOf(z.looseObject({ VpcId: text })),
});

export const prefixList = z.looseObject({
  PrefixListId: text,
  Entries: listOf(z.looseObject({ Cidr: text })),
});

export const transitGatewayAttachment = z.looseObject({
  TransitGatewayAttachmentId: text,
  TransitGatewayId: text,
  ResourceType: text,
  ResourceId: maybe,
  Association: z.optional(z.looseObject({ TransitGatewayRouteTableId: maybe })),
});

export const transitGatewayVpcAttachment = z.looseObject({
  TransitGatewayAttachmentId: text,
  TransitGatewayId: text,
  VpcId: text,
  SubnetIds: listOf(text),
  Options: z.optional(z.looseObject({ ApplianceModeSupport: maybe })),
});

export const transitGatewayRouteTable = z.looseObject({
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

const coreTable = z.optional(
  z.looseObject({ SegmentName: maybe, NetworkFunctionGroupName: maybe, EdgeLocation: text }),
);

/** A Cloud WAN core network: attachments as GetVpcAttachment gives them, and GetNetworkRoutes' answers with their requests. */
export const coreNetwork = z.looseObject({
  CoreNetworkArn: text,
  Attachments: listOf(
    z.looseObject({
      Attachment: z.looseObject({
        AttachmentId: text,
        AttachmentType: text,
        /** A Direct Connect gateway's attachment has `EdgeLocations` instead (Attachment, Network Manager API reference). */
        EdgeLocation: maybe,
        EdgeLocations: listOf(text),
        ResourceArn: maybe,
        SegmentName: maybe,
        NetworkFunctionGroupName: maybe,
      }),
      SubnetArns: listOf(text),
      Options: z.optional(z.looseObject({ ApplianceModeSupport: z.optional(z.boolean()) })),
    }),
  ),
  RouteTables: listOf(
    z.looseObject({
      RouteTableIdentifier: z.looseObject({
        CoreNetworkSegmentEdge: coreTable,
        CoreNetworkNetworkFunctionGroup: coreTable,
      }),
      NetworkRoutes: listOf(
        z.looseObject({
          DestinationCidrBlock: text,
          Destinations: listOf(z.looseObject({ CoreNetworkAttachmentId: maybe })),
          State: maybe,
        }),
      ),
    }),
  ),
});

export const attachment = z.looseObject({ SubnetId: maybe, EndpointId: maybe, Status: maybe });
const zonesOf = <T extends z.ZodMiniType>(item: T) => z._default(z.record(text, item), {});

export const firewall = z.looseObject({
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

export const endpointAssociation = z.looseObject({
  VpcEndpointAssociation: z.looseObject({ VpcEndpointAssociationArn: text, FirewallArn: text, VpcId: text }),
  VpcEndpointAssociationStatus: z._default(
    z.looseObject({ AssociationSyncState: zonesOf(z.looseObject({ Attachment: z.optional(attachment) })) }),
    { AssociationSyncState: {} },
  ),
});

export const anything = z.looseObject({});
