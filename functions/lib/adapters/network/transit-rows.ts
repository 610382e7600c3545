import * as z from 'zod/mini';
import { parseCidr } from '../../domain/address.ts';
import type {
  TransitGatewayAttachment,
  TransitGatewayRoute,
  TransitGatewayRouteTable,
  TransitGatewayVpcAttachment,
} from '../../domain/network/transit.ts';
import { list, maybe, orAbsent, type RowReader, text } from './rows.ts';

/** Transit gateway rows in our words. Member names are those of the EC2 API reference. */

/** Attachments and associations in these states carry nothing. */
const GONE = new Set(['deleted', 'deleting', 'failed', 'failing', 'rejected', 'rejecting', 'disassociated']);
const isGone = (state: string | null | undefined): boolean => typeof state === 'string' && GONE.has(state);

const attachmentSchema = z.object({
  TransitGatewayAttachmentId: text,
  TransitGatewayId: text,
  TransitGatewayOwnerId: maybe,
  ResourceOwnerId: maybe,
  ResourceType: text,
  ResourceId: maybe,
  State: maybe,
  Association: z.optional(z.nullable(z.object({ TransitGatewayRouteTableId: maybe, State: maybe }))),
});

export const attachmentRows: RowReader<typeof attachmentSchema, TransitGatewayAttachment> = {
  what: 'transit gateway attachments',
  schema: attachmentSchema,
  read: (row, where) =>
    isGone(row.State)
      ? undefined
      : {
          ...where,
          attachmentId: row.TransitGatewayAttachmentId,
          transitGatewayId: row.TransitGatewayId,
          ownerAccount: orAbsent(row.TransitGatewayOwnerId),
          resourceType: row.ResourceType,
          resourceId: orAbsent(row.ResourceId),
          resourceAccount: orAbsent(row.ResourceOwnerId),
          routeTableId: isGone(row.Association?.State)
            ? undefined
            : orAbsent(row.Association?.TransitGatewayRouteTableId),
        },
};

const vpcAttachmentSchema = z.object({
  TransitGatewayAttachmentId: text,
  TransitGatewayId: text,
  VpcId: text,
  VpcOwnerId: maybe,
  State: maybe,
  SubnetIds: list(text),
  Options: z.optional(z.nullable(z.object({ ApplianceModeSupport: maybe }))),
});

export const vpcAttachmentRows: RowReader<typeof vpcAttachmentSchema, TransitGatewayVpcAttachment> = {
  what: 'transit gateway VPC attachments',
  schema: vpcAttachmentSchema,
  read: (row, where) =>
    isGone(row.State)
      ? undefined
      : {
          ...where,
          attachmentId: row.TransitGatewayAttachmentId,
          transitGatewayId: row.TransitGatewayId,
          vpcId: row.VpcId,
          vpcAccount: orAbsent(row.VpcOwnerId),
          subnetIds: row.SubnetIds,
          applianceMode: row.Options?.ApplianceModeSupport === 'enable',
        },
};

const routeSchema = z.object({
  DestinationCidrBlock: maybe,
  PrefixListId: maybe,
  TransitGatewayAttachments: list(z.object({ TransitGatewayAttachmentId: text })),
  Type: maybe,
  State: maybe,
});

const routeOf = (row: z.output<typeof routeSchema>): readonly TransitGatewayRoute[] => {
  const destination =
    parseCidr(row.DestinationCidrBlock) ?? (row.PrefixListId ? { prefixListId: row.PrefixListId } : undefined);
  if (destination === undefined || row.State === 'deleted' || row.State === 'deleting') return [];
  return [
    {
      destination,
      attachmentIds: row.TransitGatewayAttachments.map((attachment) => attachment.TransitGatewayAttachmentId),
      blackhole: row.State === 'blackhole',
      propagated: row.Type === 'propagated',
    },
  ];
};

/** A table as DescribeTransitGatewayRouteTables gives it, with the routes that SearchTransitGatewayRoutes found. */
const routeTableSchema = z.object({
  TransitGatewayRouteTableId: text,
  TransitGatewayId: text,
  Associations: list(z.object({ TransitGatewayAttachmentId: text, State: maybe })),
  Routes: list(routeSchema),
});

export const transitRouteTableRows: RowReader<typeof routeTableSchema, TransitGatewayRouteTable> = {
  what: 'transit gateway route tables',
  schema: routeTableSchema,
  read: (row, where) => ({
    ...where,
    routeTableId: row.TransitGatewayRouteTableId,
    transitGatewayId: row.TransitGatewayId,
    attachmentIds: row.Associations.filter(({ State }) => !isGone(State)).map(
      (association) => association.TransitGatewayAttachmentId,
    ),
    routes: row.Routes.flatMap(routeOf),
  }),
};
