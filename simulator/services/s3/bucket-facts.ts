import { ApiError } from '../../wire/api-error.ts';
import type { ServiceCall, WireResponse } from '../../wire/service.ts';
import { element } from '../ec2/xml.ts';

const xml = (body: string): WireResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});

const headBucket = ({ caller }: ServiceCall): WireResponse => ({
  status: 200,
  headers: { 'x-amz-bucket-region': caller.region },
  body: '',
});

const getBucketPolicy = ({ sim }: ServiceCall, bucket: string): WireResponse => {
  const { policy } = sim.buckets.facts(bucket);
  if (policy === undefined) throw new ApiError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(policy) };
};

const getObjectLockConfiguration = ({ sim }: ServiceCall, bucket: string): WireResponse => {
  const { objectLock } = sim.buckets.facts(bucket);
  if (!objectLock)
    throw new ApiError(
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
      404,
    );
  const retention = element('Mode', objectLock.mode) + element('Days', String(objectLock.days));
  const rule = element('Rule', element('DefaultRetention', retention));
  return xml(element('ObjectLockConfiguration', element('ObjectLockEnabled', 'Enabled') + rule));
};

/** Operations on a bucket itself, by method and the one query member that names them. */
export const bucketOperations: Readonly<Record<string, (call: ServiceCall, bucket: string) => WireResponse>> = {
  HeadBucket: headBucket,
  GetBucketPolicy: getBucketPolicy,
  GetObjectLockConfiguration: getObjectLockConfiguration,
};

/** Which of them a request without a key asks for. */
export const bucketOperationOf = (method: string, query: URLSearchParams): string | undefined => {
  if (method === 'HEAD') return 'HeadBucket';
  if (method === 'GET' && query.has('policy')) return 'GetBucketPolicy';
  return method === 'GET' && query.has('object-lock') ? 'GetObjectLockConfiguration' : undefined;
};
