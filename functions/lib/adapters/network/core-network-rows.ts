import * as z from 'zod/mini';
import type { AccountRegion } from '../../domain/account-region.ts';
import { parseCidr } from '../../domain/address.ts';
import type { CoreNetwork, CoreNetworkAttachment, CoreNetworkRoute } from '../../domain/network/transit.ts';
import { lastPart } from '../../triggers/aws-ids.ts';
import { flag, list, maybe, orAbsent, type RowReader, text } from './rows.ts';

/** Cloud WAN rows in our words. Member names are those of the Network Manager API reference. */

/** What GetVpcAttachment answers for a VPC; other attachments as ListAttachments gives them. */
const vpcAttachment = z.object({
  Attachment: z.object({
    AttachmentId: text,
    AttachmentType: text,
    OwnerAccountId: maybe,
    EdgeLocation: maybe,
    EdgeLocations: list(text),
    ResourceArn: maybe,
    SegmentName: maybe,
    NetworkFunctionGroupName: maybe,
    State: maybe,
  }),
  SubnetArns: list(text),
  Options: z.optional(z.nullable(z.object({ ApplianceModeSupport: flag }))),
});

const groupOfTable = z.object({ SegmentName: maybe, NetworkFunctionGroupName: maybe, EdgeLocation: text });

/** A request of GetNetworkRoutes with its answer. */
const networkRoutes = z.object({
  RouteTableIdentifier: z.object({
    CoreNetworkSegmentEdge: z.optional(z.nullable(groupOfTable)),
    CoreNetworkNetworkFunctionGroup: z.optional(z.nullable(groupOfTable)),
  }),
  NetworkRoutes: list(
    z.object({
      DestinationCidrBlock: maybe,
      Destinations: list(
        z.object({ CoreNetworkAttachmentId: maybe, NetworkFunctionGroupName: maybe, EdgeLocation: maybe }),
      ),
      State: maybe,
    }),
  ),
});

const coreNetworkSchema = z.object({
  CoreNetworkArn: text,
  Attachments: list(vpcAttachment),
  RouteTables: list(networkRoutes),
});
type CoreNetworkRow = z.output<typeof coreNetworkSchema>;

type AttachmentRow = CoreNetworkRow['Attachments'][number];
type RouteRow = CoreNetworkRow['RouteTables'][number]['NetworkRoutes'][number];

/** Attachments in these states carry nothing (Attachment, Network Manager API reference). */
const IDLE = new Set([
  'CREATING',
  'DELETING',
  'FAILED',
  'PENDING_ATTACHMENT_ACCEPTANCE',
  'PENDING_TAG_ACCEPTANCE',
  'REJECTED',
]);

/** A destination names its attachment, or only the network function group, which has one in each edge location. */
const attachmentsOf = (
  { CoreNetworkAttachmentId, NetworkFunctionGroupName, EdgeLocation }: RouteRow['Destinations'][number],
  rows: readonly AttachmentRow[],
): readonly string[] => {
  if (CoreNetworkAttachmentId) return [CoreNetworkAttachmentId];
  if (!NetworkFunctionGroupName) return [];
  return rows
    .filter(({ Attachment }) => Attachment.NetworkFunctionGroupName === NetworkFunctionGroupName)
    .filter(({ Attachment }) => !EdgeLocation || Attachment.EdgeLocation === EdgeLocation)
    .map(({ Attachment }) => Attachment.AttachmentId);
};

const routesOf = (routes: readonly RouteRow[], rows: readonly AttachmentRow[]): readonly CoreNetworkRoute[] =>
  routes.flatMap(({ DestinationCidrBlock, Destinations, State }) => {
    const destination = parseCidr(DestinationCidrBlock);
    if (destination === undefined) return [];
    const attachmentIds = [...new Set(Destinations.flatMap((one) => attachmentsOf(one, rows)))];
    return [{ destination, attachmentIds, blackhole: State === 'BLACKHOLE' }];
  });

/** Only a Direct Connect gateway is in several edge locations (Attachment, Network Manager API reference): what leaves
 * through it may come back anywhere, and in the one that is looked at its routes are known. */
const regionOf = ({ EdgeLocation, EdgeLocations }: AttachmentRow['Attachment'], { region }: AccountRegion): string =>
  EdgeLocation ?? EdgeLocations.find((location) => location === region) ?? EdgeLocations[0] ?? region;

/** A list of attachments has neither subnets nor options; GetVpcAttachment has both. */
const attachmentOf = (
  { Attachment: row, SubnetArns, Options }: AttachmentRow,
  where: AccountRegion,
): CoreNetworkAttachment => ({
  attachmentId: row.AttachmentId,
  type: row.AttachmentType,
  account: orAbsent(row.OwnerAccountId),
  region: regionOf(row, where),
  vpcId: row.AttachmentType === 'VPC' && row.ResourceArn ? lastPart(row.ResourceArn) : undefined,
  group: row.NetworkFunctionGroupName ?? row.SegmentName ?? '',
  subnetIds: SubnetArns.map(lastPart),
  applianceMode: SubnetArns.length > 0 || Options ? Options?.ApplianceModeSupport === true : undefined,
});

export const coreNetworkRows: RowReader<typeof coreNetworkSchema, CoreNetwork> = {
  what: 'core networks',
  schema: coreNetworkSchema,
  read: ({ CoreNetworkArn, Attachments, RouteTables }, where) => ({
    arn: CoreNetworkArn,
    attachments: Attachments.filter(({ Attachment }) => !IDLE.has(Attachment.State ?? '')).map((row) =>
      attachmentOf(row, where),
    ),
    tables: RouteTables.flatMap(({ RouteTableIdentifier, NetworkRoutes }) => {
      const { CoreNetworkSegmentEdge, CoreNetworkNetworkFunctionGroup } = RouteTableIdentifier;
      const id = CoreNetworkSegmentEdge ?? CoreNetworkNetworkFunctionGroup;
      const group = id?.NetworkFunctionGroupName ?? id?.SegmentName;
      return id && group ? [{ group, region: id.EdgeLocation, routes: routesOf(NetworkRoutes, Attachments) }] : [];
    }),
  }),
};
