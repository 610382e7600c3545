import { parseGuarded, type Unwrapped } from './parse-guarded.ts';

/** How JSON of an object or a list begins, as text or quoted once more; also where the rest is missing. */
const BEGINS = /^\uFEFF?\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:[[{\]]|$)|"\s*(?:\{\s*\\"|\[\s*\{))/;
/** How it ends, where the beginning is missing. */
const ENDS = /(?:[\]}"\d]|true|false|null)\s*\}\s*$/;

/** Whether a text is JSON of an object or a list, be it cut off. */
export const looksLikeJson = (text: string): boolean => BEGINS.test(text) || ENDS.test(text);

/** Parses what a transport carried. People's words are no trigger and no fault; JSON that was cut off may have been one. */
export const parseMessage = (text: string, path: string): Unwrapped => {
  const parsed = parseGuarded(text, path);
  if ('node' in parsed) {
    const { value } = parsed.node;
    const isWords = typeof value === 'string' ? !looksLikeJson(value) : typeof value !== 'object' || value === null;
    return isWords ? { ignored: 'plain text', path } : parsed;
  }
  return looksLikeJson(text) || parsed.refused !== 'is not JSON' ? parsed : { ignored: 'plain text', path };
};
