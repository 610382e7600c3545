import { describe, expect, it } from 'vitest';
import { awsAlarmReader } from '../../functions/lib/adapters/aws-alarm-reader.ts';
import type { Subject } from '../../functions/lib/domain/lead.ts';
import type { Tuple } from '../../functions/lib/domain/tuple.ts';
import { type Policy, policySchema } from '../../functions/lib/policy/policy.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { startNetwork } from '../support/aws-network.ts';
import { cidr } from '../support/network.ts';
import {
  BRIDGE_TASK,
  DATABASE_INTERFACES,
  NO_TASK,
  resourceWorld,
  STOPPED_TASK,
  TASK,
} from '../support/resource-world.ts';
import { HUB, leadOf, networkOf, placesOf, planFor, policy, SPOKE } from '../support/worlds.ts';

const spoke = { account: SPOKE, region: 'us-east-1' };

const start = async (used: Policy = policy) => {
  const { simulator, clients, read } = await startNetwork(resourceWorld(), used);
  const plan = async (subject: Subject, tuples: readonly Tuple[] = [openTo('198.51.100.7/32')], account = SPOKE) => {
    const lead = leadOf({ account, subjects: [subject], tuples });
    return { lead, plan: planFor(await read(lead), lead, { accounts: used.accounts }) };
  };
  return { simulator, clients, plan };
};

const openTo = (peer: string): Tuple => ({
  peer: cidr(peer),
  protocols: [6],
  direction: 'unknown',
  reason: 'test',
});

const task = (taskArn: string): Subject => ({ kind: 'ecs-task', taskArn });
const database = (dbInstanceId: string): Subject => ({ kind: 'rds-instance', dbInstanceId });

const callsTo = ({ calls }: Simulator, service: string) => calls.filter((call) => call.service === service);

const denied = (simulator: Simulator, operation: string, code: string, status = 400) =>
  simulator.faults.add({ on: { operation }, fault: { kind: 'error', code, status, when: 'before' }, times: 9 });

describe('a task', () => {
  it('is captured through the interface that ECS says it has, in the account of its ARN', async () => {
    const { simulator, plan } = await start();

    const planned = await plan(task(TASK));

    expect(planned.plan.interfaces).toMatchObject([{ account: SPOKE, addresses: ['10.10.1.10'] }]);
    expect(placesOf(planned.plan)).toEqual(['central us-east-1a']);
    expect(planned.plan).toEqual(planFor(await networkOf(resourceWorld()), planned.lead));
    expect(callsTo(simulator, 'ecs')).toMatchObject([
      { account: SPOKE, parameters: { cluster: 'web', tasks: [TASK] }, status: 200 },
    ]);
    expect((await plan(task(TASK), undefined, HUB)).plan.interfaces).toMatchObject([{ account: SPOKE }]);
  });

  it('that stopped is captured by where it was', async () => {
    const { plan } = await start();

    const planned = await plan(task(STOPPED_TASK));

    expect(planned.plan.interfaces).toMatchObject([{ gone: true, addresses: ['10.10.1.77'] }]);
    expect(placesOf(planned.plan)).toEqual(['central us-east-1a']);
    expect(planned.plan).toEqual(planFor(await networkOf(resourceWorld()), planned.lead));
  });

  it.each([
    ['that ECS does not know', NO_TASK, 'ECS: MISSING'],
    ['of a cluster that ECS does not know', TASK.replace('/web/', '/none/'), 'ECS: ClusterNotFoundException'],
    ['without an interface of its own', BRIDGE_TASK, 'has no interface of its own'],
  ])('%s stays unknown, and the plan says so', async (_, arn, words) => {
    const { plan } = await start();

    const planned = await plan(task(arn));

    expect(planned.plan.captures).toEqual([]);
    expect([...planned.plan.notes, ...planned.plan.unresolved].join()).toContain(words);
  });

  it('that may not be read is no failure', async () => {
    const { simulator, plan } = await start();
    denied(simulator, 'DescribeTasks', 'AccessDeniedException');

    const planned = await plan(task(TASK));

    expect(planned.plan.captures).toEqual([]);
    expect(planned.plan.notes).toContain(`ECS tasks of ${SPOKE}/us-east-1 could not be read: AccessDeniedException`);
  });

  it('of an account that is none of ours is not asked for', async () => {
    const { simulator, plan } = await start(policySchema.parse({}));

    const planned = await plan(task(TASK), undefined, HUB);

    expect(callsTo(simulator, 'ecs')).toEqual([]);
    expect(planned.plan.notes.join()).toContain(`account ${SPOKE} is not among the policy's accounts`);
  });

  it('and others of its cluster are one call', async () => {
    const { simulator, clients } = await start();
    const ecs = await clients.tasks(spoke);

    const { rows, missing } = await ecs.describe([TASK, STOPPED_TASK, NO_TASK, TASK]);

    expect(rows).toHaveLength(2);
    expect(missing).toEqual([{ taskArn: NO_TASK, reason: 'MISSING' }]);
    expect(callsTo(simulator, 'ecs')).toHaveLength(1);
    expect(await clients.tasks(spoke)).toBe(ecs);
  });
});

