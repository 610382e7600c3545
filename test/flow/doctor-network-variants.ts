import beacon from '../../simulator/worlds/beacon.json' with { type: 'json' };
import { account, refuse, withMembers } from './doctor-stack.ts';
import { changeStack, type Variant } from './doctor-variant.ts';

const destination = (value: object) => ({ policy: JSON.stringify({ flowLogs: { destination: value } }) });

/** What is wrong with members, firewalls, or the way of flow logs. */
export const networkVariants: readonly Variant[] = [
  {
    what: 'a member that refuses whoever looks, and no sweep yet',
    check: 'members',
    outcome: 'warning',
    detail: /no sweep of the steps tells/,
    options: withMembers,
    harm: (stack) => refuse(stack, 'AssumeRole', 'AccessDenied'),
  },
  {
    what: 'a member that refuses the steps as well',
    check: 'members',
    outcome: 'failed',
    detail: /the steps could not read every place/,
    options: withMembers,
    harm: async (stack) => {
      refuse(stack, 'AssumeRole', 'AccessDenied');
      await stack.retireFlowLogs('sweep');
    },
  },
  {
    what: 'an external id that is another',
    check: 'members',
    outcome: 'warning',
    detail: /is refused to you/,
    options: {
      ...withMembers,
      policy: JSON.stringify({ accounts: { members: ['444455556666'], externalId: 'another' } }),
    },
  },
  {
    what: 'a firewall that is being changed',
    check: 'firewalls',
    outcome: 'warning',
    detail: /^is PROVISIONING$/,
    options: { world: JSON.parse(JSON.stringify(beacon).replace('"Status":"READY"', '"Status":"PROVISIONING"')) },
  },
  {
    what: 'no firewall',
    check: 'firewalls',
    outcome: 'failed',
    detail: /none is visible: 111122223333 in us-east-1/,
    harm: ({ simulator }) => {
      for (const { resources } of simulator.world.places) resources.Firewalls.splice(0);
    },
  },
  {
    what: 'a bucket that takes no flow logs',
    check: 'flow-log-destination',
    outcome: 'failed',
    detail: /cannot be looked at: NoSuchBucketPolicy|does not let flow logs in/,
    options: destination({ type: 's3', bucketArn: 'arn:aws:s3:::flowtrap-evidence' }),
  },
  {
    what: 'a bucket that does not know a member',
    check: 'flow-log-destination',
    outcome: 'failed',
    detail: /does not let the flow logs of 777788889999 in/,
    options: { policy: JSON.stringify({ accounts: { members: ['777788889999'], externalId: 'x1' } }) },
  },
  {
    what: 'a log group that is gone from the stack',
    check: 'flow-log-destination',
    outcome: 'failed',
    detail: /^is not in flowtrap-stateful$/,
    options: destination({ type: 'cloud-watch-logs' }),
    harm: (stack) => changeStack(stack, { resources: [] }),
  },
  {
    what: 'a stream, which nobody looks into',
    check: 'flow-log-destination',
    outcome: 'warning',
    detail: /is not looked into/,
    options: destination({
      type: 'kinesis-data-firehose',
      deliveryStreamArn: `arn:aws:firehose:us-east-1:${account}:deliverystream/flows`,
    }),
  },
  {
    what: 'no leave to see flow logs',
    check: 'flow-log-delivery',
    outcome: 'failed',
    detail: /UnauthorizedOperation/,
    harm: (stack) => refuse(stack, 'DescribeFlowLogs', 'UnauthorizedOperation'),
  },
];
