import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import type { FaultRule } from '../../simulator/wire/faults.ts';
import { hours, onBeacon, respond, type Scenario } from './scenario.ts';

/** The finding while something goes wrong. */
const withFault = (name: string, ...rules: readonly FaultRule[]): Scenario =>
  onBeacon(name, async (stack) => {
    for (const rule of rules) stack.simulator.faults.add(rule);
    await respond(stack, 'one', finding);
  });

const refusal = (code: string) => ({ kind: 'error', code, status: 400, when: 'before' }) as const;

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

/** Every branch that something going wrong leads to. */
export const faultScenarios: readonly Scenario[] = [
  lostCase,
  beforeCase,
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
];
