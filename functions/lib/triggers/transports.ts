import { at, isList, isObject, items, type JsonNode, present, textOf } from './json-node.ts';
import { namedLists } from './named-lists.ts';
import { packedRecords } from './packed-records.ts';
import { parseGuarded, type Unwrapped } from './parse-guarded.ts';
import { looksLikeJson, parseMessage } from './parse-message.ts';
import { isEnvelope } from './trigger-reader.ts';

/** Takes one layer off; undefined where it is not this transport. */
type Transport = (value: JsonNode) => readonly Unwrapped[] | undefined;

const asNodes = (list: JsonNode): readonly Unwrapped[] => items(list).map((node) => ({ node }));

const list: Transport = (value) => (isList(value) ? asNodes(value) : undefined);

/** The text that a message carries: SNS to Lambda, SQS to Lambda or Pipes, SNS over HTTP or into SQS. */
const carried = (value: JsonNode): JsonNode | undefined => {
  if (present(at(value, 'Sns', 'Message'))) return at(value, 'Sns', 'Message');
  const isQueue =
    present(at(value, 'receiptHandle')) || present(at(value, 'eventSourceARN')) || present(at(value, 'messageId'));
  if (isQueue && textOf(at(value, 'body'))) return at(value, 'body');
  const isTopic = present(at(value, 'TopicArn')) || present(at(value, 'MessageId'));
  return isTopic && present(at(value, 'Message')) ? at(value, 'Message') : undefined;
};

const message: Transport = (value) => {
  const inner = carried(value);
  if (inner === undefined) return undefined;
  return [isObject(inner) ? { node: inner } : parseMessage(textOf(inner) ?? '', inner.path)];
};

/** JSON that was made a JSON text once more on the way, as input transformers and queues do. */
const quoted: Transport = (value) =>
  typeof value.value === 'string' && looksLikeJson(value.value) ? [parseMessage(value.value, value.path)] : undefined;

/** An event's `detail` without the event around it, as some archives keep it. */
const bareDetail: Transport = (value) => {
  const hasEnvelope = ['detail-type', 'DetailType', 'source'].some((name) => present(at(value, name)));
  return !hasEnvelope && isObject(at(value, 'detail')) ? [{ node: at(value, 'detail') }] : undefined;
};

/** An event whose `detail` is JSON text: what an input transformer or a test console made of it. */
const detailText: Transport = (value) => {
  const detail = at(value, 'detail');
  if (!present(at(value, 'detail-type')) || typeof detail.value !== 'string') return undefined;
  const parsed = parseGuarded(detail.value, detail.path);
  if (!('node' in parsed)) return [parsed];
  const envelope = Object.fromEntries(Object.entries(value.value ?? {}));
  return [{ node: { path: value.path, value: { ...envelope, detail: parsed.node.value } } }];
};

/** An event with the names of PutEvents, as the AWS CLI takes it from a file and as SDKs write it. */
const busEntry: Transport = (value) => {
  const detail = at(value, 'Detail');
  if (!present(at(value, 'DetailType')) || present(at(value, 'detail-type'))) return undefined;
  if (!isObject(detail) && typeof detail.value !== 'string') return undefined;
  const parsed = isObject(detail) ? { node: detail } : parseGuarded(textOf(detail) ?? '', detail.path);
  if (!('node' in parsed)) return [parsed];
  const told = ['source', 'account', 'region', 'resources'].map((name) => [name, at(value, name).value]);
  const event = {
    ...Object.fromEntries(told),
    'detail-type': at(value, 'DetailType').value,
    detail: parsed.node.value,
  };
  return [{ node: { path: value.path, value: event } }];
};

/** An event under `event`, as test consoles and event stores write it. */
const wrappedEvent: Transport = (value) => {
  const event = at(value, 'event');
  return !isEnvelope(value) && isObject(event) && isEnvelope(event) ? [{ node: event }] : undefined;
};

/** Lists by name. */
const namedList: Transport = (value) => {
  const found = present(at(value, 'detail-type')) ? [] : namedLists(value);
  return found.length === 0 ? undefined : found.flatMap((one) => packedRecords(one) ?? asNodes(one));
};

/** Every transport; the first that fits is taken off. */
export const transports: readonly Transport[] = [
  list,
  message,
  quoted,
  bareDetail,
  detailText,
  busEntry,
  wrappedEvent,
  namedList,
];
