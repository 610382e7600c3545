import { Duration } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Policy } from '../../../functions/lib/policy/policy.ts';
import { evidencePrefixes } from '../permissions/records.ts';
import { type GuardedBucketProps, guardedBucket, keepPolicy } from './buckets.ts';

interface Denial {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
}

const deny = ({ sid, actions, resources, conditions = {} }: Denial): PolicyStatement =>
  new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: [...actions],
    resources: [...resources],
    conditions,
  });

/** Whoever asks, with whatever permission: evidence is created once, by the steps that make it, and then stays. */
const denials = (bucketArn: string, writerRoleArns: readonly string[]): readonly Denial[] => {
  const evidence = Object.values(evidencePrefixes).map((prefix) => `${bucketArn}/${prefix}`);
  const all = [`${bucketArn}/*`];
  const put = ['s3:PutObject'];
  return [
    { sid: 'CreateOnly', actions: put, resources: evidence, conditions: { Null: { 's3:if-none-match': 'true' } } },
    {
      sid: 'WrittenByStepsOnly',
      actions: put,
      resources: evidence,
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': writerRoleArns } },
    },
    { sid: 'NeverDeleted', actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'], resources: all },
    { sid: 'NeverUnlocked', actions: ['s3:BypassGovernanceRetention'], resources: all },
  ];
};

export interface EvidenceBucketProps extends GuardedBucketProps {
  readonly evidence: Policy['evidence'];
  readonly writerRoleArns: readonly string[];
}

/** The evidence bucket: versioned, locked for the policy's retention, create-only. */
export const evidenceBucket = (scope: Construct, props: EvidenceBucketProps): Bucket => {
  const { evidence, writerRoleArns, ...rest } = props;
  const retention = Duration.days(evidence.retentionDays);
  const bucket = guardedBucket(scope, 'Evidence', {
    ...rest,
    objectLockEnabled: true,
    objectLockDefaultRetention:
      evidence.lockMode === 'COMPLIANCE'
        ? ObjectLockRetention.compliance(retention)
        : ObjectLockRetention.governance(retention),
  });
  for (const denial of denials(bucket.bucketArn, writerRoleArns)) bucket.addToResourcePolicy(deny(denial));
  return keepPolicy(bucket);
};
