import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

/** The one table of cases, captures, leases and slots. It outlives the stack and cannot be deleted by accident. */
export const recordsTable = (scope: Construct, key: IKey): Table => {
  const table = new Table(scope, 'Records', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: key,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const atMs = { name: 'atMs', type: AttributeType.NUMBER };
  for (const [indexName, attribute] of [
    ['byInterface', 'interfaceId'],
    ['byGrade', 'grade'],
  ] as const)
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: { name: attribute, type: AttributeType.STRING },
      sortKey: atMs,
      projectionType: ProjectionType.ALL,
    });
  acknowledge(table, {
    'NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan':
      'Point-in-time recovery covers 35 days, deletion is refused, and the evidence itself lies locked in S3.',
  });
  return table;
};
