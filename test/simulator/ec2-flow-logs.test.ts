import {
  CreateFlowLogsCommand,
  type CreateFlowLogsCommandInput,
  DeleteFlowLogsCommand,
  DescribeFlowLogsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../simulator/worlds/rows.ts';
import { distributed } from '../../simulator/worlds/topologies.ts';
import { inspectionBehindTransit } from '../../simulator/worlds/transit-topologies.ts';
import refused from '../cases/refused-flow-logs.json' with { type: 'json' };
import { faultOf, startWorld } from './support.ts';

const ENI = 'eni-00000000000000001';
/** Joined, so that nothing here looks like a template. */
const FORMAT = ['version', 'pkt-srcaddr'].map((field) => `\${${field}}`).join(' ');
const SECOND_ENI = 'eni-00000000000000002';
const toBucket = {
  ResourceIds: [ENI],
  ResourceType: 'NetworkInterface',
  TrafficType: 'ALL',
  LogDestinationType: 's3',
  LogDestination: 'arn:aws:s3:::flow-logs/case/',
} as const satisfies CreateFlowLogsCommandInput;
const toLogGroup = {
  ResourceIds: [ENI],
  ResourceType: 'NetworkInterface',
  TrafficType: 'ALL',
  LogGroupName: 'flow-logs',
  DeliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/flow-logs',
} as const satisfies CreateFlowLogsCommandInput;

/** As JSON gives it: a request that no type has checked. */
const plain = (value: object): CreateFlowLogsCommandInput => JSON.parse(JSON.stringify(value));

const start = async (region: object = distributed()) => {
  const simulator = await startWorld({ world: worldOf(region), buckets: [{ name: 'flow-logs' }] });
  const client = new EC2Client({ ...simulator.host({}).clientConfig('ec2'), maxAttempts: 1 });
  const create = async (more: Partial<CreateFlowLogsCommandInput> = {}, base: CreateFlowLogsCommandInput = toBucket) =>
    await client.send(new CreateFlowLogsCommand({ ...base, ...more }));
  const ids = async (input: ConstructorParameters<typeof DescribeFlowLogsCommand>[0] = {}) =>
    (await client.send(new DescribeFlowLogsCommand(input))).FlowLogs?.map((row) => row.FlowLogId);
  return { simulator, client, create, ids };
};

describe('CreateFlowLogs', () => {
  it('creates what DescribeFlowLogs shows', async () => {
    const { client, create } = await start();

    const {
      FlowLogIds = [],
      Unsuccessful,
      ClientToken,
    } = await create({
      ClientToken: 'once',
      MaxAggregationInterval: 60,
      LogFormat: FORMAT,
      DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: false },
      TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags: [{ Key: 'case', Value: 'c-1' }] }],
    });
    const { FlowLogs } = await client.send(new DescribeFlowLogsCommand({ FlowLogIds }));

    expect([FlowLogIds.length, Unsuccessful, ClientToken]).toEqual([1, [], 'once']);
    expect(FlowLogIds[0]).toMatch(/^fl-[0-9a-f]{17}$/);
    expect(FlowLogs).toEqual([
      {
        FlowLogId: FlowLogIds[0],
        FlowLogStatus: 'ACTIVE',
        ResourceId: ENI,
        TrafficType: 'ALL',
        LogDestinationType: 's3',
        LogDestination: 'arn:aws:s3:::flow-logs/case/',
        LogFormat: FORMAT,
        MaxAggregationInterval: 60,
        DeliverLogsStatus: 'SUCCESS',
        DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: false },
        CreationTime: new Date('2026-03-01T12:00:00Z'),
        Tags: [{ Key: 'case', Value: 'c-1' }],
      },
    ]);
  });

  it('answers the same token again, and refuses it for anything else', async () => {
    const { simulator, create } = await start();

    const first = await create({ ClientToken: 'once' });
    const again = await create({ ClientToken: 'once' });
    const other = await faultOf(create({ ClientToken: 'once', TrafficType: 'REJECT' }));

    expect(again.FlowLogIds).toEqual(first.FlowLogIds);
    expect(other).toMatch(/^IdempotentParameterMismatch: /);
    expect(simulator.flowLogs()).toHaveLength(1);
  });

  it('reports a duplicate at the top or for its resource, as it is set', async () => {
    const { simulator, create } = await start();
    await create();

    const atTop = await faultOf(create({ ResourceIds: [ENI, SECOND_ENI] }));
    simulator.settings.flowLogDuplicates = 'unsuccessful';
    const inside = await create({ ResourceIds: [ENI, SECOND_ENI] });

    expect(atTop).toMatch(/^FlowLogAlreadyExists: There is an existing Flow Log/);
    expect(inside.FlowLogIds).toHaveLength(1);
    expect(inside.Unsuccessful).toEqual([
      { ResourceId: ENI, Error: { Code: 'FlowLogAlreadyExists', Message: expect.stringContaining('existing') } },
    ]);
  });

  it('takes another destination on the same interface', async () => {
    const { create, ids } = await start();
    await create();

    await create({ LogDestination: 'arn:aws:s3:::flow-logs/other/' });
    await create({}, toLogGroup);

    expect(await ids()).toHaveLength(3);
  });

  it('tells for each resource why it got none', async () => {
    const { create } = await start();

    const gone = await create({ ResourceIds: [ENI, 'eni-0123456789abcdef0'] });
    const noBucket = await create({ LogDestination: 'arn:aws:s3:::nobody' });

    expect(gone.FlowLogIds).toHaveLength(1);
    expect(gone.Unsuccessful?.map((row) => [row.ResourceId, row.Error?.Code])).toEqual([
      ['eni-0123456789abcdef0', 'InvalidNetworkInterfaceID.NotFound'],
    ]);
    expect(noBucket.Unsuccessful?.[0]?.Error).toEqual({
      Code: '400',
      Message: 'LogDestination: nobody does not exist.',
    });
  });

  it('creates nothing in a dry run, and says so with an error', async () => {
    const { simulator, create } = await start();

    await expect(create({ DryRun: true })).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412 },
    });
    expect(simulator.flowLogs()).toEqual([]);
  });

  it('stops at 250 on one resource', async () => {
    const flowLogs = Array.from({ length: 250 }, (_, at) => ({
      FlowLogId: `fl-${String(at).padStart(17, '0')}`,
      ResourceId: ENI,
      LogDestinationType: 's3',
      LogDestination: `arn:aws:s3:::flow-logs/${at}/`,
    }));
    const { create } = await start({ ...distributed(), FlowLogs: flowLogs });

    expect((await create()).Unsuccessful?.[0]?.Error?.Code).toBe('FlowLogsLimitExceeded');
  });

  it.each(refused)('refuses $name', async ({ base, members, code }) => {
    const { simulator, client } = await start();
    const whole = base === 's3' ? toBucket : toLogGroup;
    const given = Object.entries({ ...whole, ...members }).filter(([, value]) => value !== null);

    const fault = await faultOf(client.send(new CreateFlowLogsCommand(plain(Object.fromEntries(given)))));

    expect(fault).toMatch(new RegExp(`^${code}: `));
    expect(simulator.flowLogs()).toEqual([]);
  });

  it('refuses a long token, and a thousand resources and one', async () => {
    const { create } = await start();

    expect(await faultOf(create({ ClientToken: 'x'.repeat(65) }))).toMatch(/^InvalidParameterValue: /);
    expect(await faultOf(create({ ResourceIds: Array(1_001).fill(ENI) }))).toMatch(/^InvalidParameterValue: /);
  });

  it('has rules of its own for transit gateways', async () => {
    const { create } = await start(inspectionBehindTransit({ appliance: true }));
    const transit: Partial<CreateFlowLogsCommandInput> = {
      ResourceIds: ['tgw-attach-0000000000000000a'],
      ResourceType: 'TransitGatewayAttachment',
      TrafficType: undefined,
      MaxAggregationInterval: 60,
    };

    expect(await faultOf(create({ ...transit, TrafficType: 'ALL' }))).toMatch(/^InvalidParameterValue: /);
    expect(await faultOf(create({ ...transit, MaxAggregationInterval: undefined }))).toMatch(
      /^InvalidParameterValue: /,
    );
    expect((await create(transit)).FlowLogIds).toHaveLength(1);
  });
});

