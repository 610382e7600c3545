import { gunzipSync } from 'node:zlib';

/** Archives that are planned are unpacked to at most this. */
export const MAX_ARCHIVE_BYTES = 256 * 1024 * 1024;

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Text as people's tools write it: UTF-8, or UTF-16 where its mark says so (PowerShell's `>`), gzip or not (GuardDuty's
 * own export, Firehose). @throws RangeError when gzip holds more than `MAX_ARCHIVE_BYTES` */
export const textOfBytes = (bytes: Buffer): string => {
  const plain = isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: MAX_ARCHIVE_BYTES }) : bytes;
  if (plain[0] === 0xff && plain[1] === 0xfe) return new TextDecoder('utf-16le').decode(plain);
  if (plain[0] === 0xfe && plain[1] === 0xff) return new TextDecoder('utf-16be').decode(plain);
  return new TextDecoder().decode(plain);
};
