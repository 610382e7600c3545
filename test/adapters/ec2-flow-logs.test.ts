import { afterEach, describe, expect, it } from 'vitest';
import { ec2FlowLogs } from '../../functions/lib/adapters/ec2-flow-logs.ts';
import { evidenceLogFormat } from '../../functions/lib/domain/flow-log-format.ts';
import type { VerbatimFlowLogs } from '../../functions/lib/domain/lead.ts';
import { ec2Error, type ScriptedAnswer, type ScriptedEc2, scriptedEc2 } from '../fakes/scripted-ec2.ts';

const at = { account: '111122223333', region: 'eu-central-1' };
const owner = '111122223333/eu-central-1';
const request: VerbatimFlowLogs = {
  ResourceIds: ['eni-0aa1'],
  ResourceType: 'NetworkInterface',
  TrafficType: 'ALL',
  LogDestinationType: 's3',
  LogDestination: 'arn:aws:s3:::flows',
  LogFormat: evidenceLogFormat,
  MaxAggregationInterval: 60,
  DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: false },
  TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags: [{ Key: 'flowtrap:owner', Value: owner }] }],
  ClientToken: 'flowtrap-1',
};

const running: ScriptedEc2[] = [];
const start = async (...script: ScriptedAnswer[]) => {
  const ec2 = await scriptedEc2(script);
  running.push(ec2);
  return { ec2, flowLogs: ec2FlowLogs(ec2.clients, owner) };
};
afterEach(async () => {
  for (const ec2 of running.splice(0)) await ec2.close();
});

const ids = (...flowLogIds: string[]) =>
  `<flowLogIdSet>${flowLogIds.map((id) => `<item>${id}</item>`).join('')}</flowLogIdSet>`;
const unsuccessful = (resourceId: string, code: string, message: string) =>
  `<unsuccessful><item><resourceId>${resourceId}</resourceId><error><code>${code}</code><message>${message}</message></error></item></unsuccessful>`;
const flowLogItem = (flowLogId: string, resourceId: string) => `<item>
  <flowLogId>${flowLogId}</flowLogId><resourceId>${resourceId}</resourceId><flowLogStatus>ACTIVE</flowLogStatus>
  <trafficType>REJECT</trafficType><logDestinationType>s3</logDestinationType><logDestination>arn:aws:s3:::flows</logDestination>
  <deliverLogsStatus>FAILED</deliverLogsStatus><deliverLogsErrorMessage>Access error</deliverLogsErrorMessage>
  <maxAggregationInterval>600</maxAggregationInterval>
  <tagSet><item><key>flowtrap:owner</key><value>${owner}</value></item></tagSet></item>`;
const listing = (items: string, nextToken = '') =>
  `<flowLogSet>${items}</flowLogSet>${nextToken && `<nextToken>${nextToken}</nextToken>`}`;

