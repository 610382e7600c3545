/** A place in a JSON value: member names and indexes. */
export type Path = readonly (string | number)[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a place, or undefined where the path ends early. */
export const at = (value: unknown, ...path: Path): unknown => {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (Array.isArray(value)) return typeof head === 'number' ? at(value[head], ...rest) : undefined;
  return isObject(value) ? at(value[head], ...rest) : undefined;
};

export const listAt = (value: unknown, ...path: Path): readonly unknown[] => {
  const found = at(value, ...path);
  return found === undefined ? [] : Array.isArray(found) ? found : [found];
};

export const textsAt = (value: unknown, ...path: Path): readonly string[] => listAt(value, ...path).map(textOf);

export const entriesAt = (value: unknown, ...path: Path): readonly (readonly [string, unknown])[] => {
  const found = at(value, ...path);
  return isObject(found) ? Object.entries(found) : [];
};

/** Text as it stands, anything else as JSON. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** A copy with another value at a place; `undefined` removes it. @throws Error where there is no such place */
export const changed = (value: unknown, path: Path, to: unknown): unknown => {
  const [head, ...rest] = path;
  if (head === undefined) return to;
  const inner = changed(at(value, head), rest, to);
  if (Array.isArray(value))
    return value.flatMap((item, i) => (i !== head ? [item] : inner === undefined ? [] : [inner]));
  if (!isObject(value)) throw new Error(`nothing to change at ${textOf(path)}`);
  const others = Object.entries(value).filter(([key]) => key !== head);
  return Object.fromEntries(inner === undefined ? others : [...others, [head, inner]]);
};
