import { readdirSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { describe, expect, it } from 'vitest';
import { evidenceLogFormat } from '../../functions/lib/domain/flow-log-format.ts';
import { flowsTableKey } from '../../functions/lib/evidence/keys.ts';
import { flowsTableColumns } from '../../functions/lib/evidence/parquet/columns.ts';
import { parseConfig } from '../../infra/lib/config/config.ts';
import { flowLogsTable, ownParquetDestination } from '../../infra/lib/queries/flow-logs-table.ts';
import { savedQueries, sqlOf } from '../../infra/lib/queries/saved-queries.ts';
import { at, entriesAt, listAt, textOf } from './support/json.ts';
import { fullConfig, templatesOf } from './support/synthesize.ts';
import { named, ofType, onlyOne, type Resource } from './support/template.ts';

/** A name in braces after a dollar sign, as Athena and flow logs write it. */
const keyed = (...names: readonly string[]): readonly string[] => names.map((name) => ['$', '{', name, '}'].join(''));

const queriesOf = (config: unknown): unknown => templatesOf(config).queries?.toJSON();
const withDestination = (destination: unknown) => ({
  ...fullConfig,
  policy: { ...fullConfig.policy, flowLogs: { destination } },
});

const full = queriesOf(fullConfig);

/** The table alone: a whole app takes seconds. */
const flowLogsOf = (config: unknown): Resource => {
  const parsed = parseConfig(config);
  const destination = ownParquetDestination(parsed);
  if (!destination) throw new Error('the flow logs do not go to our bucket as Parquet');
  const stack = new Stack();
  const database = new CfnDatabase(stack, 'Database', { catalogId: '111122223333', databaseInput: {} });
  flowLogsTable(stack, parsed, { database, bucketName: 'logs', destination });
  return tableOf(Template.fromStack(stack).toJSON(), 'FlowLogs');
};

const tableOf = (template: unknown, prefix: string): Resource => onlyOne(template, 'AWS::Glue::Table', named(prefix));
const parametersOf = ({ properties }: Resource): Readonly<Record<string, string>> =>
  Object.fromEntries(
    entriesAt(properties, 'TableInput', 'Parameters').map(([name, value]) => [
      name,
      typeof value === 'string' ? value : textOf(value),
    ]),
  );
const namesAt = (table: Resource, ...path: readonly string[]): readonly string[] =>
  listAt(table.properties, 'TableInput', ...path).map((column) => textOf(at(column, 'Name')));
const queryNames = (template: unknown): readonly string[] =>
  ofType(template, 'AWS::Athena::NamedQuery').map(({ properties }) => textOf(at(properties, 'Name')));

describe('the table of captured flows', () => {
  const table = tableOf(full, 'CapturedFlows');

  it('has the columns of the files, and the day as its one partition', () => {
    expect(namesAt(table, 'StorageDescriptor', 'Columns')).toEqual(flowsTableColumns.map(({ name }) => name));
    expect(namesAt(table, 'PartitionKeys')).toEqual(['day']);
  });

  it('computes the place of a day as closing a case writes it', () => {
    const { 'storage.location.template': template = '', ...parameters } = parametersOf(table);
    const key = flowsTableKey({ caseId: `c-${'0'.repeat(40)}`, openedAtMs: Date.UTC(2026, 2, 1), revision: 1 });

    expect(parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.day.type': 'date',
      'projection.day.format': 'yyyy-MM-dd',
      'projection.day.range': '2026-01-01,NOW',
    });
    expect(template).toContain(key.slice(0, key.lastIndexOf('/') + 1).replace('2026-03-01', '$' + '{day}'));
  });
});

