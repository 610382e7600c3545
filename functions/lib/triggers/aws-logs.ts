import { parseAccountId } from './aws-ids.ts';
import { at, firstPresent, isList, items, type JsonNode, present, textOf } from './json-node.ts';
import { logLimits, unpackedText } from './packed-records.ts';
import { parseGuarded, type Unwrapped } from './parse-guarded.ts';

/** What a CloudWatch Logs subscription delivers. */
export interface LogBatch {
  /** Account that owns the log group. */
  readonly account?: string;
  readonly messages: readonly Unwrapped[];
}

/** The batch as Kinesis and Firehose carry it, already unpacked. */
const isOpenBatch = (value: JsonNode): boolean =>
  isList(at(value, 'logEvents')) && (present(at(value, 'logGroup')) || present(at(value, 'messageType')));

/** The answer of FilterLogEvents and GetLogEvents. */
const isLogAnswer = (value: JsonNode): boolean =>
  isList(at(value, 'events')) &&
  items(at(value, 'events')).every((event) => textOf(at(event, 'message')) !== undefined) &&
  items(at(value, 'events')).length > 0;

/** Log events in any form: to Lambda, through Kinesis or Firehose, or as the Logs API answers. */
export const isAwsLogs = (value: JsonNode): boolean =>
  present(at(value, 'awslogs', 'data')) || isOpenBatch(value) || isLogAnswer(value);

const batchOf = (value: JsonNode): JsonNode | undefined => {
  const data = at(value, 'awslogs', 'data');
  if (!present(data)) return value;
  const text = unpackedText(textOf(data) ?? '');
  const batch = text === undefined ? undefined : parseGuarded(text, data.path, logLimits);
  return batch !== undefined && 'node' in batch ? batch.node : undefined;
};

/** Opens a batch of log events: each one's message is JSON text of its own. Undefined when it cannot be opened. */
export const openAwsLogs = (value: JsonNode): LogBatch | undefined => {
  const batch = batchOf(value);
  if (batch === undefined) return undefined;
  const messages = items(firstPresent(at(batch, 'logEvents'), at(batch, 'events'))).map((event) => {
    const message = at(event, 'message');
    return parseGuarded(textOf(message) ?? '', message.path);
  });
  return { account: parseAccountId(at(batch, 'owner').value), messages };
};
