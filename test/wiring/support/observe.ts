import { scheduler } from 'node:timers/promises';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Clients } from './clients.ts';

/** Asks until there is an answer. @throws Error when there is none in time */
export const eventually = async <T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> => {
  const untilMs = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > untilMs) throw new Error(`no ${what} within ${seconds} s`);
    await scheduler.wait(200);
  }
};

export interface SeenExecution {
  readonly arn: string;
  readonly status: string;
  readonly input: string;
  readonly output: string;
}

/** Every execution of a machine. */
export const executionsOf = async ({ sfn }: Clients, stateMachineArn: string): Promise<readonly SeenExecution[]> => {
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  const described = executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn })));
  return (await Promise.all(described)).map(({ executionArn = '', status = '', input = '', output = '' }) => ({
    arn: executionArn,
    status,
    input,
    output,
  }));
};

/** Ids of the cases that the table holds. */
export const caseIdsIn = async ({ dynamo }: Clients, TableName: string): Promise<readonly string[]> => {
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName, ConsistentRead: true }));
  const keys = Items.map((item): Readonly<Record<string, unknown>> => unmarshall(item));
  return keys.flatMap(({ pk, sk }) => (sk === 'CASE' ? [String(pk).replace('CASE#', '')] : [])).toSorted();
};
