import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

/** What every bucket of ours has: private, TLS 1.2 or later, owner's objects only, and kept when the stack goes. */
const guarded = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
} as const satisfies BucketProps;

const made = (scope: Construct, id: string, props: BucketProps): Bucket => {
  const bucket = new Bucket(scope, id, { ...props, ...guarded });
  acknowledge(bucket, {
    'NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled':
      'A second Region is the choice of the operator: it doubles the cost, and evidence may not be allowed to leave.',
  });
  return bucket;
};

/** Keeps the policy of a bucket with the bucket when the stack goes. Call it last: a policy is made with its first statement. */
export const keepPolicy = (bucket: Bucket): Bucket => {
  bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return bucket;
};

/** Where S3 writes who read and wrote evidence. S3 delivers access logs only under its own key (S3 user guide). */
export const accessLogBucket = (scope: Construct): Bucket => {
  const bucket = made(scope, 'AccessLogs', {
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(1) }],
  });
  acknowledge(bucket, {
    'NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS':
      'S3 delivers access logs only to a bucket under its own key (S3 user guide, server access logging).',
  });
  return bucket;
};

export interface GuardedBucketProps extends Omit<BucketProps, keyof typeof guarded> {
  readonly encryptionKey: IKey;
  readonly serverAccessLogsBucket: Bucket;
}

/** A bucket under a key of ours, with every access logged. */
export const guardedBucket = (scope: Construct, id: string, props: GuardedBucketProps): Bucket =>
  made(scope, id, {
    encryption: BucketEncryption.KMS,
    bucketKeyEnabled: true,
    serverAccessLogsPrefix: `${id}/`,
    ...props,
  });
