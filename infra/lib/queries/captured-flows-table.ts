import type { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import { FLOWS_PREFIX } from '../../../functions/lib/evidence/keys.ts';
import { type ColumnType, flowsTableColumns } from '../../../functions/lib/evidence/parquet/columns.ts';
import { parquetTable } from './parquet-table.ts';

const athenaTypes: Readonly<Record<ColumnType, string>> = {
  text: 'string',
  int: 'int',
  bigint: 'bigint',
  timestamp: 'timestamp',
  'int-list': 'array<int>',
};

/** No case is older than this. */
const FIRST_DAY = '2026-01-01';

/** The flows of all cases: the Parquet that closing a case writes. */
export const capturedFlowsTable = (scope: Construct, database: CfnDatabase, bucketName: string): CfnTable => {
  const location = `s3://${bucketName}/${FLOWS_PREFIX}`;
  return parquetTable(scope, 'CapturedFlows', {
    database,
    tableName: 'captured_flows',
    description: 'Flows that the firewalls saw, by case. A case that was closed again has more than one revision.',
    location,
    template: `${location}day=\${day}/`,
    columns: flowsTableColumns.map(({ name, type, comment }) => ({ name, type: athenaTypes[type], comment })),
    keys: [
      {
        name: 'day',
        type: 'string',
        projection: {
          type: 'date',
          format: 'yyyy-MM-dd',
          range: `${FIRST_DAY},NOW`,
          interval: '1',
          'interval.unit': 'DAYS',
        },
      },
    ],
  });
};
