import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { executionEnds } from '../domain/execution-status.ts';
import type { Executions } from '../ports/executions.ts';
import type { Host } from '../runtime/host.ts';

/** Executions as Step Functions knows them. It forgets one 90 days after its end (Step Functions quotas). */
export const sfnExecutions = (host: Host): Executions => {
  const client = new SFNClient(host.clientConfig('sfn'));

  return {
    statusOf: async (executionArn) => {
      try {
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
        return executionEnds.find((end) => end === status) ?? 'RUNNING';
      } catch (error) {
        if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return 'NOT_FOUND';
        throw error;
      }
    },
  };
};
