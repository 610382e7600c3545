import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import type { LocalStack, LocalStackOptions } from '../../simulator/local-stack.ts';
import type { Faults } from '../../simulator/wire/faults.ts';
import beacon from '../../simulator/worlds/beacon.json' with { type: 'json' };
import { memberCoreNetworkWorld } from '../support/core-network-world.ts';
import { asffCopy, HUB, hubEvent, IMPORTED, IMPORTED_V2, ocsfCopy } from '../support/hub-events.ts';
import { FAR_SUBJECT, peeredWorld } from '../support/peered-world.ts';
import { alarmArn, databaseArn, resourceWorld, TASK } from '../support/resource-world.ts';
import { SUBJECT } from '../support/vpc.ts';
import { worldJson } from '../support/worlds.ts';

/** Something that the handlers live through. */
export interface Scenario {
  readonly name: string;
  readonly options: LocalStackOptions;
  readonly run: (stack: LocalStack) => Promise<void>;
}

/** What the worlds in test/worlds are made for: accounts of the policy and of `iamConfig`. */
export const accounts = { members: ['444455556666'], externalId: 'flowtrap-test' };

const hours = (count: number): number => count * 3_600_000;

const respond = async (stack: LocalStack, name: string, input: unknown): Promise<void> => {
  await stack.respond({ name, input });
};

const request = (subjects: readonly string[], more: object = {}) => ({
  source: 'manual',
  reason: 'iam',
  subjects,
  ...more,
});

/** The shipped finding with another id, so that it is a case of its own. */
const otherFinding = (id: string, severity = 8) => ({
  ...finding,
  detail: { ...finding.detail, id, severity, arn: finding.detail.arn.replace(finding.detail.id, id) },
});

/** The case that the stack's evidence is of. */
const caseOf = ({ simulator, evidenceBucket }: LocalStack): { readonly caseId: string } => {
  const [caseId] = simulator.objects(evidenceBucket).flatMap(({ key }) => /c-[0-9a-f]{40}/.exec(key) ?? []);
  if (caseId === undefined) throw new Error('there is no case');
  return { caseId };
};

const onBeacon = (name: string, run: Scenario['run'], options: Partial<LocalStackOptions> = {}): Scenario => ({
  name,
  options: { world: beacon, ...options },
  run,
});

type FaultRule = Parameters<Faults['add']>[0];

/** The finding while something goes wrong. */
const withFault = (name: string, ...rules: readonly FaultRule[]): Scenario =>
  onBeacon(name, async (stack) => {
    for (const rule of rules) stack.simulator.faults.add(rule);
    await respond(stack, 'one', finding);
  });

const refusal = (code: string) => ({ kind: 'error', code, status: 400, when: 'before' }) as const;

const withDestination = (name: string, destination: object): Scenario =>
  onBeacon(name, (stack) => respond(stack, 'one', finding), {
    policy: JSON.stringify({ flowLogs: { destination } }),
  });

/** A request for an interface of a world, then the end of its flow logs' leases. */
const inWorld = (world: string, ...subjects: readonly string[]): Scenario => ({
  name: `world ${world}`,
  options: { world: worldJson(world), policy: JSON.stringify({ accounts }) },
  run: async (stack) => {
    await respond(stack, 'one', request(subjects, { account: '444455556666', region: 'us-east-1' }));
    await respond(stack, 'two', request(subjects));
    stack.time.advanceMs(hours(25));
    await stack.retireFlowLogs('retire');
  },
});

/** A composite alarm that rang in an account. */
const compositeAlarm = (account: string) => ({
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  account,
  region: 'us-east-1',
  resources: [alarmArn('Incident', account)],
  detail: {
    alarmName: 'Incident',
    state: { value: 'ALARM', timestamp: '2026-02-03T04:05:00.000+0000' },
    configuration: { alarmRule: 'ALARM("Inner")' },
  },
});

/** A task, a database and a composite alarm, in a member account and at home. */
const resources: Scenario = {
  name: 'tasks, databases and composite alarms',
  options: {
    world: resourceWorld(),
    policy: JSON.stringify({ accounts, triggers: { alarms: [{ name: 'Incident', peers: ['198.51.100.7/32'] }] } }),
  },
  run: async (stack) => {
    for (const account of ['444455556666', '111122223333']) {
      const [task, database] = [TASK, databaseArn].map((arn) => arn.replace('444455556666', account));
      await respond(
        stack,
        `request-${account}`,
        request([task ?? '', database ?? ''], { account, region: 'us-east-1' }),
      );
      await respond(stack, `alarm-${account}`, compositeAlarm(account));
    }
  },
};

