import * as z from 'zod/mini';
import { ApiError } from '../wire/api-error.ts';
import { jsonService } from '../wire/json-service.ts';
import type { ServiceCall } from '../wire/service.ts';
import { violationText } from '../wire/violations.ts';
import { placeIn } from '../world/world.ts';

const text = z.string().check(z.minLength(1));
const describeSchema = z.strictObject({
  cluster: z._default(text, 'default'),
  tasks: z.array(text).check(z.minLength(1), z.maxLength(100)),
  include: z.optional(z.array(z.literal('TAGS'))),
});

/** Clusters are asked for by name or ARN. */
const nameOf = (cluster: string): string => cluster.slice(cluster.lastIndexOf('/') + 1);

const clusterOf = (taskArn: string): string => /:task\/([^/]+)\/[^/]+$/.exec(taskArn)?.[1] ?? 'default';

const describeTasks = ({ sim, caller, facts }: ServiceCall): object => {
  const request = describeSchema.safeParse(facts.parameters);
  if (!request.success) throw new ApiError('InvalidParameterException', violationText(request.error));
  const cluster = nameOf(request.data.cluster);
  const all = placeIn(sim.world, caller.account, caller.region)?.resources.Tasks ?? [];
  const here = all.filter(({ taskArn }) => clusterOf(taskArn) === cluster);
  if (here.length === 0) throw new ApiError('ClusterNotFoundException', 'Cluster not found.');
  const found = request.data.tasks.map((arn) => ({ arn, task: here.find(({ taskArn }) => taskArn === arn) }));
  return {
    tasks: found.flatMap(({ task }) => task ?? []),
    failures: found.flatMap(({ arn, task }) => (task ? [] : [{ arn, reason: 'MISSING' }])),
  };
};

/** Amazon ECS, AWS JSON 1.1. */
export const ecsService = jsonService({
  version: '1.1',
  target: 'AmazonEC2ContainerServiceV20141113',
  resourceMembers: ['cluster'],
  operations: { DescribeTasks: describeTasks },
});
