import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });

const index = (IndexName: string, partition: string) => ({
  IndexName,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: 'atMs', KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'ALL' as const },
});

/** The one table as CreateTable takes it, with the keys and indexes that infra deploys. */
export const recordsTable = (TableName: string) =>
  ({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: true,
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      ...['pk', 'sk', 'interfaceId', 'grade'].map(text),
      { AttributeName: 'atMs', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [index('byInterface', 'interfaceId'), index('byGrade', 'grade')],
  }) satisfies CreateTableCommandInput;
