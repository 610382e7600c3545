import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** What every bucket of ours has: private, TLS 1.2 or later, owner's objects only, and kept when the stack goes. */
const guarded = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
} as const satisfies BucketProps;

/** Where S3 writes who read and wrote evidence. S3 delivers access logs only under its own key (S3 user guide). */
export const accessLogBucket = (scope: Construct): Bucket =>
  new Bucket(scope, 'AccessLogs', {
    ...guarded,
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(1) }],
  });

export interface GuardedBucketProps extends Omit<BucketProps, keyof typeof guarded> {
  readonly encryptionKey: IKey;
  readonly serverAccessLogsBucket: Bucket;
}

/** A bucket under a key of ours, with every access logged. */
export const guardedBucket = (scope: Construct, id: string, props: GuardedBucketProps): Bucket =>
  new Bucket(scope, id, {
    ...guarded,
    encryption: BucketEncryption.KMS,
    bucketKeyEnabled: true,
    serverAccessLogsPrefix: `${id}/`,
    ...props,
  });
