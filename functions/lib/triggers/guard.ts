/** Bytes of UTF-8 that a trigger may have: the largest Step Functions input (StartExecution API reference). */
export const MAX_TRIGGER_BYTES = 262_144;
/** Containers inside each other. Deeper text overflows the stack of ordinary recursive code, a few kilobytes suffice. */
export const MAX_TRIGGER_DEPTH = 64;
/** Values of any kind, containers included, member names not. */
export const MAX_TRIGGER_NODES = 20_000;

export interface GuardLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  readonly maxNodes: number;
}

export const triggerLimits: GuardLimits = {
  maxBytes: MAX_TRIGGER_BYTES,
  maxDepth: MAX_TRIGGER_DEPTH,
  maxNodes: MAX_TRIGGER_NODES,
};

/** Size of a JSON text. Exact for text that parses; a bound that is good enough for text that does not. */
export interface JsonSize {
  readonly bytes: number;
  readonly depth: number;
  readonly nodes: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Index of the closing quote of the string that opens at `start`, or the end of the text. */
const endOfString = (text: string, start: number): number => {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE) {
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index;
};

const isEmptyContainer = (text: string, start: number): boolean => {
  let index = start + 1;
  while (BLANK.has(text.charCodeAt(index))) index += 1;
  return CLOSING.has(text.charCodeAt(index));
};

/** Measures JSON text without parsing it and without recursion: one value, one more for each container that is not
 * empty, one more for each comma outside strings. */
export const measureJson = (text: string): JsonSize => {
  let open = 0;
  let depth = 0;
  let nodes = 1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === COMMA) nodes += 1;
    else if (CLOSING.has(code)) open -= 1;
    else if (OPENING.has(code)) {
      open += 1;
      depth = Math.max(depth, open);
      if (!isEmptyContainer(text, index)) nodes += 1;
    }
  }
  return { bytes: Buffer.byteLength(text, 'utf8'), depth, nodes };
};

/** What is wrong with the size of a trigger's text, or undefined. Runs before any parser sees the text.
 * A text that is too long is not scanned further. */
export const guardText = (text: string, limits: GuardLimits = triggerLimits): string | undefined => {
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes > limits.maxBytes) return `too large: ${bytes} bytes, at most ${limits.maxBytes}`;
  const { depth, nodes } = measureJson(text);
  if (depth > limits.maxDepth) return `too deep: ${depth} levels, at most ${limits.maxDepth}`;
  if (nodes > limits.maxNodes) return `too many values: ${nodes}, at most ${limits.maxNodes}`;
  return undefined;
};
