import { memberCoreNetworkWorld } from '../support/core-network-world.ts';
import { asffCopy, hubEvent, IMPORTED } from '../support/hub-events.ts';
import { FAR_SUBJECT, peeredWorld } from '../support/peered-world.ts';
import { alarmArn, databaseArn, resourceWorld, TASK } from '../support/resource-world.ts';
import { SUBJECT } from '../support/vpc.ts';
import { worldJson } from '../support/worlds.ts';
import { accounts, hours, request, respond, type Scenario } from './scenario.ts';

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

/** A start at a member's firewall whose answer is lost is read back there. */
const memberReadBack: Scenario = {
  name: "a start at a member's firewall whose answer is lost",
  options: { world: worldJson('ingress'), policy: JSON.stringify({ accounts }) },
  run: async (stack) => {
    stack.simulator.faults.add({ on: { operation: 'StartFlowCapture' }, fault: { kind: 'lose-response' } });
    await respond(stack, 'one', request(['eni-062c4893db70d87a0'], { account: '444455556666', region: 'us-east-1' }));
  },
};

/** A finding of a member's own hub, to be annotated there. */
const memberHub: Scenario = {
  name: "a finding of a member's own hub, to be annotated",
  options: { world: worldJson('transit-plain'), policy: JSON.stringify({ accounts }) },
  run: async (stack) => {
    const hub = { account: '444455556666', region: 'us-east-1' };
    const copy = asffCopy({ AwsAccountId: hub.account });
    stack.simulator.hubs.importAsff(hub, copy);
    await respond(stack, 'one', hubEvent(IMPORTED, [copy], hub));
  },
};

/** What is read and done in other accounts, and on every kind of path. */
export const worldScenarios: readonly Scenario[] = [
  memberReadBack,
  memberHub,
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
