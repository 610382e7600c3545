import { Duration } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type GuardedBucketProps, guardedBucket, keepPolicy } from './buckets.ts';

/** Days until an answer is removed. It can be asked for again. */
const KEPT_DAYS = 30;

/** Where Athena writes answers. They repeat evidence, so they are guarded like it, and are not kept. */
export const queryResultsBucket = (scope: Construct, props: GuardedBucketProps): Bucket =>
  keepPolicy(
    guardedBucket(scope, 'QueryResults', {
      ...props,
      lifecycleRules: [
        { expiration: Duration.days(KEPT_DAYS), noncurrentVersionExpiration: Duration.days(1) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    }),
  );
