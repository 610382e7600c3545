import { type GuardLimits, guardText, triggerLimits } from './guard.ts';
import { type JsonNode, rootNode } from './json-node.ts';

/** A trigger without its transport, or why there is none. */
export type Unwrapped = { readonly node: JsonNode } | { readonly refused: string; readonly path: string };

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
