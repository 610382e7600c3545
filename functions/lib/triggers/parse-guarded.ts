import { type GuardLimits, guardText, triggerLimits } from './guard.ts';
import { type JsonNode, rootNode } from './json-node.ts';

/** A parsed text, or why there is none. */
export type Parsed = { readonly node: JsonNode } | { readonly refused: string; readonly path: string };

/** A trigger without its transport, or why there is none. `ignored`: what the transport carried is no trigger. */
export type Unwrapped = Parsed | { readonly ignored: string; readonly path: string };

/** Parses JSON text after the guard has seen it. */
export const parseGuarded = (text: string, path = '', limits: GuardLimits = triggerLimits): Parsed => {
  const tooMuch = guardText(text, limits);
  if (tooMuch !== undefined) return { refused: tooMuch, path };
  try {
    return { node: rootNode(JSON.parse(text.replace(/^\uFEFF/, '')), path) };
  } catch {
    return { refused: 'is not JSON', path };
  }
};
