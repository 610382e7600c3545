import { DescribeExecutionCommand, paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import type { Patient } from './check.ts';

/** How the steps themselves last went to every account and Region. */
export interface Sweep {
  readonly status: string;
  readonly error?: string;
  /** ISO 8601, UTC. */
  readonly endedAt: string;
}

/** Orders by hand are executions of the same machine: no more than this many are passed over. */
const LOOKED_AT = 20;

/** The last scheduled execution of `retire-flow-logs` that has ended: it reads the flow logs of every place. */
export const lastSweep = async ({ host, deployment }: Patient): Promise<Sweep | undefined> => {
  const stateMachineArn = deployment.output('RetireFlowLogsArn');
  if (stateMachineArn === undefined) return undefined;
  const client = new SFNClient(host.clientConfig('sfn'));
  let looked = 0;
  for await (const { executions = [] } of paginateListExecutions(
    { client },
    { stateMachineArn, maxResults: LOOKED_AT },
  ))
    for (const { executionArn } of executions) {
      looked += 1;
      if (looked > LOOKED_AT) return undefined;
      const { status = '', input, error, stopDate } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'RUNNING' || (input ?? '').replace(/\s/g, '') !== '{}' || stopDate === undefined) continue;
      return { status, error, endedAt: stopDate.toISOString() };
    }
  return undefined;
};
