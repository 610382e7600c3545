import { GetObjectLockConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { type Check, type Finding, failed, ok, warning } from '../check.ts';

interface Lock {
  readonly mode: string;
  readonly days: number;
}

const readLock = async (client: S3Client, Bucket: string): Promise<Lock | undefined> => {
  const answer = await client.send(new GetObjectLockConfigurationCommand({ Bucket })).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ObjectLockConfigurationNotFoundError') return undefined;
    throw error;
  });
  const { Mode: mode, Days = 0, Years = 0 } = answer?.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
  return mode === undefined ? undefined : { mode, days: Days + Years * 365 };
};

const findingOf = (bucket: string, lock: Lock | undefined): Finding => {
  if (!lock) return failed(bucket, 'has no Object Lock: evidence could be deleted', 'run "npm run deploy" again');
  const detail = `${lock.mode} for ${lock.days} days`;
  if (lock.mode === 'COMPLIANCE')
    return warning(bucket, `${detail}: nobody can delete evidence before`, 'plan to keep the bucket until then');
  return ok(bucket, `${detail}: an administrator can lift it after removing the bucket policy's denial`);
};

/** How the evidence is locked, which keeps the bucket from being emptied. */
export const objectLock: Check = {
  name: 'object-lock',
  about: 'clean-up',
  reads: ['s3:GetBucketObjectLockConfiguration'],
  look: async ({ host, deployment, policy }) => {
    const bucket = deployment.output('EvidenceBucketName');
    if (bucket === undefined) return [failed('bucket', 'is not known', 'see to the stacks')];
    const lock = await readLock(new S3Client(host.clientConfig('s3')), bucket);
    const finding = findingOf(bucket, lock);
    const { lockMode, retentionDays } = policy?.evidence ?? {};
    const differs = lock && policy && (lock.mode !== lockMode || lock.days !== retentionDays);
    if (!differs) return [finding];
    const said = `the policy says ${lockMode} for ${retentionDays} days`;
    return [finding, warning(bucket, said, 'run "npm run deploy" to lock new evidence as the policy says')];
  },
};
