import { ACCOUNT, REGION } from './rows.ts';

export const firewallArn = (name: string): string => `arn:aws:network-firewall:${REGION}:${ACCOUNT}:firewall/${name}`;

/** Zones by letter: the endpoint and its subnet. */
export type Endpoints = Readonly<Record<string, readonly [endpointId: string, subnetId: string]>>;

const attachments = (endpoints: Endpoints) =>
  Object.fromEntries(
    Object.entries(endpoints).map(([zone, [EndpointId, SubnetId]]) => [
      `${REGION}${zone}`,
      { Attachment: { EndpointId, SubnetId, Status: 'READY' } },
    ]),
  );

/** A firewall with endpoints of its own in a VPC. */
export const firewall = (FirewallName: string, VpcId: string, endpoints: Endpoints) => ({
  Firewall: {
    FirewallName,
    FirewallArn: firewallArn(FirewallName),
    FirewallId: '00000000-0000-4000-8000-000000000000',
    FirewallPolicyArn: `arn:aws:network-firewall:${REGION}:${ACCOUNT}:firewall-policy/any`,
    VpcId,
    SubnetMappings: Object.values(endpoints).map(([, SubnetId]) => ({ SubnetId })),
  },
  FirewallStatus: {
    Status: 'READY',
    ConfigurationSyncStateSummary: 'IN_SYNC',
    SyncStates: attachments(endpoints),
  },
});

/** A firewall that is attached to a transit gateway itself. */
export const transitFirewall = (
  FirewallName: string,
  at: { readonly transitGateway: string; readonly attachment: string; readonly zones: readonly string[] },
) => ({
  Firewall: {
    FirewallName,
    FirewallArn: firewallArn(FirewallName),
    FirewallPolicyArn: `arn:aws:network-firewall:${REGION}:${ACCOUNT}:firewall-policy/any`,
    TransitGatewayId: at.transitGateway,
    AvailabilityZoneMappings: at.zones.map((AvailabilityZone) => ({ AvailabilityZone })),
  },
  FirewallStatus: {
    Status: 'READY',
    SyncStates: {},
    TransitGatewayAttachmentSyncState: { AttachmentId: at.attachment, TransitGatewayAttachmentStatus: 'READY' },
  },
});

export const associationArn = (name: string): string =>
  `arn:aws:network-firewall:${REGION}:${ACCOUNT}:vpc-endpoint-association/${name}`;

/** An endpoint in another VPC for a firewall. */
export const endpointAssociation = (
  name: string,
  of: { readonly firewall: string; readonly vpc: string },
  endpoints: Endpoints,
) => ({
  VpcEndpointAssociation: {
    VpcEndpointAssociationArn: associationArn(name),
    FirewallArn: firewallArn(of.firewall),
    VpcId: of.vpc,
    SubnetMapping: { SubnetId: Object.values(endpoints)[0]?.[1] },
  },
  VpcEndpointAssociationStatus: { Status: 'READY', AssociationSyncState: attachments(endpoints) },
});

export const transitVpcAttachment = (
  TransitGatewayAttachmentId: string,
  of: {
    readonly transitGateway: string;
    readonly vpc: string;
    readonly subnets: readonly string[];
    readonly appliance?: boolean;
  },
) => ({
  TransitGatewayAttachmentId,
  TransitGatewayId: of.transitGateway,
  VpcId: of.vpc,
  State: 'available',
  SubnetIds: of.subnets,
  Options: { ApplianceModeSupport: of.appliance ? 'enable' : 'disable' },
});

export const transitAttachment = (
  TransitGatewayAttachmentId: string,
  of: { readonly transitGateway: string; readonly type: string; readonly resource: string },
) => ({
  TransitGatewayAttachmentId,
  TransitGatewayId: of.transitGateway,
  ResourceType: of.type,
  ResourceId: of.resource,
  ResourceOwnerId: ACCOUNT,
  State: 'available',
});

/** @param routes `[destination, attachment id, type of the attachment]` */
export const transitRouteTable = (
  TransitGatewayRouteTableId: string,
  of: { readonly transitGateway: string; readonly attachments: readonly string[] },
  routes: readonly (readonly [destination: string, attachment: string, type: string])[],
) => ({
  TransitGatewayRouteTableId,
  TransitGatewayId: of.transitGateway,
  State: 'available',
  Associations: of.attachments.map((TransitGatewayAttachmentId) => ({
    TransitGatewayAttachmentId,
    State: 'associated',
  })),
  Routes: routes.map(([DestinationCidrBlock, TransitGatewayAttachmentId, ResourceType]) => ({
    DestinationCidrBlock,
    Type: 'static',
    State: 'active',
    TransitGatewayAttachments: [{ TransitGatewayAttachmentId, ResourceType }],
  })),
});