describe('DescribeFlowLogs and DeleteFlowLogs', () => {
  it('find by tag, resource and destination', async () => {
    const { create, ids } = await start();
    const tagged = await create({
      TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags: [{ Key: 'case', Value: 'c-1' }] }],
    });
    const plain = await create({ ResourceIds: [SECOND_ENI] }, toLogGroup);
    const filter = (Name: string, value: string) => ids({ Filter: [{ Name, Values: [value] }] });

    expect(await filter('tag:case', 'c-*')).toEqual(tagged.FlowLogIds);
    expect(await filter('tag-key', 'case')).toEqual(tagged.FlowLogIds);
    expect(await filter('resource-id', SECOND_ENI)).toEqual(plain.FlowLogIds);
    expect(await filter('log-destination-type', 'cloud-watch-logs')).toEqual(plain.FlowLogIds);
    expect(await faultOf(filter('log-destination', 'x'))).toMatch(/^InvalidParameterValue: /);
  });

  it('page', async () => {
    const { client, create } = await start();
    await create({ ResourceIds: [ENI, SECOND_ENI] });

    const first = await client.send(new DescribeFlowLogsCommand({ MaxResults: 1 }));
    const second = await client.send(new DescribeFlowLogsCommand({ MaxResults: 1, NextToken: first.NextToken }));

    expect([...(first.FlowLogs ?? []), ...(second.FlowLogs ?? [])].map((row) => row.ResourceId)).toEqual([
      ENI,
      SECOND_ENI,
    ]);
    expect(second.NextToken).toBeUndefined();
  });

  it('delete, keep the history, and report what is not there', async () => {
    const { simulator, client, create, ids } = await start();
    const { FlowLogIds = [] } = await create();
    simulator.clock.advanceMs(1_000);

    const first = await client.send(new DeleteFlowLogsCommand({ FlowLogIds }));
    const second = await client.send(new DeleteFlowLogsCommand({ FlowLogIds }));

    expect([first.Unsuccessful, await ids()]).toEqual([[], []]);
    expect(second.Unsuccessful?.[0]).toMatchObject({
      ResourceId: FlowLogIds[0],
      Error: { Code: 'InvalidFlowLogId.NotFound' },
    });
    expect(simulator.flowLogs().map((row) => row.deletedAtMs)).toEqual([Date.parse('2026-03-01T12:00:01Z')]);
    expect((await create()).FlowLogIds?.[0]).not.toBe(FlowLogIds[0]);
  });
});