/** What a member owns is read through its role. */
const memberCoreNetwork: Scenario = {
  name: "a member's core network",
  options: { world: memberCoreNetworkWorld(), policy: JSON.stringify({ accounts }) },
  run: (stack) =>
    respond(stack, 'one', request(['eni-03c9750fd2142ae5e'], { account: '444455556666', region: 'us-east-1' })),
};

/** Peered VPCs, asked for from both sides. */
const peered: Scenario = {
  name: 'peered VPCs',
  options: { world: peeredWorld(), policy: JSON.stringify({ accounts }) },
  run: async (stack) => {
    const { account, region } = { account: '444455556666', region: 'us-east-1' };
    await respond(stack, 'one', request([SUBJECT], { peers: ['10.9.1.9'] }));
    await respond(stack, 'two', request([FAR_SUBJECT], { account, region, peers: ['10.0.1.10'] }));
  },
};

export const firehoseStream = 'arn:aws:firehose:us-east-1:111122223333:deliverystream/flows';

/** An execution is stopped when its first results are asked for, and a search finds its case. */
const lostCase = onBeacon('lost case', async (stack) => {
  const { simulator } = stack;
  simulator.faults.decide = ({ operation }) => {
    const [arn = ''] = simulator.executions.keys();
    const isDue = operation === 'DescribeFlowOperation' && simulator.executions.get(arn)?.status === 'RUNNING';
    if (isDue) simulator.stateMachines.stop(arn, {});
    return undefined;
  };
  await respond(stack, 'one', finding);
  stack.time.advanceMs(hours(1));
  await stack.closeLostCases('search');
});

/** Planning cannot keep the trigger, so there is no case yet: closing makes one, with the policy that it reads itself. */
const beforeCase = onBeacon('planning that fails before there is a case', async (stack) => {
  stack.simulator.faults.decide = ({ service, accessKeyId = '' }) =>
    service === 's3' && accessKeyId.startsWith('plan-case:') ? refusal('AccessDenied') : undefined;
  await respond(stack, 'one', finding);
});

const INSTANCE_METRIC = {
  id: 'm1',
  metricStat: {
    metric: { namespace: 'AWS/EC2', name: 'NetworkOut', dimensions: { InstanceId: 'i-0c4d1e7f9a2b3c586' } },
    period: 60,
    stat: 'Sum',
  },
  returnData: true,
};

/** An alarm on the beacon's instance that rang, or is over. */
const instanceAlarm = (value: 'ALARM' | 'OK', time: string, previous: string) => ({
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  account: '111122223333',
  region: 'us-east-1',
  time,
  resources: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:egress-high'],
  detail: {
    alarmName: 'egress-high',
    state: { value, reason: 'threshold', timestamp: time },
    previousState: { value: value === 'OK' ? 'ALARM' : 'OK', timestamp: previous },
    configuration: { metrics: [INSTANCE_METRIC] },
  },
});

/** An alarm is over, and its flow logs end with it. */
const alarmOver = onBeacon(
  'an alarm that is over',
  async (stack) => {
    const rangAt = '2026-03-17T09:29:00.000+0000';
    await respond(stack, 'rings', instanceAlarm('ALARM', rangAt, '2026-03-17T08:00:00.000+0000'));
    await respond(stack, 'over', instanceAlarm('OK', '2026-03-17T09:40:00.000+0000', rangAt));
  },
  { policy: JSON.stringify({ triggers: { alarms: [{ name: 'egress-*', ports: [3128], retireFlowLogsOnOk: true }] } }) },
);

/** A start at a member's firewall whose answer is lost is read back there. */
const memberReadBack: Scenario = {
  name: "a start at a member's firewall whose answer is lost",
  options: { world: worldJson('ingress'), policy: JSON.stringify({ accounts }) },
  run: async (stack) => {
    stack.simulator.faults.add({ on: { operation: 'StartFlowCapture' }, fault: { kind: 'lose-response' } });
    await respond(stack, 'one', request(['eni-062c4893db70d87a0'], { account: '444455556666', region: 'us-east-1' }));
  },
};

