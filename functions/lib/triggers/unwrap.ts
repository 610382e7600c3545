import { type GuardLimits, guardText, triggerLimits } from './guard.ts';
import { at, isList, isObject, items, type JsonNode, present, rootNode, textOf } from './json-node.ts';

/** A trigger without its transport, or why there is none. */
export type Unwrapped = { readonly node: JsonNode } | { readonly refused: string; readonly path: string };

/** Transports inside each other: SNS in SQS in an array, and one to spare. */
const MAX_WRAPPINGS = 5;
/** Triggers that one text may hold. */
export const MAX_TRIGGERS = 200;

/** Parses JSON text after the guard has seen it. */
export const parseGuarded = (text: string, path = '', limits: GuardLimits = triggerLimits): Unwrapped => {
  const tooMuch = guardText(text, limits);
  if (tooMuch !== undefined) return { refused: tooMuch, path };
  try {
    return { node: rootNode(JSON.parse(text.replace(/^\uFEFF/, '')), path) };
  } catch {
    return { refused: 'is not JSON', path };
  }
};

/** The text that a transport carries: SNS to Lambda, SQS to Lambda or Pipes, SNS over HTTP or into SQS. */
const carried = (value: JsonNode): JsonNode | undefined => {
  if (present(at(value, 'Sns', 'Message'))) return at(value, 'Sns', 'Message');
  const isQueue =
    present(at(value, 'receiptHandle')) || present(at(value, 'eventSourceARN')) || present(at(value, 'messageId'));
  if (isQueue && textOf(at(value, 'body'))) return at(value, 'body');
  const isTopic = present(at(value, 'TopicArn')) || present(at(value, 'MessageId'));
  return isTopic && present(at(value, 'Message')) ? at(value, 'Message') : undefined;
};

/** An event's `detail` without the event around it, as some archives keep it. */
const bareDetail = (value: JsonNode): JsonNode | undefined => {
  const hasEnvelope = present(at(value, 'detail-type')) || present(at(value, 'source'));
  return !hasEnvelope && isObject(at(value, 'detail')) ? at(value, 'detail') : undefined;
};

/** Lists that hold findings or records: GetFindings of GuardDuty and Security Hub, and Lambda's record batches. */
const listIn = (value: JsonNode): JsonNode | undefined => {
  if (present(at(value, 'detail-type'))) return undefined;
  return [at(value, 'Records'), at(value, 'Findings')].find(isList);
};

const opened = (value: JsonNode): readonly Unwrapped[] | undefined => {
  if (isList(value)) return items(value).map((node) => ({ node }));
  const message = carried(value);
  if (message !== undefined) {
    return [isObject(message) ? { node: message } : parseGuarded(textOf(message) ?? '', message.path)];
  }
  const detail = bareDetail(value);
  if (detail !== undefined) return [{ node: detail }];
  const list = isObject(value) ? listIn(value) : undefined;
  return list === undefined ? undefined : items(list).map((node) => ({ node }));
};

/** Takes the transport off: arrays, SNS, SQS and lists of findings, in any order, a few deep. Each text inside passes the
 * guard before it is parsed. An empty list gives nothing; what is beyond `MAX_TRIGGERS` is refused as one. */
export const unwrap = (root: JsonNode): readonly Unwrapped[] => {
  let layer: readonly Unwrapped[] = [{ node: root }];
  for (let depth = 0; depth < MAX_WRAPPINGS; depth += 1) {
    const next = layer.flatMap((one) => ('node' in one ? (opened(one.node) ?? [one]) : [one]));
    if (next.length > MAX_TRIGGERS) {
      return [
        ...next.slice(0, MAX_TRIGGERS),
        { refused: `more than ${MAX_TRIGGERS} triggers in one text`, path: root.path },
      ];
    }
    if (next.length === layer.length && next.every((one, index) => one === layer[index])) return next;
    layer = next;
  }
  return layer;
};
