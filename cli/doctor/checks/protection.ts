import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Check, type Finding, ok, warning } from '../check.ts';
import type { Deployment } from '../deployment.ts';

const stackFindings = ({ stacks }: Deployment): readonly Finding[] =>
  stacks.flatMap((stack) => {
    if ('fault' in stack || !stack.name.endsWith('-stateful')) return [];
    return stack.terminationProtection
      ? [ok(stack.name, 'termination protection is on: "npm run destroy" says how to lift it')]
      : [warning(stack.name, 'termination protection is off', 'run "npm run deploy", or leave it off to clean up')];
  });

/** What keeps the records from being deleted by accident, and so has to be lifted to clean up. */
export const protection: Check = {
  name: 'protection',
  about: 'clean-up',
  reads: ['dynamodb:DescribeTable', 'cloudformation:DescribeStacks'],
  look: async ({ host, deployment }) => {
    const TableName = deployment.output('TableName');
    if (TableName === undefined) return stackFindings(deployment);
    const client = new DynamoDBClient(host.clientConfig('dynamodb'));
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const table = Table?.DeletionProtectionEnabled
      ? ok(TableName, 'deletion protection is on')
      : warning(TableName, 'deletion protection is off', 'run "npm run deploy", or leave it off to clean up');
    return [...stackFindings(deployment), table];
  },
};