describe('creating flow logs through EC2', () => {
  it('sends every member of the request', async () => {
    const { ec2, flowLogs } = await start({ xml: ids('fl-1') });

    const outcomes = await flowLogs.create(at, request);

    expect(outcomes).toEqual([{ outcome: 'created', resourceId: 'eni-0aa1', flowLogId: 'fl-1' }]);
    expect(ec2.requests()).toMatchObject([
      {
        Action: 'CreateFlowLogs',
        'ResourceId.1': 'eni-0aa1',
        ResourceType: 'NetworkInterface',
        TrafficType: 'ALL',
        LogDestinationType: 's3',
        LogDestination: 'arn:aws:s3:::flows',
        LogFormat: evidenceLogFormat,
        MaxAggregationInterval: '60',
        'DestinationOptions.FileFormat': 'parquet',
        'DestinationOptions.HiveCompatiblePartitions': 'true',
        'DestinationOptions.PerHourPartition': 'false',
        'TagSpecification.1.ResourceType': 'vpc-flow-log',
        'TagSpecification.1.Tag.1.Key': 'flowtrap:owner',
        'TagSpecification.1.Tag.1.Value': owner,
        ClientToken: 'flowtrap-1',
      },
    ]);
  });

  it.each([
    ['by code', 'FlowLogAlreadyExists', 'exists'],
    ['by message', '400', 'There is an existing Flow Log with the same configuration and log destination.'],
  ])('finds a duplicate that HTTP 200 hides, %s', async (_how, code, message) => {
    const { flowLogs } = await start({ xml: unsuccessful('eni-0aa1', code, message) });

    expect(await flowLogs.create(at, request)).toEqual([{ outcome: 'already-exists', resourceId: 'eni-0aa1' }]);
  });

  it.each([
    ['FlowLogAlreadyExists', { outcome: 'already-exists', resourceId: 'eni-0aa1' }],
    ['IdempotentParameterMismatch', { outcome: 'already-exists', resourceId: 'eni-0aa1' }],
    [
      'UnauthorizedOperation',
      { outcome: 'failed', resourceId: 'eni-0aa1', code: 'UnauthorizedOperation', message: 'because' },
    ],
    [
      'FlowLogsLimitExceeded',
      { outcome: 'failed', resourceId: 'eni-0aa1', code: 'FlowLogsLimitExceeded', message: 'because' },
    ],
  ])('takes the error %s for an outcome of each resource', async (code, outcome) => {
    const { flowLogs } = await start(ec2Error(code));

    expect(await flowLogs.create(at, request)).toEqual([outcome]);
  });

  it('reads a dry run from the error by which EC2 allows it', async () => {
    const { ec2, flowLogs } = await start(ec2Error('DryRunOperation', 'would have succeeded', 412));

    expect(await flowLogs.create(at, { ...request, DryRun: true })).toEqual([
      { outcome: 'dry-run', resourceId: 'eni-0aa1' },
    ]);
    expect(ec2.requests()).toMatchObject([{ DryRun: 'true' }]);
  });

  it('asks which id belongs to which of several resources, and keeps the failed one apart', async () => {
    const { ec2, flowLogs } = await start(
      { xml: ids('fl-1', 'fl-2') + unsuccessful('vpc-2', 'InvalidVpcId.NotFound', 'gone') },
      { xml: listing(flowLogItem('fl-1', 'vpc-3') + flowLogItem('fl-2', 'vpc-1')) },
    );

    const outcomes = await flowLogs.create(at, {
      ...request,
      ResourceIds: ['vpc-1', 'vpc-2', 'vpc-3'],
      ResourceType: 'VPC',
    });

    expect(outcomes).toEqual([
      { outcome: 'created', resourceId: 'vpc-1', flowLogId: 'fl-2' },
      { outcome: 'failed', resourceId: 'vpc-2', code: 'InvalidVpcId.NotFound', message: 'gone' },
      { outcome: 'created', resourceId: 'vpc-3', flowLogId: 'fl-1' },
    ]);
    expect(ec2.requests()[1]).toMatchObject({ 'FlowLogId.1': 'fl-1', 'FlowLogId.2': 'fl-2' });
  });

  it('goes by order where EC2 does not list the new ones yet', async () => {
    const { flowLogs } = await start({ xml: ids('fl-1', 'fl-2') }, { xml: listing(flowLogItem('fl-1', 'vpc-1')) });

    expect(await flowLogs.create(at, { ...request, ResourceIds: ['vpc-1', 'vpc-2'] })).toMatchObject([
      { flowLogId: 'fl-1' },
      { flowLogId: 'fl-2' },
    ]);
  });

  it('takes an answer without an id for a failure', async () => {
    const { flowLogs } = await start({ xml: '' });

    expect(await flowLogs.create(at, request)).toMatchObject([{ outcome: 'failed', code: 'NoFlowLogId' }]);
  });

  it.each([
    ['RequestLimitExceeded', 503],
    ['InternalError', 500],
    ['Throttling', 400],
  ])('lets %s pass, because it may pass by itself', async (code, status) => {
    const { flowLogs } = await start(ec2Error(code, 'busy', status));

    await expect(flowLogs.create(at, request)).rejects.toMatchObject({ name: code });
  });

  it('sends nothing that the SDK would drop without a word', async () => {
    const { ec2, flowLogs } = await start();

    await expect(flowLogs.create(at, { ...request, ResourceType: 'Instance' })).rejects.toMatchObject({
      name: 'ContractError',
      details: { problems: ['ResourceType'] },
    });
    expect(ec2.requests()).toEqual([]);
  });
});

