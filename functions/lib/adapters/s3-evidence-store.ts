import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { EvidenceConflictError, MisconfiguredError } from '../domain/errors.ts';
import { sha256Hex } from '../domain/ids.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import type { Host } from '../runtime/host.ts';
import { rehearsal } from '../runtime/rehearsal.ts';

/** Milliseconds before each new try after HTTP 409: another conditional write of the same key was in flight. */
const CONFLICT_DELAYS_MS = [50, 100, 200, 400, 800, 1_600];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const responseFault = z.object({ $metadata: z.object({ httpStatusCode: z.optional(z.number()) }) });

/** By status, not by name: an answer without a body reaches us under another error name. */
const statusOf = (error: unknown): number | undefined => responseFault.safeParse(error).data?.$metadata.httpStatusCode;

/** No permission on the bucket, or its KMS key cannot be used (S3 answers 400 `KMS.DisabledException`, for example). */
const isMisconfigured = (error: unknown): boolean =>
  statusOf(error) === 403 ||
  (error instanceof Error && (error.name.startsWith('KMS.') || error.name === 'NoSuchBucket'));

const passOn = (cause: unknown): never => {
  if (!isMisconfigured(cause)) throw cause;
  const fault = cause instanceof Error ? cause.name : 'unknown';
  throw new MisconfiguredError(`the evidence bucket refuses us: ${fault}`, { fault }, { cause });
};

/** The evidence bucket on S3. Every write is conditional on the key being new (`If-None-Match: *`) and carries its
 * SHA-256, so a retry of a lost answer meets its own bytes and succeeds.
 * @param wait pauses before a write is tried again */
export const s3EvidenceStore = (host: Host, bucket: string, wait = pause): EvidenceStore => {
  const client = new S3Client(host.clientConfig('s3'));
  const nothing = { Bucket: bucket, Key: '-' };
  host.whileStarting?.(() => client.send(rehearsal(new HeadObjectCommand(nothing), '')));

  const get = async (key: string): Promise<Uint8Array | undefined> => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToByteArray();
    } catch (error) {
      return statusOf(error) === 404 && !isMisconfigured(error) ? undefined : passOn(error);
    }
  };

  /** The checksum that S3 keeps; read from the bytes where the object was stored without one. */
  const storedSha256 = async (key: string): Promise<string | undefined> => {
    const head = new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' });
    const { ChecksumSHA256, ChecksumType } = await client.send(head).catch(passOn);
    if (ChecksumSHA256 && ChecksumType !== 'COMPOSITE') return Buffer.from(ChecksumSHA256, 'base64').toString('hex');
    const bytes = await get(key);
    return bytes && sha256Hex(bytes);
  };

  const write = async (
    key: string,
    body: Uint8Array,
    more: { sha256: string; contentType: string },
  ): Promise<number> => {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: more.contentType,
      ChecksumSHA256: Buffer.from(more.sha256, 'hex').toString('base64'),
      IfNoneMatch: '*',
    });
    return client.send(command).then(
      () => 200,
      (error) => {
        const status = statusOf(error);
        return status === 412 || status === 409 ? status : passOn(error);
      },
    );
  };

  const put: EvidenceStore['put'] = async (key, bytes, contentType) => {
    const sha256 = sha256Hex(bytes);
    for (const delayMs of [...CONFLICT_DELAYS_MS, undefined]) {
      const status = await write(key, bytes, { sha256, contentType });
      if (status === 200) return { key, sha256, sizeBytes: bytes.byteLength };
      if (status === 412) break;
      if (delayMs === undefined) throw new Error(`S3 kept answering 409 for ${key}`);
      await wait(delayMs);
    }
    const stored = await storedSha256(key);
    if (stored === sha256) return { key, sha256, sizeBytes: bytes.byteLength };
    throw new EvidenceConflictError(`${key} already holds other bytes`, { key, sha256, stored });
  };

  return { put, get };
};
