import type { Subject } from '../../domain/lead.ts';
import type { EcsTask, NetworkPart, Unread } from '../../domain/network/network.ts';
import type { EcsTasks } from '../ecs-tasks.ts';
import type { RdsDatabases } from '../rds-databases.ts';
import { ofKind, readDatabaseInterfaces, readInterfaces } from './read-interfaces.ts';
import { type Reading, readSubnetsById } from './read-vpcs.ts';
import { readOptional } from './reading.ts';
import { databaseRows, taskRows } from './resource-rows.ts';
import { readRows } from './rows.ts';

/** What tasks and databases have in the network: which interfaces, only their own services know. */

const lostInterfaces = (tasks: readonly EcsTask[], parts: readonly NetworkPart[]) => {
  const found = new Set(parts.flatMap(({ interfaces = [] }) => interfaces.map(({ interfaceId }) => interfaceId)));
  return tasks.flatMap(({ interfaces }) => interfaces.filter(({ interfaceId }) => !found.has(interfaceId)));
};

const describeTasks = async ({ where }: Reading, ecs: EcsTasks, taskArns: readonly string[]): Promise<NetworkPart> => {
  const { rows, missing } = await ecs.describe(taskArns);
  const { items, unread } = readRows(taskRows, rows, where);
  const silent = missing.map(({ taskArn, reason }): Unread => ({ ...where, what: taskArn, reason: `ECS: ${reason}` }));
  return { ecsTasks: items, unread: [...unread, ...silent] };
};

/** Tasks with their interfaces; the subnets of those that are gone. */
export const readTasks = async (
  reading: Reading,
  ecs: EcsTasks,
  taskArns: readonly string[],
): Promise<readonly NetworkPart[]> => {
  const described = await readOptional(reading.where, 'ECS tasks', () => describeTasks(reading, ecs, taskArns));
  const { ecsTasks: items = [] } = described;
  const ids = items.flatMap(({ interfaces }) => interfaces.map(({ interfaceId }) => interfaceId));
  const parts = await readInterfaces(reading, ids);
  const subnetIds = lostInterfaces(items, parts).flatMap(({ subnetId }) => subnetId ?? []);
  return [described, ...parts, ...(subnetIds.length > 0 ? [await readSubnetsById(reading, subnetIds)] : [])];
};

const namesOf = (subjects: readonly Subject[]) => ({
  instanceIds: ofKind(subjects, 'rds-instance').map(({ dbInstanceId }) => dbInstanceId),
  clusterIds: ofKind(subjects, 'rds-cluster').map(({ dbClusterId }) => dbClusterId),
});

/** Whether a lead names databases. */
export const namesDatabases = (subjects: readonly Subject[]): boolean =>
  Object.values(namesOf(subjects)).some(({ length }) => length > 0);

/** Databases with the interfaces that may be theirs; databases with the same subnets and groups are one call. */
export const readDatabases = async (
  reading: Reading,
  rds: RdsDatabases,
  subjects: readonly Subject[],
): Promise<readonly NetworkPart[]> => {
  const described = await readOptional(reading.where, 'RDS instances', async () => {
    const { items, unread } = readRows(databaseRows, await rds.describe(namesOf(subjects)), reading.where);
    return { databases: items, unread };
  });
  const wheres = new Map(
    (described.databases ?? []).map(({ subnetIds, securityGroupIds }) => {
      const scope = { subnetIds: subnetIds.toSorted(), securityGroupIds: securityGroupIds.toSorted() };
      return [JSON.stringify(scope), scope];
    }),
  );
  const parts = await Promise.all([...wheres.values()].map((scope) => readDatabaseInterfaces(reading, scope)));
  return [described, ...parts.flat()];
};
