import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ApiError } from '../../wire/api-error.ts';
import type { WireRequest } from '../../wire/service.ts';

const crc32Bytes = (bytes: Uint8Array): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(crc32(bytes));
  return out;
};

const hashes: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  'x-amz-checksum-sha256': (bytes) => createHash('sha256').update(bytes).digest(),
  'x-amz-checksum-sha1': (bytes) => createHash('sha1').update(bytes).digest(),
  'x-amz-checksum-crc32': crc32Bytes,
};

interface Upload {
  readonly bytes: Buffer;
  /** Headers of the request, and the trailers of a chunked body. */
  readonly claims: Readonly<Record<string, string | undefined>>;
}

const badChunk = (): ApiError => new ApiError('IncompleteBody', 'The chunked body is not well formed');

/** `aws-chunked`: length in hexadecimal, bytes, …, 0, trailers. Streams are uploaded like this. */
const dechunk = (body: Buffer): Upload => {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.subarray(at, end).toString('latin1').split(';')[0] ?? '', 16);
    if (end < 0 || Number.isNaN(length)) throw badChunk();
    at = end + 2;
    if (length === 0) break;
    parts.push(body.subarray(at, at + length));
    at += length + 2;
  }
  const trailers = body
    .subarray(at)
    .toString('latin1')
    .split('\r\n')
    .filter((line) => line.includes(':'));
  const claims = trailers.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return { bytes: Buffer.concat(parts), claims: Object.fromEntries(claims) };
};

/** The uploaded bytes with their checksums, each verified.
 * @throws ApiError BadDigest when a checksum does not fit the bytes, InvalidRequest when it is of an unknown kind */
export const readUpload = (request: WireRequest): { bytes: Buffer; checksums: Record<string, string> } => {
  const chunked = (request.headers['content-encoding'] ?? '').includes('aws-chunked');
  const { bytes, claims } = chunked ? dechunk(request.body) : { bytes: request.body, claims: {} };
  const all = Object.entries({ ...request.headers, ...claims });
  const claimed = all.filter(([name]) => /^x-amz-checksum-(?!algorithm|mode|type)/.test(name));
  for (const [name, value] of claimed) {
    const hash = hashes[name];
    if (!hash) throw new ApiError('InvalidRequest', `The checksum ${name} is not supported here`);
    if (hash(bytes).toString('base64') !== value)
      throw new ApiError('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  const md5 = request.headers['content-md5'];
  if (md5 !== undefined && createHash('md5').update(bytes).digest('base64') !== md5)
    throw new ApiError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  const checksums = Object.fromEntries(claimed.map(([name, value]) => [name, value ?? '']));
  // S3 keeps a CRC of its own where the writer sends none.
  const usual: Record<string, string> =
    Object.keys(checksums).length > 0 ? {} : { 'x-amz-checksum-crc32': crc32Bytes(bytes).toString('base64') };
  return { bytes, checksums: { ...checksums, ...usual } };
};

/** The ETag of an object that was written in one piece. */
export const etagOf = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`;
