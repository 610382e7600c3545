import { gunzipSync } from 'node:zlib';
import { MAX_TRIGGER_DEPTH } from './guard.ts';
import { jsonDocuments } from './json-documents.ts';
import { at, items, type JsonNode, textOf } from './json-node.ts';
import { parseGuarded, type Unwrapped } from './parse-guarded.ts';

/** A log batch unpacks to at most this: a subscription delivers up to 1 MiB (PutSubscriptionFilter, CloudWatch Logs). */
export const MAX_LOG_BYTES = 1_048_576;
/** What all records of one list may unpack to, so that a list of small bombs does no harm either. */
const MAX_BATCH_BYTES = 4 * MAX_LOG_BYTES;

export const logLimits = { maxBytes: MAX_LOG_BYTES, maxDepth: MAX_TRIGGER_DEPTH, maxNodes: 100_000 };

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Text of base64, unpacked where it is gzip, of at most `maxBytes`; undefined where it cannot be had. */
export const unpackedText = (base64: string, maxBytes = MAX_LOG_BYTES): string | undefined => {
  const bytes = Buffer.from(base64, 'base64');
  if (!isGzip(bytes)) return bytes.length <= maxBytes ? bytes.toString('utf8') : undefined;
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(1, maxBytes) }).toString('utf8');
  } catch {
    return undefined;
  }
};

/** The base64 data of a record: Kinesis to Lambda, or Firehose to Lambda. */
const dataOf = (record: JsonNode): JsonNode | undefined =>
  [at(record, 'kinesis', 'data'), at(record, 'data')].find((node) => textOf(node) !== undefined);

const isPacked = (record: JsonNode): boolean =>
  textOf(at(record, 'kinesis', 'data')) !== undefined ||
  (textOf(at(record, 'recordId')) !== undefined && textOf(at(record, 'data')) !== undefined);

/** The JSON in the records of Kinesis and Firehose; one record may hold several documents. Undefined for other lists. */
export const packedRecords = (list: JsonNode): readonly Unwrapped[] | undefined => {
  const records = items(list);
  if (records.length === 0 || !records.every(isPacked)) return undefined;
  let left = MAX_BATCH_BYTES;
  return records.flatMap((record): readonly Unwrapped[] => {
    const data = dataOf(record) ?? record;
    const text = unpackedText(textOf(data) ?? '', Math.min(left, MAX_LOG_BYTES));
    if (text === undefined) return [{ refused: 'cannot be unpacked within 1 MiB', path: data.path }];
    left -= text.length;
    return jsonDocuments(text).map((document) => parseGuarded(document, data.path, logLimits));
  });
};