describe('the table of flow logs', () => {
  const account = '111122223333';
  const stream = `arn:aws:firehose:eu-west-1:${account}:deliverystream/flows`;

  it('has a column for each field of the log format, and no key of the same name', () => {
    const table = tableOf(full, 'FlowLogs');
    const columns = namesAt(table, 'StorageDescriptor', 'Columns');
    const keys = namesAt(table, 'PartitionKeys');

    expect(columns).toHaveLength(evidenceLogFormat.split(' ').length);
    expect(columns).toEqual(expect.arrayContaining(['srcaddr', 'pkt_srcaddr', 'log_status', 'region']));
    expect(keys).toEqual(['log_account', 'log_region', 'year', 'month', 'day', 'hour']);
    expect(columns.filter((name) => keys.includes(name))).toEqual([]);
  });

  it('asks the accounts and Regions of the configuration', () => {
    const parameters = parametersOf(tableOf(full, 'FlowLogs'));

    expect(parameters['projection.log_account.values']).toContain(',222233334444');
    expect(parameters['projection.log_region.values']).toContain(',eu-west-1,eu-central-1');
    expect(parametersOf(flowLogsOf({}))['projection.log_region.type']).toBe('injected');
  });

  const [logAccount, logRegion, ...times] = keyed('log_account', 'log_region', 'year', 'month', 'day', 'hour');
  const inHive = (values: readonly string[]) => values.map((value) => `${value.slice(2, -1)}=${value}`).join('/');
  const hive = `aws-account-id=${logAccount}/aws-service=vpcflowlogs/aws-region=${logRegion}`;
  it.each([
    [true, true, `${hive}/${inHive(times)}/`],
    [true, false, `${hive}/${inHive(times.slice(0, -1))}/`],
    [false, true, `${logAccount}/vpcflowlogs/${logRegion}/${times.join('/')}/`],
    [false, false, `${logAccount}/vpcflowlogs/${logRegion}/${times.slice(0, -1).join('/')}/`],
  ])('follows the layout: Hive %s, hourly %s', (hiveCompatiblePartitions, perHourPartition, path) => {
    const table = flowLogsOf(withDestination({ type: 's3', hiveCompatiblePartitions, perHourPartition }));

    expect(parametersOf(table)['storage.location.template']).toBe(`s3://logs/AWSLogs/${path}`);
  });

  it.each([
    ['text', { type: 's3', fileFormat: 'plain-text' }],
    ["somebody else's bucket", { type: 's3', bucketArn: 'arn:aws:s3:::elsewhere' }],
    ['CloudWatch Logs', { type: 'cloud-watch-logs' }],
    ['a delivery stream', { type: 'kinesis-data-firehose', deliveryStreamArn: stream }],
  ])('has nothing to read where they go to %s', (_, destination) => {
    expect(ownParquetDestination(parseConfig({ account, policy: { flowLogs: { destination } } }))).toBeUndefined();
  });

  it('is not made then, nor its query', () => {
    const destination = { type: 's3', fileFormat: 'plain-text' };
    const template = queriesOf({ policy: { flowLogs: { destination } } });

    expect(ofType(template, 'AWS::Glue::Table')).toHaveLength(1);
    expect(queryNames(template)).toHaveLength(3);
    expect(queryNames(template)).not.toContain('missing-from-flow-logs');
  });

  it('has the columns of a log format of the policy', () => {
    const logFormat = keyed('srcaddr', 'dstaddr', 'bytes', 'tcp-flags').join(' ');
    const table = flowLogsOf({ policy: { flowLogs: { logFormat } } });

    expect(listAt(table.properties, 'TableInput', 'StorageDescriptor', 'Columns')).toEqual([
      { Name: 'srcaddr', Type: 'string' },
      { Name: 'dstaddr', Type: 'string' },
      { Name: 'bytes', Type: 'bigint' },
      { Name: 'tcp_flags', Type: 'int' },
    ]);
  });
});

describe('the work group', () => {
  it('holds every client to encrypted results in our bucket and to the limit of the configuration', () => {
    const { properties } = onlyOne(full, 'AWS::Athena::WorkGroup');
    const settings = at(properties, 'WorkGroupConfiguration');
    const limited = queriesOf({ name: 'flow-trap', queries: { maximumScanMb: 10 } });

    expect(settings).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 100_000_000_000,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' } },
    });
    expect(textOf(at(settings, 'ResultConfiguration', 'OutputLocation'))).toContain('QueryResults');
    expect(
      at(onlyOne(limited, 'AWS::Athena::WorkGroup').properties, 'WorkGroupConfiguration', 'BytesScannedCutoffPerQuery'),
    ).toBe(10_000_000);
    expect(at(onlyOne(limited, 'AWS::Glue::Database').properties, 'DatabaseInput', 'Name')).toBe('flow_trap');
  });

  it('keeps answers for a month in a bucket as guarded as the evidence', () => {
    const stateful: unknown = templatesOf(fullConfig).stateful.toJSON();
    const { properties } = onlyOne(stateful, 'AWS::S3::Bucket', named('QueryResults'));

    expect(at(properties, 'LifecycleConfiguration', 'Rules', 0, 'ExpirationInDays')).toBe(30);
    expect(textOf(at(properties, 'BucketEncryption'))).toContain('aws:kms');
  });
});

describe('the saved queries', () => {
  it('are those of the folder, in the work group and on the database of the name', () => {
    expect(queryNames(full).toSorted()).toEqual(savedQueries.map(({ name }) => name).toSorted());
    expect(readdirSync(new URL('../../infra/lib/queries/sql', import.meta.url)).toSorted()).toEqual(
      savedQueries.map(({ name }) => `${name}.sql`).toSorted(),
    );
    for (const { properties } of ofType(full, 'AWS::Athena::NamedQuery'))
      expect(properties).toMatchObject({ WorkGroup: 'flowtrap', QueryString: sqlOf(textOf(at(properties, 'Name'))) });
    expect(at(onlyOne(full, 'AWS::Glue::Database').properties, 'DatabaseInput', 'Name')).toBe('flowtrap');
  });
});

describe('without queries', () => {
  it('there is no stack of them, and what it would read stays exported', () => {
    const { queries, stateful } = templatesOf({ queries: { enabled: false } });
    const exported = textOf(at(stateful.toJSON(), 'Outputs'));

    expect(queries).toBeUndefined();
    for (const bucket of ['Evidence', 'FlowLogs', 'QueryResults'])
      expect(exported).toMatch(new RegExp(`ExportsOutputRef${bucket}`));
  });
});
