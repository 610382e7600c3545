import * as z from 'zod/mini';
import type { EndpointAssociation, Firewall, FirewallZone } from '../../domain/network/firewall.ts';
import { list, maybe, orAbsent, type RowReader, text } from './rows.ts';

/** Network Firewall rows in our words. Member names are those of the Network Firewall API reference. */

const endpoint = z.object({ SubnetId: maybe, EndpointId: maybe, Status: maybe });
const zonesSchema = z.optional(z.nullable(z.record(text, z.object({ Attachment: z.optional(z.nullable(endpoint)) }))));

const zonesOf = (states: z.output<typeof zonesSchema>): readonly FirewallZone[] =>
  Object.entries(states ?? {}).map(([availabilityZone, { Attachment }]) => ({
    availabilityZone,
    endpointId: orAbsent(Attachment?.EndpointId),
    subnetId: orAbsent(Attachment?.SubnetId),
    status: orAbsent(Attachment?.Status),
  }));

const firewallSchema = z.object({
  Firewall: z.object({
    FirewallName: text,
    FirewallArn: text,
    VpcId: maybe,
    TransitGatewayId: maybe,
    AvailabilityZoneMappings: list(z.object({ AvailabilityZone: text })),
  }),
  FirewallStatus: z.optional(
    z.nullable(
      z.object({
        SyncStates: zonesSchema,
        TransitGatewayAttachmentSyncState: z.optional(
          z.nullable(z.object({ AttachmentId: maybe, TransitGatewayAttachmentStatus: maybe })),
        ),
      }),
    ),
  ),
});

/** Zones of a firewall that is attached to a transit gateway may be known from its mappings only. */
const zonesOfFirewall = ({ Firewall: firewall, FirewallStatus }: z.output<typeof firewallSchema>) => {
  const synced = zonesOf(FirewallStatus?.SyncStates);
  if (synced.length > 0 || !firewall.TransitGatewayId) return synced;
  return firewall.AvailabilityZoneMappings.map(({ AvailabilityZone }) => ({ availabilityZone: AvailabilityZone }));
};

/** What DescribeFirewall answers. Zone strings stay as they come. */
export const firewallRows: RowReader<typeof firewallSchema, Firewall> = {
  what: 'firewalls',
  schema: firewallSchema,
  read: (row, where) => ({
    ...where,
    firewallArn: row.Firewall.FirewallArn,
    name: row.Firewall.FirewallName,
    vpcId: row.Firewall.VpcId || undefined,
    transitGatewayAttachmentId: orAbsent(row.FirewallStatus?.TransitGatewayAttachmentSyncState?.AttachmentId),
    zones: zonesOfFirewall(row),
  }),
};

const associationSchema = z.object({
  VpcEndpointAssociation: z.object({ VpcEndpointAssociationArn: text, FirewallArn: text, VpcId: text }),
  VpcEndpointAssociationStatus: z.optional(z.nullable(z.object({ AssociationSyncState: zonesSchema }))),
});

/** What DescribeVpcEndpointAssociation answers. */
export const associationRows: RowReader<typeof associationSchema, EndpointAssociation> = {
  what: 'VPC endpoint associations',
  schema: associationSchema,
  read: ({ VpcEndpointAssociation: association, VpcEndpointAssociationStatus }, where) => ({
    ...where,
    associationArn: association.VpcEndpointAssociationArn,
    firewallArn: association.FirewallArn,
    vpcId: association.VpcId,
    zones: zonesOf(VpcEndpointAssociationStatus?.AssociationSyncState),
  }),
};
