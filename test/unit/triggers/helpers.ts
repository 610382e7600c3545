import type { TriggerReading } from '../../../functions/lib/domain/lead.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const upperFirst = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;

/** Every member's name as the SDK spells it. */
export const pascalCased = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(pascalCased);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [upperFirst(name), pascalCased(inner)]));
};

/** The reading's tuples without their words and times, for comparing with a table. */
export const tuplesIn = (reading: TriggerReading): readonly object[] =>
  (reading.lead?.tuples ?? []).map(
    ({ reason: _reason, lastSeenMs: _lastSeenMs, severity: _severity, ...tuple }) => tuple,
  );

/** The reason why a trigger is no lead. */
export const reasonOf = (reading: TriggerReading): string => ('reason' in reading ? reading.reason : '');

/** A deep copy with one member replaced; `path` is dotted, `[0]` for elements. Undefined removes it. */
export const withValue = (root: unknown, path: string, value: unknown): unknown => {
  const [head = '', ...rest] = path.replaceAll('[', '.').replaceAll(']', '').split('.');
  const inner = rest.length === 0 ? value : withValue(childOf(root, head), rest.join('.'), value);
  if (Array.isArray(root)) return root.map((one, index) => (String(index) === head ? inner : one));
  const record = isObject(root) ? root : {};
  const { [head]: _gone, ...others } = record;
  return inner === undefined ? others : { ...others, [head]: inner };
};

const childOf = (root: unknown, name: string): unknown => {
  if (Array.isArray(root)) return root[Number(name)];
  return isObject(root) ? root[name] : undefined;
};

/** Every member's name by another spelling. */
export const renamed = (value: unknown, spell: (name: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((one) => renamed(one, spell));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [spell(name), renamed(inner, spell)]));
};

/** The member at a dotted path, `[0]` for elements. */
export const valueAt = (root: unknown, path: string): unknown =>
  path.replaceAll('[', '.').replaceAll(']', '').split('.').reduce(childOf, root);
