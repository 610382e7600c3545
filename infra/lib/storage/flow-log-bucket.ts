import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type GuardedBucketProps, guardedBucket, keepPolicy } from './buckets.ts';
import { type LogDeliverySources, logDeliveryConditions } from './log-delivery.ts';

/** Where an account's flow logs go, with Hive partitions and without (VPC user guide, flow log files). */
const prefixes = (account: string): readonly string[] => [
  `AWSLogs/${account}/*`,
  `AWSLogs/aws-account-id=${account}/*`,
];

/** What the VPC user guide asks for. It is here beforehand, so no function needs leave to change a bucket's policy. */
const deliveryStatements = (bucketArn: string, sources: LogDeliverySources): readonly PolicyStatement[] => {
  const { StringEquals, ArnLike } = logDeliveryConditions(sources);
  const principals = [new ServicePrincipal('delivery.logs.amazonaws.com')];
  return [
    new PolicyStatement({
      sid: 'AWSLogDeliveryWrite',
      principals,
      actions: ['s3:PutObject'],
      resources: sources.accounts.flatMap(prefixes).map((prefix) => `${bucketArn}/${prefix}`),
      conditions: { StringEquals: { ...StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' }, ArnLike },
    }),
    new PolicyStatement({
      sid: 'AWSLogDeliveryAclCheck',
      principals,
      actions: ['s3:GetBucketAcl'],
      resources: [bucketArn],
      conditions: { StringEquals, ArnLike },
    }),
  ];
};

export interface FlowLogBucketProps extends GuardedBucketProps {
  readonly sources: LogDeliverySources;
  /** Days until flow logs expire. */
  readonly retentionDays: number;
}

/** The bucket of VPC flow logs. Without a lock: delivery into a locked bucket is not documented. */
export const flowLogBucket = (scope: Construct, { sources, retentionDays, ...rest }: FlowLogBucketProps): Bucket => {
  const expiration = Duration.days(retentionDays);
  const bucket = guardedBucket(scope, 'FlowLogs', {
    ...rest,
    lifecycleRules: [{ expiration, noncurrentVersionExpiration: Duration.days(1) }],
  });
  for (const statement of deliveryStatements(bucket.bucketArn, sources)) bucket.addToResourcePolicy(statement);
  return keepPolicy(bucket);
};
