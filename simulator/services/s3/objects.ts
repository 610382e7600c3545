import { ApiError } from '../../wire/api-error.ts';
import type { ServiceCall, WireRequest, WireResponse } from '../../wire/service.ts';
import type { ObjectVersion } from './bucket-store.ts';
import { etagOf, readUpload } from './checksums.ts';

/** A bucket and a key, as a path-style URL names them. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** @throws ApiError InvalidURI when an escape is broken */
export const objectNameOf = ({ path }: WireRequest): ObjectName => {
  try {
    const [bucket = '', ...rest] = path.slice(1).split('/');
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(rest.join('/')) };
  } catch {
    throw new ApiError('InvalidURI', "Couldn't parse the specified URI.");
  }
};

const noSuchKey = (): ApiError => new ApiError('NoSuchKey', 'The specified key does not exist.', 404);

const metadataOf = (request: WireRequest): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') && value !== undefined ? [[name, value]] : [],
    ),
  );

const versionIdFor = ({ sim }: ServiceCall, { bucket, key }: ObjectName): string =>
  sim.buckets.isVersioned(bucket)
    ? sim.hex(['version', bucket, key, sim.buckets.history(bucket).filter((row) => row.key === key).length])
    : 'null';

const versionHeader = ({ sim }: ServiceCall, version: ObjectVersion): Record<string, string> =>
  sim.buckets.isVersioned(version.bucket) ? { 'x-amz-version-id': version.versionId } : {};

/** Refuses where the writer's condition does not hold (conditional writes guide). */
const checkConditions = ({ request }: ServiceCall, current: ObjectVersion | undefined): void => {
  const exists = current !== undefined && !current.deleteMarker;
  const none = request.headers['if-none-match'];
  if (none !== undefined && none !== '*') throw new ApiError('NotImplemented', 'If-None-Match takes only * here', 501);
  const match = request.headers['if-match'];
  if (match !== undefined && !exists) throw noSuchKey();
  if ((none === '*' && exists) || (match !== undefined && current?.etag !== match))
    throw new ApiError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
};

export const putObject = (call: ServiceCall, name: ObjectName): WireResponse => {
  const { sim, request } = call;
  const { bytes, checksums } = readUpload(request);
  if (Buffer.byteLength(name.key) > 1_024) throw new ApiError('KeyTooLongError', 'Your key is too long');
  checkConditions(call, sim.buckets.version(name.bucket, name.key));
  const version: ObjectVersion = {
    ...name,
    versionId: versionIdFor(call, name),
    bytes,
    deleteMarker: false,
    contentType: request.headers['content-type'],
    etag: etagOf(bytes),
    checksums,
    metadata: metadataOf(request),
    modifiedAtMs: sim.clock.nowMs(),
  };
  sim.buckets.add(version);
  return { status: 200, headers: { etag: version.etag, ...checksums, ...versionHeader(call, version) }, body: '' };
};

/** GetObject and HeadObject: the same headers, with or without the bytes. */
export const readObject = (call: ServiceCall, { bucket, key }: ObjectName): WireResponse => {
  const { sim, request } = call;
  const version = sim.buckets.version(bucket, key, request.query.get('versionId') ?? undefined);
  if (!version || version.deleteMarker) throw noSuchKey();
  const showChecksums = request.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED';
  const headers = {
    etag: version.etag,
    'content-type': version.contentType ?? 'binary/octet-stream',
    'content-length': String(version.bytes.length),
    'last-modified': new Date(version.modifiedAtMs).toUTCString(),
    ...version.metadata,
    ...(showChecksums ? { ...version.checksums, 'x-amz-checksum-type': 'FULL_OBJECT' } : {}),
    ...versionHeader(call, version),
  };
  return { status: 200, headers, body: request.method === 'HEAD' ? '' : version.bytes };
};

/** Deleting what is not there succeeds. In a versioned bucket a delete marker goes on top. */
export const deleteObject = (call: ServiceCall, name: ObjectName): WireResponse => {
  const { sim, request } = call;
  const versionId = request.query.get('versionId') ?? undefined;
  if (versionId !== undefined || !sim.buckets.isVersioned(name.bucket)) {
    sim.buckets.erase(name.bucket, name.key, versionId);
    return { status: 204, headers: {}, body: '' };
  }
  const marker: ObjectVersion = {
    ...name,
    versionId: versionIdFor(call, name),
    bytes: Buffer.alloc(0),
    deleteMarker: true,
    etag: '',
    checksums: {},
    metadata: {},
    modifiedAtMs: sim.clock.nowMs(),
  };
  sim.buckets.add(marker);
  return { status: 204, headers: { 'x-amz-delete-marker': 'true', ...versionHeader(call, marker) }, body: '' };
};
