import { account } from './doctor-stack.ts';
import { changeStack, type Variant } from './doctor-variant.ts';

/** What is wrong with the stacks, or with what they hold. */
export const deploymentVariants: readonly Variant[] = [
  {
    what: 'another account',
    check: 'identity',
    outcome: 'failed',
    detail: /is of account 111122223333, and Flowtrap of 999988887777/,
    harm: (stack) => {
      const { deployment } = stack.simulator;
      deployment.stacks = deployment.stacks.map((one) => ({
        ...one,
        outputs: Object.fromEntries(
          Object.entries(one.outputs).map(([name, value]) => [name, value.replace(account, '999988887777')]),
        ),
      }));
    },
  },
  {
    what: 'no deployment',
    check: 'stacks',
    outcome: 'failed',
    detail: /flowtrap-stateful does not exist/,
    harm: ({ simulator }) => {
      simulator.deployment.stacks = [];
    },
  },
  {
    what: 'a deployment that failed',
    check: 'stacks',
    outcome: 'failed',
    detail: /^UPDATE_ROLLBACK_FAILED$/,
    harm: (stack) => changeStack(stack, { status: 'UPDATE_ROLLBACK_FAILED' }),
  },
  {
    what: 'a deployment in progress',
    check: 'stacks',
    outcome: 'warning',
    detail: /^UPDATE_IN_PROGRESS$/,
    harm: (stack) => changeStack(stack, { status: 'UPDATE_IN_PROGRESS' }),
  },
  {
    what: 'a policy that is none',
    check: 'policy',
    outcome: 'failed',
    detail: /capture\.rounds/,
    options: { policy: '{"capture":{"rounds":99}}' },
  },
  {
    what: 'a policy that only watches',
    check: 'policy',
    outcome: 'warning',
    detail: /captures nothing/,
    options: { policy: '{"capture":{"mode":"monitor"}}' },
  },
  {
    what: 'no table',
    check: 'table',
    outcome: 'failed',
    detail: /ResourceNotFoundException/,
    harm: (stack) => changeStack(stack, { outputs: { TableName: 'gone' } }),
  },
  {
    what: 'no bucket',
    check: 'evidence-bucket',
    outcome: 'failed',
    detail: /cannot be looked at/,
    harm: (stack) => changeStack(stack, { outputs: { EvidenceBucketName: 'gone' } }),
  },
  {
    what: 'no key',
    check: 'signing-key',
    outcome: 'failed',
    detail: /NotFoundException/,
    harm: (stack) => changeStack(stack, { outputs: { SigningKeyArn: `arn:aws:kms:us-east-1:${account}:key/gone` } }),
  },
  {
    what: 'no machine',
    check: 'machines',
    outcome: 'failed',
    detail: /StateMachineDoesNotExist/,
    harm: ({ simulator }) => {
      const { deployment } = simulator;
      deployment.stacks = deployment.stacks.map((one) => ({
        ...one,
        outputs: { ...one.outputs, RespondArn: `arn:aws:states:us-east-1:${account}:stateMachine:gone-respond` },
      }));
    },
  },
  {
    what: 'hardly any concurrency left',
    check: 'concurrency',
    outcome: 'warning',
    detail: /^100 of 202 concurrent executions are not reserved$/,
    harm: ({ simulator }) => {
      simulator.deployment.concurrency = { total: 202, unreserved: 100 };
    },
  },
  {
    what: 'a lock that differs from the policy',
    check: 'object-lock',
    outcome: 'warning',
    detail: /^the policy says COMPLIANCE for 30 days$/,
    options: { policy: '{"evidence":{"lockMode":"COMPLIANCE","retentionDays":30}}' },
  },
  {
    what: 'a bucket without a lock',
    check: 'object-lock',
    outcome: 'failed',
    detail: /has no Object Lock/,
    harm: (stack) => changeStack(stack, { outputs: { EvidenceBucketName: 'flowtrap-flow-logs' } }),
  },
  {
    what: 'a lock that nobody can lift',
    check: 'object-lock',
    outcome: 'warning',
    detail: /^COMPLIANCE for 10 days: nobody can delete evidence before$/,
    harm: (stack) => {
      stack.simulator.createBucket('locked', { objectLock: { mode: 'COMPLIANCE', days: 10 } });
      changeStack(stack, { outputs: { EvidenceBucketName: 'locked' } });
    },
  },
  {
    what: 'a stack without protection',
    check: 'protection',
    outcome: 'warning',
    detail: /^termination protection is off$/,
    harm: (stack) => changeStack(stack, { terminationProtection: false }),
  },
  {
    what: 'a table without protection',
    check: 'protection',
    outcome: 'warning',
    detail: /^deletion protection is off$/,
    harm: async (stack) => {
      await stack.simulator.createTable({
        TableName: 'open',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      });
      changeStack(stack, { outputs: { TableName: 'open' } });
    },
  },
];
