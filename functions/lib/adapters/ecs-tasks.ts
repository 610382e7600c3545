import { DescribeTasksCommand, ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';
import { inChunks } from './network/chunks.ts';

/** What ECS says about tasks: rows as DescribeTasks gives them, and why it gave none for the others. */
export interface DescribedTasks {
  readonly rows: readonly unknown[];
  readonly missing: readonly { readonly taskArn: string; readonly reason: string }[];
}

export interface EcsTasks {
  /** @throws what ECS throws, a denial among it */
  describe(taskArns: readonly string[]): Promise<DescribedTasks>;
}

/** Most tasks that a call takes (DescribeTasks API reference). */
const MOST = 100;

/** `arn:…:task/cluster/id`. An ARN of the old form names no cluster: ECS then takes the default one. */
const clusterOf = (taskArn: string): string | undefined => /:task\/([^/]+)\/[^/]+$/.exec(taskArn)?.[1];

const NO_CLUSTER = new Set(['ClusterNotFoundException', 'InvalidParameterException']);

const describeIn = async (client: ECSClient, tasks: readonly string[]): Promise<DescribedTasks> => {
  const [first = ''] = tasks;
  try {
    const answer = await client.send(new DescribeTasksCommand({ cluster: clusterOf(first), tasks: [...tasks] }));
    const missing = (answer.failures ?? []).map(({ arn = first, reason = 'unknown' }) => ({ taskArn: arn, reason }));
    return { rows: answer.tasks ?? [], missing };
  } catch (error) {
    if (!(error instanceof Error && NO_CLUSTER.has(error.name))) throw error;
    return { rows: [], missing: tasks.map((taskArn) => ({ taskArn, reason: error.name })) };
  }
};

/** ECS of one account and Region. A file of its own, imported for the first lead with a task: few leads have one. */
export const ecsTasks = (config: ECSClientConfig): EcsTasks => {
  const client = new ECSClient(config);
  return {
    describe: async (taskArns) => {
      const clusters = Map.groupBy(new Set(taskArns), (taskArn) => clusterOf(taskArn) ?? '');
      const batches = [...clusters.values()].flatMap((arns) => inChunks(arns, MOST));
      const answers = await Promise.all(batches.map((arns) => describeIn(client, arns)));
      return {
        rows: answers.flatMap(({ rows }) => rows),
        missing: answers.flatMap(({ missing }) => missing),
      };
    },
  };
};
