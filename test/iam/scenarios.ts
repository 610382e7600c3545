import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import type { LocalStack } from '../../simulator/local-stack.ts';
import { instanceAlarm } from '../support/alarm-events.ts';
import { asffCopy, HUB, hubEvent, IMPORTED, IMPORTED_V2, ocsfCopy } from '../support/hub-events.ts';
import { faultScenarios } from './fault-scenarios.ts';
import { hours, onBeacon, respond, type Scenario } from './scenario.ts';
import { worldScenarios } from './world-scenarios.ts';

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

const withDestination = (name: string, destination: object): Scenario =>
  onBeacon(name, (stack) => respond(stack, 'one', finding), {
    policy: JSON.stringify({ flowLogs: { destination } }),
  });

export const firehoseStream = 'arn:aws:firehose:us-east-1:111122223333:deliverystream/flows';

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
  alarmOver,
  onBeacon('leases that a person extends and ends', async (stack) => {
    await respond(stack, 'one', finding);
    const { caseId } = caseOf(stack);
    await stack.retireFlowLogs('extend', { action: 'extend', lease: caseId, hours: 48, actor: 'iam' });
    await stack.retireFlowLogs('retire', { action: 'retire', lease: caseId, actor: 'iam' });
  }),
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
  ...faultScenarios,
  ...worldScenarios,
];
