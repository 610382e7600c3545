import { Aws } from 'aws-cdk-lib';
import type { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import { evidenceLogFormat } from '../../../functions/lib/domain/flow-log-format.ts';
import type { FlowLogDestination } from '../../../functions/lib/domain/flow-log-request.ts';
import type { Config } from '../config/config.ts';
import { type Column, type ProjectedKey, parquetTable } from './parquet-table.ts';

type OwnDestination = Extract<FlowLogDestination, { readonly type: 's3' }>;

/** Where the policy sends flow logs, if that is the bucket of the stack and Parquet: only that can be told beforehand. */
export const ownParquetDestination = ({ policy }: Config): OwnDestination | undefined => {
  const { destination } = policy.flowLogs;
  const isOurs = destination.type === 's3' && destination.bucketArn === undefined;
  return isOurs && destination.fileFormat === 'parquet' ? destination : undefined;
};

/** Names of the fields of a log format: `${srcaddr} ${dstaddr}`. */
export const fieldsOf = ({ policy }: Config): readonly string[] =>
  [...(policy.flowLogs.logFormat ?? evidenceLogFormat).matchAll(/\$\{([a-z0-9-]+)\}/g)].flatMap(
    ([, name = '']) => name,
  );

/** Numbers among the fields, as Parquet flow logs write them; all others are text (Athena user guide, table for VPC flow
 * logs in Apache Parquet format). */
const INTS = new Set(['version', 'srcport', 'dstport', 'tcp-flags', 'traffic-path']);
const BIGINTS = new Set(['protocol', 'packets', 'bytes', 'start', 'end']);

const columnOf = (field: string): Column => ({
  name: field.replaceAll('-', '_'),
  type: INTS.has(field) ? 'int' : BIGINTS.has(field) ? 'bigint' : 'string',
});

const range = (name: string, first: number, last: number, digits: number): ProjectedKey => ({
  name,
  type: 'int',
  projection: { type: 'integer', range: `${first},${last}`, digits: String(digits) },
});

/** Named apart from the fields `account-id` and `region`. Accounts are those of the configuration. Without Regions in it any
 * can occur, and a query must name the one it asks of. */
const placeKeys = ({ policy: { accounts } }: Config): readonly ProjectedKey[] => [
  {
    name: 'log_account',
    type: 'string',
    projection: { type: 'enum', values: [...new Set([Aws.ACCOUNT_ID, ...accounts.members])].join(',') },
  },
  {
    name: 'log_region',
    type: 'string',
    projection:
      accounts.regions.length === 0
        ? { type: 'injected' }
        : { type: 'enum', values: [...new Set([Aws.REGION, ...accounts.regions])].join(',') },
  },
];

const timeKeys = ({ perHourPartition }: OwnDestination): readonly ProjectedKey[] => [
  range('year', 2026, 2050, 4),
  range('month', 1, 12, 2),
  range('day', 1, 31, 2),
  ...(perHourPartition ? [range('hour', 0, 23, 2)] : []),
];

/** Names of the parts of a Hive-compatible path (VPC user guide, flow log files). */
const HIVE_NAMES: ReadonlyMap<string, string> = new Map([
  ['log_account', 'aws-account-id'],
  ['log_region', 'aws-region'],
]);

const templateOf = (keys: readonly ProjectedKey[], { hiveCompatiblePartitions: isHive }: OwnDestination): string => {
  const part = ({ name }: ProjectedKey): string =>
    isHive ? `${HIVE_NAMES.get(name) ?? name}=\${${name}}/` : `\${${name}}/`;
  const [account, ...others] = keys.map(part);
  return `${account}${isHive ? 'aws-service=vpcflowlogs/' : 'vpcflowlogs/'}${others.join('')}`;
};

/** VPC flow logs as the policy has them delivered to the bucket of the stack. */
export const flowLogsTable = (
  scope: Construct,
  config: Config,
  place: { readonly database: CfnDatabase; readonly bucketName: string; readonly destination: OwnDestination },
): CfnTable => {
  const { database, bucketName, destination } = place;
  const location = `s3://${bucketName}/AWSLogs/`;
  const keys = [...placeKeys(config), ...timeKeys(destination)];
  return parquetTable(scope, 'FlowLogs', {
    database,
    tableName: 'vpc_flow_logs',
    description: 'VPC flow logs that were created for cases.',
    location,
    template: `${location}${templateOf(keys, destination)}`,
    columns: fieldsOf(config).map(columnOf),
    keys,
  });
};
