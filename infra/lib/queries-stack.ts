import { Aws, CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import { capturedFlowsTable } from './queries/captured-flows-table.ts';
import { fieldsOf, flowLogsTable, ownParquetDestination } from './queries/flow-logs-table.ts';
import { saveQueries } from './queries/saved-queries.ts';
import { workGroup } from './queries/work-group.ts';
import type { FlowtrapStackProps, StatefulStack } from './stateful-stack.ts';

export interface QueriesStackProps extends FlowtrapStackProps {
  readonly stateful: StatefulStack;
}

/** Tables over what lies in the buckets, and where to ask them. Holds no data and runs nothing: it costs nothing until
 * somebody asks. */
export class QueriesStack extends Stack {
  constructor(scope: Construct, id: string, { config, stateful, ...props }: QueriesStackProps) {
    super(scope, id, props);
    const { name, queries } = config;
    // Hyphens need quotes in SQL.
    const databaseName = name.replaceAll('-', '_');
    const database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name: databaseName, description: 'Flowtrap: captured flows and VPC flow logs.' },
    });
    capturedFlowsTable(this, database, stateful.evidence.bucketName);
    const destination = ownParquetDestination(config);
    if (destination) flowLogsTable(this, config, { database, bucketName: stateful.flowLogs.bucketName, destination });
    const group = workGroup(this, {
      name,
      resultsBucketName: stateful.queryResults.bucketName,
      encryptionKey: stateful.recordsKey,
      maximumScanMb: queries.maximumScanMb,
    });
    saveQueries(this, { database, workGroup: group }, destination ? fieldsOf(config) : []);

    new CfnOutput(this, 'WorkGroupName', { value: name });
    new CfnOutput(this, 'DatabaseName', { value: databaseName });
  }
}
