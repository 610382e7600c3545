import * as z from 'zod/mini';
import type { Database, EcsTask, TaskInterface } from '../../domain/network/network.ts';
import { addressesIn, isText, list, maybe, orAbsent, type RowReader, text } from './rows.ts';

/** ECS and RDS rows in our words. Member names are those of the services' API references. */

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
  Endpoint: z.optional(z.nullable(z.object({ Port: z.optional(z.nullable(z.int())) }))),
});

/** A database as DescribeDBInstances gives it: its interface is found by subnets, security groups and zone. */
export const databaseRows: RowReader<typeof databaseSchema, Database> = {
  what: 'RDS instances',
  schema: databaseSchema,
  read: (row, where) => ({
    ...where,
    dbInstanceId: row.DBInstanceIdentifier,
    dbClusterId: orAbsent(row.DBClusterIdentifier),
    subnetIds: (row.DBSubnetGroup?.Subnets ?? []).map(({ SubnetIdentifier }) => SubnetIdentifier).filter(isText),
    securityGroupIds: row.VpcSecurityGroups.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId).filter(isText),
    zoneName: orAbsent(row.AvailabilityZone),
    ...(row.Endpoint?.Port ? { port: row.Endpoint.Port } : {}),
  }),
};
