import { describe, expect, it } from 'vitest';
import { alarmArn, DATABASE_INTERFACES, resourceWorld, TASK } from '../support/resource-world.ts';
import { HUB, SPOKE } from '../support/worlds.ts';
import { caseIn, startTestStack } from './test-stack.ts';

const policy = {
  accounts: { members: [SPOKE], externalId: 'flowtrap-test' },
  capture: { rounds: 1 },
  triggers: {
    alarms: [{ name: 'Incident', severity: 8, peers: ['198.51.100.7/32'], ports: [443], protocols: [6] }],
  },
};

const run = async (input: unknown) => {
  const running = await startTestStack({ world: resourceWorld(), policy: JSON.stringify(policy) });
  const result = await running.respond({ name: 'one', input });
  const caseId = caseIn(running);
  const captures = await running.cases.listCaptures(caseId);
  return { running, result, record: await running.cases.getCase(caseId), captures };
};

const findingFor = (resource: object, action: object) => ({
  version: '0',
  source: 'aws.guardduty',
  'detail-type': 'GuardDuty Finding',
  account: HUB,
  region: 'us-east-1',
  detail: {
    accountId: SPOKE,
    region: 'us-east-1',
    id: 'f'.repeat(32),
    arn: `arn:aws:guardduty:us-east-1:${SPOKE}:detector/0abc/finding/${'f'.repeat(32)}`,
    type: 'Test:Runtime/Connection',
    severity: 8,
    updatedAt: '2026-02-03T04:05:00Z',
    resource,
    service: { archived: false, action },
  },
});

const remote = (ip: string) => ({ remoteIpDetails: { ipAddressV4: ip } });

describe('a finding about a task', () => {
  it('is captured where the traffic of its interface passes', async () => {
    const { result, record, captures } = await run(
      findingFor(
        {
          resourceType: 'ECSCluster',
          ecsClusterDetails: {
            name: 'web',
            arn: `arn:aws:ecs:us-east-1:${SPOKE}:cluster/web`,
            taskDetails: { arn: TASK },
          },
        },
        {
          actionType: 'NETWORK_CONNECTION',
          networkConnectionAction: {
            connectionDirection: 'OUTBOUND',
            protocol: 'TCP',
            blocked: false,
            remotePortDetails: { port: 443 },
            ...remote('198.51.100.7'),
          },
        },
      ),
    );

    expect(result.status).toBe('SUCCEEDED');
    expect(record).toMatchObject({ grade: 'COMPLETE', plan: { interfaces: [{ reason: 'it belongs to the task' }] } });
    expect(captures.map(({ plan, collection }) => [plan.slotZone, collection?.flowCount])).toEqual([
      ['us-east-1a', 24],
    ]);
  });
});

describe('a finding about a database', () => {
  it('is captured where the traffic of its interface passes', async () => {
    const { record, captures } = await run(
      findingFor(
        {
          resourceType: 'RDSDBInstance',
          rdsDbInstanceDetails: { dbInstanceIdentifier: 'orders-1', dbClusterIdentifier: 'orders', engine: 'postgres' },
        },
        {
          actionType: 'RDS_LOGIN_ATTEMPT',
          rdsLoginAttemptAction: {
            ...remote('10.20.2.20'),
            LoginAttributes: [{ user: 'app', successfulLoginAttempts: 1 }],
          },
        },
      ),
    );

    expect(record.plan.interfaces).toMatchObject([{ interfaceId: DATABASE_INTERFACES.a }]);
    expect(record.plan.filters.map(({ filter }) => filter)).toMatchObject([
      { source: '10.20.2.20/32', destinationPort: { from: 5432, to: 5432 }, protocols: [6] },
      { destination: '10.20.2.20/32', sourcePort: { from: 5432, to: 5432 }, protocols: [6] },
    ]);
    expect(record.grade).toBe('COMPLETE');
    expect(captures.reduce((sum, { collection }) => sum + (collection?.flowCount ?? 0), 0)).toBeGreaterThan(0);
  });
});

describe('a composite alarm', () => {
  const alarm = (children?: readonly string[]) => ({
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    account: SPOKE,
    region: 'us-east-1',
    resources: [alarmArn('Incident')],
    detail: {
      alarmName: 'Incident',
      state: {
        value: 'ALARM',
        timestamp: '2026-02-03T04:05:00.000+0000',
        ...(children && {
          reasonData: JSON.stringify({ triggeringAlarms: children.map((arn) => ({ arn, state: { value: 'ALARM' } })) }),
        }),
      },
      previousState: { value: 'OK', timestamp: '2026-02-03T04:00:00.000+0000' },
      configuration: { alarmRule: 'ALARM("Inner") AND NOT OK(Quiet)' },
    },
  });

  it.each([
    ['which children rang', [alarmArn('Inner')]],
    ['its rule alone', undefined],
  ])('that says %s is captured for the resources below it', async (_, children) => {
    const { running, record, captures } = await run(alarm(children));

    expect(record.plan.interfaces).toMatchObject([{ addresses: ['10.10.1.10'], account: SPOKE }]);
    expect(record.grade).toBe('COMPLETE');
    expect(captures.map(({ plan }) => plan.slotZone)).toEqual(['us-east-1a']);
    const described = running.simulator.calls.filter(({ operation }) => operation === 'DescribeAlarms');
    expect(described.map(({ account }) => account)).toEqual([SPOKE, SPOKE]);
  });
});
