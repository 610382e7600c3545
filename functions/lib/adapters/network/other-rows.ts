import * as z from 'zod/mini';
import { parseCidr } from '../../domain/address.ts';
import type { Database, EcsTask, TaskInterface } from '../../domain/network/network.ts';
import type { CoreNetwork, CoreNetworkRoute } from '../../domain/network/transit.ts';
import { addressesIn, flag, isText, list, maybe, orAbsent, type RowReader, text } from './rows.ts';

/** Rows of Cloud WAN, ECS and RDS in our words. Member names are those of the services' API references. */

const lastPart = (arn: string): string => arn.split('/').at(-1) ?? arn;

/** What GetVpcAttachment answers for a VPC; other attachments as ListAttachments gives them. */
const vpcAttachment = z.object({
  Attachment: z.object({
    AttachmentId: text,
    AttachmentType: text,
    OwnerAccountId: maybe,
    EdgeLocation: text,
    ResourceArn: maybe,
    SegmentName: maybe,
    NetworkFunctionGroupName: maybe,
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
      Destinations: list(z.object({ CoreNetworkAttachmentId: maybe })),
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

const routesOf = (rows: CoreNetworkRow['RouteTables'][number]['NetworkRoutes']): readonly CoreNetworkRoute[] =>
  rows.flatMap(({ DestinationCidrBlock, Destinations, State }) => {
    const destination = parseCidr(DestinationCidrBlock);
    if (destination === undefined) return [];
    const attachmentIds = Destinations.map(({ CoreNetworkAttachmentId }) => CoreNetworkAttachmentId).filter(isText);
    return [{ destination, attachmentIds, blackhole: State === 'BLACKHOLE' }];
  });

export const coreNetworkRows: RowReader<typeof coreNetworkSchema, CoreNetwork> = {
  what: 'core networks',
  schema: coreNetworkSchema,
  read: ({ CoreNetworkArn, Attachments, RouteTables }) => ({
    arn: CoreNetworkArn,
    attachments: Attachments.map(({ Attachment: attachment, SubnetArns, Options }) => ({
      attachmentId: attachment.AttachmentId,
      type: attachment.AttachmentType,
      account: orAbsent(attachment.OwnerAccountId),
      region: attachment.EdgeLocation,
      vpcId:
        attachment.AttachmentType === 'VPC' && attachment.ResourceArn ? lastPart(attachment.ResourceArn) : undefined,
      group: attachment.NetworkFunctionGroupName ?? attachment.SegmentName ?? '',
      subnetIds: SubnetArns.map(lastPart),
      applianceMode: Options?.ApplianceModeSupport === true,
    })),
    tables: RouteTables.flatMap(({ RouteTableIdentifier, NetworkRoutes }) => {
      const { CoreNetworkSegmentEdge, CoreNetworkNetworkFunctionGroup } = RouteTableIdentifier;
      const id = CoreNetworkSegmentEdge ?? CoreNetworkNetworkFunctionGroup;
      const group = id?.NetworkFunctionGroupName ?? id?.SegmentName;
      return id && group ? [{ group, region: id.EdgeLocation, routes: routesOf(NetworkRoutes) }] : [];
    }),
  }),
};

/** A task as DescribeTasks gives it: with awsvpc networking, its interface is in the details of an attachment. */
const taskSchema = z.object({
  taskArn: text,
  attachments: list(z.object({ type: maybe, details: list(z.object({ name: maybe, value: maybe })) })),
});

type TaskDetails = z.output<typeof taskSchema>['attachments'][number]['details'];

const taskInterfaceOf = (details: TaskDetails): readonly TaskInterface[] => {
  const values = new Map(details.map(({ name, value }) => [name, value]));
  const interfaceId = values.get('networkInterfaceId');
  if (!isText(interfaceId)) return [];
  const addresses = addressesIn(['privateIPv4Address', 'ipv6Address'].map((name) => orAbsent(values.get(name))));
  return [{ interfaceId, subnetId: orAbsent(values.get('subnetId')), addresses }];
};

export const taskRows: RowReader<typeof taskSchema, EcsTask> = {
  what: 'ECS tasks',
  schema: taskSchema,
  read: ({ taskArn, attachments }, where) => ({
    ...where,
    taskArn,
    interfaces: attachments.flatMap(({ details }) => taskInterfaceOf(details)),
  }),
};

const databaseSchema = z.object({
  DBInstanceIdentifier: text,
  DBClusterIdentifier: maybe,
  AvailabilityZone: maybe,
  DBSubnetGroup: z.optional(z.nullable(z.object({ Subnets: list(z.object({ SubnetIdentifier: maybe })) }))),
  VpcSecurityGroups: list(z.object({ VpcSecurityGroupId: maybe })),
});

/** A database as DescribeDBInstances gives it: its interface is found by subnets, security groups and zone. */
export const databaseRows: RowReader<typeof databaseSchema, Database> = {
  what: 'RDS instances',
  schema: databaseSchema,
  read: ({ DBInstanceIdentifier, DBClusterIdentifier, AvailabilityZone, DBSubnetGroup, VpcSecurityGroups }, where) => ({
    ...where,
    dbInstanceId: DBInstanceIdentifier,
    dbClusterId: orAbsent(DBClusterIdentifier),
    subnetIds: (DBSubnetGroup?.Subnets ?? []).map(({ SubnetIdentifier }) => SubnetIdentifier).filter(isText),
    securityGroupIds: VpcSecurityGroups.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId).filter(isText),
    zoneName: orAbsent(AvailabilityZone),
  }),
};
