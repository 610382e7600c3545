import type { JsonNode } from './json-node.ts';
import type { Unwrapped } from './parse-guarded.ts';
import { transports } from './transports.ts';

/** Transports inside each other: SNS in SQS in an array, and one to spare. */
const MAX_WRAPPINGS = 5;
/** Triggers that one text may hold. */
export const MAX_TRIGGERS = 200;

const opened = (value: JsonNode): readonly Unwrapped[] | undefined => {
  for (const transport of transports) {
    const inside = transport(value);
    if (inside !== undefined) return inside;
  }
  return undefined;
};

/** Takes the transports off, in any order, a few deep. Each text inside passes the guard before it is parsed. An empty list gives nothing; what is beyond `MAX_TRIGGERS` is refused as one. */
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
