const MAX_SHOWN = 80;

/** Anything outside printable ASCII as an escape, so that no character of the writer's steers a terminal or a log. */
const asciiOnly = (text: string): string =>
  text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const shortened = (text: string): string => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);

const step = (part: PropertyKey): string => {
  if (typeof part === 'number') return `[${part}]`;
  const name = String(part);
  return /^[\w-]{1,64}$/.test(name) ? `.${name}` : `[${shownValue(name)}]`;
};

/** A JSON path in one spelling: `FlowFilters[0].SourceAddress`; `(root)` for the whole. */
export const shownPath = (parts: readonly PropertyKey[]): string =>
  parts.map(step).join('').replace(/^\./, '') || '(root)';

/** A value somebody wrote, short and safe to print: text and numbers as JSON, lists and objects by their size. */
export const shownValue = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return shortened(asciiOnly(JSON.stringify(typeof value === 'string' ? value.slice(0, MAX_SHOWN + 1) : value) ?? ''));
};

/** What is wrong with a value that is not what it should be: `missing`, `empty`, or `not allowed`. */
export const shownFault = (value: unknown): string => {
  if (value === undefined) return 'missing';
  return value === '' ? 'empty' : 'not allowed';
};
