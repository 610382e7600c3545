import { describe, expect, it } from 'vitest';
import { evidenceLogFormat } from '../../../functions/lib/domain/flow-log-format.ts';
import { caseIdOf, flowLogWorld, foreign, HOUR_MS, home, member, owner, START_MS, subjectInterface } from './world.ts';

const ENI = 'eni-0aa1';

const openWorld = async (policy: object = {}, interfaceIds: readonly string[] = [ENI]) => {
  const world = flowLogWorld(policy);
  await world.openCase('a', { interfaces: interfaceIds.map((id) => subjectInterface(id)) });
  return world;
};

describe('enabling flow logs on subjects', () => {
  it('creates one with everything that evidence needs, and gives it an end', async () => {
    const world = await openWorld();

    const output = await world.subjects('a');

    const [flowLog] = world.ec2.all();
    expect(output).toEqual({ caseId: caseIdOf('a'), created: 1, extended: 0, covered: 0, failed: 0 });
    expect(world.ec2.requests()).toMatchObject([
      {
        ResourceIds: [ENI],
        ResourceType: 'NetworkInterface',
        TrafficType: 'ALL',
        LogDestinationType: 's3',
        LogDestination: 'arn:aws:s3:::flowtrap-flow-logs',
        LogFormat: evidenceLogFormat,
        MaxAggregationInterval: 60,
        DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
        ClientToken: expect.stringMatching(/^[\x20-\x7e]{1,64}$/),
      },
    ]);
    expect(flowLog?.tags).toEqual({
      'flowtrap:case': caseIdOf('a'),
      'flowtrap:lease-until': '2026-11-22T10:00:00.000Z',
      'flowtrap:owner': owner,
    });
    expect(await world.leases.listOpen()).toMatchObject([
      { flowLogId: flowLog?.flowLogId, resourceId: ENI, untilMs: START_MS + 24 * HOUR_MS, caseIds: [caseIdOf('a')] },
    ]);
    expect(await world.records('a')).toMatchObject([
      { resourceId: ENI, role: 'subject', decision: 'created', flowLogId: flowLog?.flowLogId, atMs: START_MS },
    ]);
    expect(await world.timeline('a')).toEqual(['flow log created']);
  });

  it('asks for the real ends of a packet and its direction, in the syntax of LogFormat', () => {
    expect(evidenceLogFormat).toMatch(/^\$\{version\}( \$\{[a-z-]+\})+$/);
    for (const field of ['pkt-srcaddr', 'pkt-dstaddr', 'flow-direction', 'tcp-flags', 'traffic-path', 'reject-reason'])
      expect(evidenceLogFormat.split(' ')).toContain(['$', '{', field, '}'].join(''));
  });

  it('changes nothing when it runs twice', async () => {
    const world = await openWorld();
    const first = await world.subjects('a');
    const before = { flowLogs: world.ec2.all(), stored: world.table.records() };
    world.pass(60_000);

    const second = await world.subjects('a');

    expect(second).toEqual(first);
    expect({ flowLogs: world.ec2.all(), stored: world.table.records() }).toEqual(before);
  });

  it('learns the same id when the answer was lost', async () => {
    const world = await openWorld();
    world.ec2.failNext('create', 'lose');

    await expect(world.subjects('a')).rejects.toMatchObject({ name: 'TimeoutError' });
    const [created] = world.ec2.all();
    expect(await world.records('a')).toMatchObject([{ decision: 'failed', reason: 'TimeoutError' }]);
    world.pass(5_000);
    await world.subjects('a');

    expect(world.ec2.all()).toEqual([created]);
    expect(await world.records('a')).toMatchObject([{ decision: 'created', flowLogId: created?.flowLogId }]);
    expect(await world.leases.listOpen()).toHaveLength(1);
  });

  it('learns the same id by its token while EC2 does not list it yet', async () => {
    const world = await openWorld();
    world.ec2.failNext('create', 'lose');
    await expect(world.subjects('a')).rejects.toThrow('no answer');
    world.ec2.showNothing(true);
    world.pass(5_000);

    await world.subjects('a');

    const [first, second] = world.ec2.requests();
    expect(second).toEqual(first);
    expect(world.ec2.all()).toHaveLength(1);
    expect(await world.records('a')).toMatchObject([{ decision: 'created', flowLogId: world.ec2.all()[0]?.flowLogId }]);
  });

  it('takes over after a crash between the creation and its record', async () => {
    const world = await openWorld();
    world.dieAfterNextCreate();
    await expect(world.subjects('a')).rejects.toThrow('dead');
    world.restart();
    expect(await world.records('a')).toMatchObject([{ decision: 'asked' }]);

    await world.subjects('a');

    expect(world.ec2.all()).toHaveLength(1);
    expect(await world.records('a')).toMatchObject([{ decision: 'created' }]);
    expect(await world.leases.listOpen()).toMatchObject([{ untilMs: START_MS + 24 * HOUR_MS }]);
  });

  it.each([
    ['interface', ENI],
    ['subnet', 'subnet-0aa'],
    ['VPC', 'vpc-0aa'],
  ])('leaves a foreign flow log on the %s alone', async (_level, resourceId) => {
    const world = await openWorld();
    const flowLogId = world.ec2.add(foreign(resourceId));
    const before = world.ec2.all();

    const output = await world.subjects('a');

    expect(output).toMatchObject({ created: 0, covered: 1 });
    expect(world.ec2.all()).toEqual(before);
    expect(world.ec2.calls()).not.toContain('create');
    expect(await world.records('a')).toMatchObject([{ decision: 'already-covered', flowLogId }]);
    expect(await world.leases.listOpen()).toEqual([]);
  });

  it.each([
    ['records rejected traffic only', { trafficType: 'REJECT' }],
    ['fails at delivery', { deliverLogsStatus: 'FAILED' }],
    ['is not active', { status: 'DELETING' }],
  ])('does not rely on a flow log that %s', async (_why, more) => {
    const world = await openWorld();
    world.ec2.add(foreign(ENI, more));

    expect(await world.subjects('a')).toMatchObject({ created: 1, covered: 0 });
  });

  it('accepts rejected traffic only where policy wants no more', async () => {
    const world = await openWorld({ flowLogs: { trafficType: 'REJECT' } });
    world.ec2.add(foreign(ENI, { trafficType: 'REJECT' }));

    expect(await world.subjects('a')).toMatchObject({ created: 0, covered: 1 });
  });

  it('extends the lease of an earlier case to the later end', async () => {
    const world = await openWorld();
    await world.subjects('a');
    world.pass(2 * HOUR_MS);
    await world.openCase('b', { interfaces: [subjectInterface(ENI)] });

    const output = await world.subjects('b');

    expect(output).toMatchObject({ created: 0, extended: 1 });
    expect(world.ec2.all()).toHaveLength(1);
    expect(await world.leases.listOpen()).toMatchObject([
      { untilMs: START_MS + 26 * HOUR_MS, caseIds: [caseIdOf('a'), caseIdOf('b')] },
    ]);
  });

  it('does not rely on a flow log whose deletion has begun', async () => {
    const world = await openWorld();
    await world.subjects('a');
    const [lease] = await world.leases.listOpen();
    await world.leases.update(lease?.flowLogId ?? '', (current) => ({ ...current, status: 'RETIRING' }));
    await world.openCase('b', { interfaces: [subjectInterface(ENI)] });

    await expect(world.subjects('b')).rejects.toMatchObject({ name: 'RecordConflictError' });
    world.ec2.change(lease?.flowLogId ?? '', () => undefined);

    expect(await world.subjects('b')).toMatchObject({ created: 1, extended: 0 });
  });

  it('treats copied tags as foreign', async () => {
    const world = await openWorld();
    const tags = {
      'flowtrap:case': caseIdOf('z'),
      'flowtrap:lease-until': '2026-11-21T09:00:00Z',
      'flowtrap:owner': owner,
    };
    world.ec2.add(foreign(ENI, { tags }));

    expect(await world.subjects('a')).toMatchObject({ covered: 1 });
    expect(await world.leases.listOpen()).toEqual([]);
  });

  it('keeps one failing interface from stopping the others', async () => {
    const world = await openWorld({}, ['eni-0aa1', 'eni-0aa2', 'eni-0aa3']);
    world.ec2.refuse('eni-0aa2', '400', 'LogDestination: x does not exist.\n\u001b[31m');

    const output = await world.subjects('a');

    expect(output).toMatchObject({ created: 2, failed: 1 });
    expect(await world.records('a')).toMatchObject([
      { resourceId: 'eni-0aa1', decision: 'created' },
      {
        resourceId: 'eni-0aa2',
        decision: 'failed',
        reason: 'CreateFlowLogs: 400: LogDestination: x does not exist. [31m',
      },
      { resourceId: 'eni-0aa3', decision: 'created' },
    ]);
  });

  it('finishes the others before it fails for what a retry may mend', async () => {
    const world = await openWorld({}, ['eni-0aa1', 'eni-0aa2']);
    world.ec2.failNext('describe', 'drop');

    await expect(world.subjects('a')).rejects.toMatchObject({ name: 'TimeoutError' });

    expect((await world.records('a')).map(({ decision }) => decision)).toEqual(['failed', 'created']);
  });

  it('says so when EC2 knows a duplicate that nobody can see', async () => {
    const world = await openWorld({ flowLogs: { destination: { type: 's3', bucketArn: 'arn:aws:s3:::elsewhere' } } });
    world.ec2.add(foreign(ENI, { trafficType: 'REJECT' }));

    expect(await world.subjects('a')).toMatchObject({ created: 0, failed: 1 });
    expect(await world.records('a')).toMatchObject([
      { reason: expect.stringMatching(/such a flow log exists, but fl-\d+ records REJECT only/) },
    ]);
  });

  it('creates nothing in monitor mode', async () => {
    const world = await openWorld({ capture: { mode: 'monitor' } });
    await world.openCase('b', { verbatim: [{ ResourceIds: ['vpc-0aa'], ResourceType: 'VPC' }] });

    await world.subjects('a');
    await world.subjects('b');

    expect(world.ec2.calls()).toEqual([]);
    expect((await world.records('a')).map(({ decision }) => decision)).toEqual(['skipped']);
    expect((await world.records('b')).map(({ decision }) => decision)).toEqual(['skipped']);
  });

  it('stops at the number of interfaces that policy allows, and says which it skipped', async () => {
    const world = await openWorld({ flowLogs: { maximumInterfacesPerCase: 1 } }, ['eni-0aa1', 'eni-0aa2']);

    await world.subjects('a');

    expect((await world.records('a')).map(({ decision }) => decision)).toEqual(['created', 'skipped']);
  });

  it('calls no account that policy does not name', async () => {
    const world = flowLogWorld();
    await world.openCase('a', { interfaces: [subjectInterface(ENI, { ...home, account: '999988887777' })] });

    expect(await world.subjects('a')).toMatchObject({ failed: 1 });
    expect(world.ec2.calls()).toEqual([]);
  });

  it.each([
    [
      'CloudWatch Logs',
      { type: 'cloud-watch-logs' },
      {
        LogDestinationType: 'cloud-watch-logs',
        LogDestination: 'arn:aws:logs:eu-central-1:111122223333:log-group:flowtrap',
        DeliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/flowtrap-flow-logs',
      },
    ],
    [
      'Firehose',
      {
        type: 'kinesis-data-firehose',
        deliveryStreamArn: 'arn:aws:firehose:eu-central-1:111122223333:deliverystream/flows',
      },
      {
        LogDestinationType: 'kinesis-data-firehose',
        LogDestination: 'arn:aws:firehose:eu-central-1:111122223333:deliverystream/flows',
      },
    ],
    [
      'a bucket of its own',
      { type: 's3', bucketArn: 'arn:aws:s3:::central/flows', fileFormat: 'plain-text' },
      {
        LogDestinationType: 's3',
        LogDestination: 'arn:aws:s3:::central/flows',
        DestinationOptions: { FileFormat: 'plain-text' },
      },
    ],
  ])('delivers to %s when policy says so', async (_where, destination, members) => {
    const world = await openWorld({ flowLogs: { destination } });

    await world.subjects('a');

    expect(world.ec2.requests()).toMatchObject([members]);
    const isS3 = members.LogDestinationType === 's3';
    expect(world.ec2.requests().every((request) => 'DestinationOptions' in request === isS3)).toBe(true);
  });

  it('refuses a log group that the interface of another account cannot reach', async () => {
    const world = flowLogWorld({
      flowLogs: { destination: { type: 'cloud-watch-logs' } },
      accounts: { members: [member.account] },
    });
    await world.openCase('a', { interfaces: [subjectInterface(ENI, member)] });

    expect(await world.subjects('a')).toMatchObject({ failed: 1 });
    expect(world.ec2.calls()).not.toContain('create');
  });
});
