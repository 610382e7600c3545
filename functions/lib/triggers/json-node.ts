/** A value inside a trigger, with its JSON path. Reading never throws: what is not there is a node without a value.
 * Only own members count, so `__proto__` and `constructor` are names like any other. */
export interface JsonNode {
  readonly value: unknown;
  /** `detail.service.action`, in the trigger's own spelling of each name; empty for the root. */
  readonly path: string;
}

type JsonRecord = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

export const rootNode = (value: unknown, path = ''): JsonNode => ({ value, path });

const joined = (path: string, name: string): string => {
  if (!/^[\w-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
};

/** Both cases are compared: some letters outside ASCII fold to an ASCII letter in one of them. */
const sameName = (key: string, name: string): boolean =>
  key.length === name.length && key.toLowerCase() === name.toLowerCase() && key.toUpperCase() === name.toUpperCase();

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

const keyFor = (record: JsonRecord, name: string): string | undefined => {
  if (Object.hasOwn(record, name) && isGiven(record[name])) return name;
  return Object.keys(record).find((key) => sameName(key, name) && isGiven(record[key]));
};

const member = (node: JsonNode, name: string): JsonNode => {
  const key = isRecord(node.value) ? keyFor(node.value, name) : undefined;
  if (key === undefined || !isRecord(node.value)) return { value: undefined, path: joined(node.path, name) };
  return { value: node.value[key], path: joined(node.path, key) };
};

/** The member at a path of names. Letter case does not matter: EventBridge, the SDKs and Security Hub spell the same
 * members `networkInterfaceId`, `NetworkInterfaceId` and, here and there, otherwise. */
export const at = (node: JsonNode, ...names: readonly string[]): JsonNode => names.reduce(member, node);

/** Elements of an array; a single object counts as an array of one, everything else as none. */
export const items = (node: JsonNode): readonly JsonNode[] => {
  if (isArray(node.value)) return node.value.map((value, index) => ({ value, path: `${node.path}[${index}]` }));
  return isRecord(node.value) ? [node] : [];
};

/** Elements of an array of scalars; a single scalar counts as an array of one. */
export const scalars = (node: JsonNode): readonly JsonNode[] =>
  isArray(node.value) ? items(node) : present(node) ? [node] : [];

/** Members of an object, by name. */
export const members = (node: JsonNode): readonly { readonly name: string; readonly node: JsonNode }[] =>
  isRecord(node.value)
    ? Object.entries(node.value).map(([name, value]) => ({ name, node: { value, path: joined(node.path, name) } }))
    : [];

export const isObject = (node: JsonNode): boolean => isRecord(node.value);
export const isList = (node: JsonNode): boolean => isArray(node.value);

/** Whether there is anything: null, nothing and blank text are not. */
export const present = (node: JsonNode): boolean =>
  typeof node.value === 'string' ? node.value.trim() !== '' : isGiven(node.value);

/** The first of several spellings of one fact that is there; the first of all when none is. */
export const firstPresent = (first: JsonNode, ...others: readonly JsonNode[]): JsonNode =>
  [first, ...others].find(present) ?? first;

/** Text as it stands, or a number as text; blank text is nothing. */
export const textOf = (node: JsonNode): string | undefined => {
  if (typeof node.value === 'number') return String(node.value);
  return typeof node.value === 'string' && node.value.trim() !== '' ? node.value : undefined;
};

/** Text in lower case, for comparing with words of ours. */
export const wordOf = (node: JsonNode): string => textOf(node)?.trim().toLowerCase() ?? '';

/** A finite number, also when it is written as text. */
export const numberOf = (node: JsonNode): number | undefined => {
  const text = textOf(node);
  if (text === undefined || !/^-?\d{1,15}(\.\d{1,9})?$/.test(text)) return undefined;
  return Number(text);
};

/** True for `true` and for the text "true". */
export const flagOf = (node: JsonNode): boolean => node.value === true || wordOf(node) === 'true';