describe('a database', () => {
  const login = [openTo('10.20.2.20/32')];

  it('is captured through the RDS interface in its zone', async () => {
    const { simulator, plan } = await start();

    const planned = await plan(database('orders-1'), login);

    expect(planned.plan.interfaces).toMatchObject([
      { interfaceId: DATABASE_INTERFACES.a, reason: expect.stringContaining('the RDS interface with') },
    ]);
    expect(placesOf(planned.plan)).not.toEqual([]);
    expect(planned.plan).toEqual(planFor(await networkOf(resourceWorld()), planned.lead));
    expect(callsTo(simulator, 'rds')).toHaveLength(1);
    expect((await plan(database('ORDERS-2'), login)).plan.interfaces).toMatchObject([
      { interfaceId: DATABASE_INTERFACES.b },
    ]);
  });

  it('that cannot be told from others with its subnets and groups says so', async () => {
    const { plan } = await start();

    const { interfaces } = (await plan(database('zoneless'), login)).plan;

    expect(interfaces.map(({ interfaceId }) => interfaceId)).toEqual([DATABASE_INTERFACES.a, DATABASE_INTERFACES.b]);
    expect(interfaces[0]?.reason).toContain('one of 2 RDS interfaces');
  });

  it('cluster stands for all of its instances', async () => {
    const { simulator, plan } = await start();

    const { interfaces } = (await plan({ kind: 'rds-cluster', dbClusterId: 'orders' }, login)).plan;

    expect(interfaces.map(({ interfaceId }) => interfaceId)).toEqual([DATABASE_INTERFACES.a, DATABASE_INTERFACES.b]);
    expect(callsTo(simulator, 'rds')).toHaveLength(1);
  });

  it('that RDS does not know, or may not be read, is no failure', async () => {
    const { simulator, plan } = await start();

    expect((await plan(database('none'), login)).plan.unresolved).toEqual(['the interface of none could not be read']);
    denied(simulator, 'DescribeDBInstances', 'AccessDenied');
    const { notes } = (await plan(database('orders-1'), login)).plan;

    expect(notes).toContain(`RDS instances of ${SPOKE}/us-east-1 could not be read: AccessDenied`);
  });
});

describe('what few leads need', () => {
  it('is not called for a lead that does not need it', async () => {
    const { simulator, plan } = await start();

    await plan({ kind: 'instance', instanceId: 'i-07bdda477a9ca7698' });

    for (const service of ['ecs', 'rds', 'monitoring']) expect(callsTo(simulator, service)).toEqual([]);
  });
});

describe('alarms', () => {
  it('are described with their dimensions or their rule, in one call', async () => {
    const { simulator, clients } = await start();

    const { alarms } = await awsAlarmReader(clients).describe(spoke, ['Inner', 'Quiet', 'none']);

    expect(alarms).toEqual([
      { name: 'Quiet', state: 'OK', dimensions: [{ name: 'NatGatewayId', value: 'nat-0727573dfef4a58e7' }] },
      { name: 'Inner', state: 'ALARM', dimensions: [], rule: expect.stringContaining('Egress') },
    ]);
    expect(callsTo(simulator, 'monitoring')).toMatchObject([{ account: SPOKE, region: 'us-east-1', status: 200 }]);
  });

  it('that may not be read are said, and those of strangers not asked for', async () => {
    const { simulator, clients } = await start();
    denied(simulator, 'DescribeAlarms', 'AccessDenied');
    const reader = awsAlarmReader(clients);

    expect(await reader.describe(spoke, ['Inner'])).toEqual({ alarms: [], unread: 'AccessDenied' });
    expect(await reader.describe({ ...spoke, account: '999900001111' }, ['Inner'])).toEqual({
      alarms: [],
      unread: "account 999900001111 is not among the policy's accounts",
    });
    expect(callsTo(simulator, 'monitoring')).toHaveLength(1);
  });

  it('pass on a failure that may pass by itself', async () => {
    const { simulator, clients } = await start();
    denied(simulator, 'DescribeAlarms', 'InternalServiceFault', 500);

    await expect(awsAlarmReader(clients).describe(spoke, ['Inner'])).rejects.toMatchObject({
      name: 'InternalServiceFault',
    });
  });
});
