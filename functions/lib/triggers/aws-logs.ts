import { gunzipSync } from 'node:zlib';
import { parseAccountId } from './aws-ids.ts';
import { MAX_TRIGGER_DEPTH } from './guard.ts';
import { at, items, type JsonNode, present, textOf } from './json-node.ts';
import { parseGuarded, type Unwrapped } from './unwrap.ts';

/** A log batch unpacks to at most this: a subscription delivers up to 1 MiB (PutSubscriptionFilter, CloudWatch Logs). */
export const MAX_LOG_BYTES = 1_048_576;

/** What a CloudWatch Logs subscription delivers. */
export interface LogBatch {
  /** Account that owns the log group. */
  readonly account?: string;
  readonly messages: readonly Unwrapped[];
}

export const isAwsLogs = (value: JsonNode): boolean => present(at(value, 'awslogs', 'data'));

/** Gzip in base64, never more than `MAX_LOG_BYTES` of output. */
const unpack = (text: string): string | undefined => {
  try {
    return gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: MAX_LOG_BYTES }).toString('utf8');
  } catch {
    return undefined;
  }
};

const limits = { maxBytes: MAX_LOG_BYTES, maxDepth: MAX_TRIGGER_DEPTH, maxNodes: 100_000 };

/** Opens `awslogs.data`: each log event's message is JSON text of its own. Undefined when it cannot be opened. */
export const openAwsLogs = (value: JsonNode): LogBatch | undefined => {
  const data = at(value, 'awslogs', 'data');
  const text = unpack(textOf(data) ?? '');
  const batch = text === undefined ? undefined : parseGuarded(text, data.path, limits);
  if (batch === undefined || !('node' in batch)) return undefined;
  const messages = items(at(batch.node, 'logEvents')).map((event) => {
    const message = at(event, 'message');
    return parseGuarded(textOf(message) ?? '', message.path);
  });
  return { account: parseAccountId(at(batch.node, 'owner').value), messages };
};
