import { ApiError } from '../../wire/api-error.ts';
import type { Service, ServiceCall, WireRequest } from '../../wire/service.ts';
import { element, xmlText } from '../ec2/xml.ts';
import { bucketOperationOf, bucketOperations } from './bucket-facts.ts';
import { listObjects } from './list.ts';
import { deleteObject, objectNameOf, putObject, readObject } from './objects.ts';

const operationOf = ({ method, query }: WireRequest, key: string): string => {
  if (key === '' && method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2';
  const ofBucket = key === '' ? bucketOperationOf(method, query) : undefined;
  if (ofBucket !== undefined) return ofBucket;
  const byMethod: Readonly<Record<string, string>> = {
    PUT: 'PutObject',
    GET: 'GetObject',
    HEAD: 'HeadObject',
    DELETE: 'DeleteObject',
  };
  const operation = key === '' ? undefined : byMethod[method];
  const plain = [...query.keys()].every((name) => ['x-id', 'versionId'].includes(name));
  if (!operation || !plain)
    throw new ApiError(
      'NotImplemented',
      'A header or query you provided implies functionality that is not implemented',
      501,
    );
  return operation;
};

/** What a test may want to know of a request: conditions, checksums, metadata. */
const TOLD =
  /^(if-none-match|if-match|content-type|content-md5|x-amz-(checksum|meta|server-side|object-lock|tagging)[a-z0-9-]*)$/;

const parametersOf = (request: WireRequest): Record<string, unknown> => {
  const { bucket, key } = objectNameOf(request);
  const told = Object.entries(request.headers).filter(([name]) => TOLD.test(name));
  return {
    Bucket: bucket,
    ...(key ? { Key: key } : {}),
    ...Object.fromEntries(request.query),
    ...Object.fromEntries(told),
  };
};

const needBucket = ({ sim }: ServiceCall, bucket: string): void => {
  if (!sim.buckets.has(bucket)) throw new ApiError('NoSuchBucket', 'The specified bucket does not exist', 404);
};

/** Amazon S3, REST, path-style. */
export const s3Service: Service = {
  read: (request) => {
    const { bucket, key } = objectNameOf(request);
    const resource = `arn:aws:s3:::${bucket}${key ? `/${key}` : ''}`;
    return { operation: operationOf(request, key), parameters: parametersOf(request), resource };
  },
  run: (call) => {
    const name = objectNameOf(call.request);
    needBucket(call, name.bucket);
    const { operation } = call.facts;
    if (operation === 'ListObjectsV2') return listObjects(call, name.bucket);
    const ofBucket = bucketOperations[operation];
    if (ofBucket) return ofBucket(call, name.bucket);
    if (operation === 'PutObject') return putObject(call, name);
    return operation === 'DeleteObject' ? deleteObject(call, name) : readObject(call, name);
  },
  fail: (error, request, requestId) => {
    const content =
      element('Code', error.code) + element('Message', xmlText(error.message)) + element('RequestId', requestId);
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n${element('Error', content)}`;
    return {
      status: error.status,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
      body: request.method === 'HEAD' ? '' : body,
    };
  },
};
