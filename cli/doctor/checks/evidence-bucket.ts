import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type Check, failed, ok } from '../check.ts';

/** The evidence bucket can be reached. */
export const evidenceBucket: Check = {
  name: 'evidence-bucket',
  about: 'incident',
  reads: ['s3:ListBucket'],
  look: async ({ host, deployment }) => {
    const Bucket = deployment.output('EvidenceBucketName');
    if (Bucket === undefined) return [failed('bucket', 'is not known', 'set FLOWTRAP_BUCKET, or see to the stacks')];
    await new S3Client(host.clientConfig('s3')).send(new HeadBucketCommand({ Bucket }));
    return [ok(Bucket, 'can be reached')];
  },
};
