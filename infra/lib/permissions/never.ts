import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** What no role of ours may ever do, whatever else allows it: a flush destroys the very flows that a capture reads, and
 * evidence is neither deleted nor unlocked. */
export const never = (): PolicyStatement =>
  new PolicyStatement({
    sid: 'Never',
    effect: Effect.DENY,
    actions: [
      'network-firewall:StartFlowFlush',
      's3:BypassGovernanceRetention',
      's3:DeleteObject*',
      's3:PutBucketPolicy',
      's3:PutBucketObjectLockConfiguration',
    ],
    resources: ['*'],
  });