/** Every function and every branch that calls AWS. */
export const scenarios: readonly Scenario[] = [
  onBeacon('a finding, its repeat, a mild one and text', async (stack) => {
    await respond(stack, 'one', finding);
    await respond(stack, 'two', finding);
    await respond(stack, 'three', otherFinding('a'.repeat(32), 2));
    await respond(stack, 'four', 'text');
    stack.time.advanceMs(hours(1));
    await respond(stack, 'five', otherFinding('b'.repeat(32)));
    stack.time.advanceMs(hours(30));
    await stack.retireFlowLogs('retire');
  }),
  onBeacon(
    'two cases that want one firewall, results in many pages',
    async (stack) => {
      await Promise.all([respond(stack, 'one', finding), respond(stack, 'two', otherFinding('c'.repeat(32)))]);
    },
    { settings: { resultsPageSize: 1 } },
  ),
  lostCase,
  beforeCase,
  alarmOver,
  memberReadBack,
  onBeacon('leases that a person extends and ends', async (stack) => {
    await respond(stack, 'one', finding);
    const { caseId } = caseOf(stack);
    await stack.retireFlowLogs('extend', { action: 'extend', lease: caseId, hours: 48, actor: 'iam' });
    await stack.retireFlowLogs('retire', { action: 'retire', lease: caseId, actor: 'iam' });
  }),
  withFault('a start whose answer is lost', {
    on: { operation: 'StartFlowCapture' },
    fault: { kind: 'lose-response' },
  }),
  withFault('a start that is lost', { on: { operation: 'StartFlowCapture' }, fault: { kind: 'drop' } }),
  withFault('a start that is refused', {
    on: { operation: 'StartFlowCapture' },
    fault: refusal('AccessDeniedException'),
    times: 100,
  }),
  withFault('evidence whose answers are lost', {
    on: { service: 's3', operation: 'PutObject' },
    fault: { kind: 'lose-response' },
    times: 4,
  }),
  withFault('records whose answers are lost', {
    on: { service: 'dynamodb', operation: 'PutItem' },
    fault: { kind: 'lose-response' },
    times: 6,
  }),
  withFault('results that cannot be read', {
    on: { operation: 'ListFlowOperationResults' },
    fault: refusal('InvalidRequestException'),
    times: 100,
  }),
  withFault('planning that fails', {
    on: { service: 'ec2', operation: 'DescribeSubnets' },
    fault: refusal('UnauthorizedOperation'),
    times: 100,
  }),
  withFault('flow logs that are refused', {
    on: { service: 'ec2', operation: 'CreateFlowLogs' },
    fault: refusal('UnauthorizedOperation'),
    times: 100,
  }),
  withFault('closing that fails', { on: { service: 'kms' }, fault: refusal('KMSInternalException'), times: 100 }),
  withDestination('flow logs to a log group', { type: 'cloud-watch-logs' }),
  withDestination('flow logs to a stream', { type: 'kinesis-data-firehose', deliveryStreamArn: firehoseStream }),
  onBeacon("an analyst's own flow logs", (stack) =>
    respond(stack, 'one', {
      source: 'manual',
      reason: 'iam',
      createFlowLogs: [
        { ResourceType: 'Subnet', ResourceIds: ['subnet-0a51c7e02d9384b16'] },
        { ResourceType: 'VPC', ResourceIds: ['vpc-0d41e27a9c3b58f60'] },
      ].map((named) => ({
        ...named,
        TrafficType: 'ALL',
        LogDestinationType: 's3',
        LogDestination: 'arn:aws:s3:::flowtrap-flow-logs',
      })),
    }),
  ),
  onBeacon('findings of both hubs, to be annotated', async (stack) => {
    stack.simulator.hubs.importAsff(HUB, asffCopy());
    stack.simulator.hubs.importOcsf(HUB, ocsfCopy());
    await respond(stack, 'one', hubEvent(IMPORTED, [asffCopy()]));
    const other = ocsfCopy({ finding_info: { ...ocsfCopy().finding_info, uid: 'another finding' } });
    await respond(stack, 'two', hubEvent(IMPORTED_V2, [other]));
  }),
  {
    name: "a finding of a member's own hub, to be annotated",
    options: { world: worldJson('transit-plain'), policy: JSON.stringify({ accounts }) },
    run: async (stack) => {
      const hub = { account: '444455556666', region: 'us-east-1' };
      const copy = asffCopy({ AwsAccountId: hub.account });
      stack.simulator.hubs.importAsff(hub, copy);
      await respond(stack, 'one', hubEvent(IMPORTED, [copy], hub));
    },
  },
  resources,
  inWorld('same-vpc', 'eni-0459cbce02008df8e'),
  inWorld('transit-plain', '10.10.1.10'),
  inWorld('transit-appliance', '10.10.1.10'),
  inWorld('transit-attached', 'eni-082ae8fd3714b0191'),
  inWorld('endpoint-association', 'eni-0d7664761eca11746'),
  inWorld('nat-before-firewall', 'eni-0d5be0ba12dc32061'),
  inWorld('ingress', 'eni-062c4893db70d87a0'),
  inWorld('cloud-wan', 'eni-03c9750fd2142ae5e'),
  memberCoreNetwork,
  peered,
];
