import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Check, failed, ok } from '../check.ts';

const INDEXES = ['byGrade', 'byInterface'];

/** The table of records is there, with the indexes that the commands read. */
export const table: Check = {
  name: 'table',
  about: 'incident',
  reads: ['dynamodb:DescribeTable'],
  look: async ({ host, deployment }) => {
    const TableName = deployment.output('TableName');
    if (TableName === undefined) return [failed('table', 'is not known', 'set FLOWTRAP_TABLE, or see to the stacks')];
    const client = new DynamoDBClient(host.clientConfig('dynamodb'));
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const indexes = (Table?.GlobalSecondaryIndexes ?? []).filter(({ IndexStatus }) => IndexStatus === 'ACTIVE');
    const lost = INDEXES.filter((name) => !indexes.some(({ IndexName }) => IndexName === name));
    if (Table?.TableStatus !== 'ACTIVE')
      return [failed(TableName, `is ${Table?.TableStatus}`, 'see to the table: no case can be recorded')];
    if (lost.length > 0)
      return [failed(TableName, `has no active index ${lost.join(', ')}`, 'run "npm run deploy" again')];
    return [ok(TableName, `ACTIVE, indexes ${INDEXES.join(' and ')}`)];
  },
};