describe('describing flow logs through EC2', () => {
  it('reads all pages, all members and tags', async () => {
    const { ec2, flowLogs } = await start(
      { xml: listing(flowLogItem('fl-1', 'eni-1'), 'next') },
      { xml: listing(flowLogItem('fl-2', 'eni-1')) },
    );

    const found = await flowLogs.describe(at, ['eni-1', 'subnet-1']);

    expect(found.map(({ flowLogId }) => flowLogId)).toEqual(['fl-1', 'fl-2']);
    expect(found[0]).toMatchObject({
      resourceId: 'eni-1',
      status: 'ACTIVE',
      trafficType: 'REJECT',
      logDestinationType: 's3',
      logDestination: 'arn:aws:s3:::flows',
      maxAggregationIntervalSeconds: 600,
      deliverLogsStatus: 'FAILED',
      deliverLogsErrorMessage: 'Access error',
      tags: { 'flowtrap:owner': owner },
    });
    expect(ec2.requests()).toMatchObject([
      { 'Filter.1.Name': 'resource-id', 'Filter.1.Value.1': 'eni-1', 'Filter.1.Value.2': 'subnet-1' },
      { NextToken: 'next' },
    ]);
  });

  it('asks in portions that one filter takes', async () => {
    const { ec2, flowLogs } = await start({ xml: listing('') }, { xml: listing('') });

    await flowLogs.describe(
      at,
      Array.from({ length: 201 }, (_, index) => `eni-${index}`),
    );

    const sizes = ec2
      .requests()
      .map((form) => Object.keys(form).filter((name) => name.startsWith('Filter.1.Value')).length);
    expect(sizes.toSorted((a, b) => a - b)).toEqual([1, 200]);
  });

  it('finds ours by the owner tag', async () => {
    const { ec2, flowLogs } = await start({ xml: listing(flowLogItem('fl-1', 'eni-1')) });

    expect(await flowLogs.describeOurs(at)).toHaveLength(1);
    expect(ec2.requests()).toMatchObject([{ 'Filter.1.Name': 'tag:flowtrap:owner', 'Filter.1.Value.1': owner }]);
  });

  it('fails with MisconfiguredError when it may not read', async () => {
    const { flowLogs } = await start(ec2Error('UnauthorizedOperation', 'no', 403));

    await expect(flowLogs.describeOurs(at)).rejects.toMatchObject({
      name: 'MisconfiguredError',
      details: { ...at, code: 'UnauthorizedOperation' },
    });
  });
});

describe('deleting a flow log through EC2', () => {
  it.each<[string, ScriptedAnswer, string]>([
    ['success', { xml: '' }, 'deleted'],
    ['the error that it is gone', ec2Error('InvalidFlowLogId.NotFound'), 'not-found'],
    ['an item that says it is gone', { xml: unsuccessful('fl-1', 'InvalidFlowLogId.NotFound', 'x') }, 'not-found'],
    ['a denial', ec2Error('UnauthorizedOperation', 'explicit deny in a service control policy', 403), 'access-denied'],
    ['an item that denies it', { xml: unsuccessful('fl-1', 'UnauthorizedOperation', 'x') }, 'access-denied'],
    ['another refusal', { xml: unsuccessful('fl-1', '400', 'busy') }, 'failed'],
  ])('knows %s', async (_what, answer, outcome) => {
    const { ec2, flowLogs } = await start(answer);

    expect(await flowLogs.delete(at, 'fl-1')).toBe(outcome);
    expect(ec2.requests()).toMatchObject([{ Action: 'DeleteFlowLogs', 'FlowLogId.1': 'fl-1' }]);
  });
});
