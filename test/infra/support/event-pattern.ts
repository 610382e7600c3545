import { at, entriesAt, listAt } from './json.ts';

/** EventBridge's pattern language as far as our rules use it (EventBridge user guide, comparison operators). */
const compare: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '>=': (left, right) => left >= right,
  '<': (left, right) => left < right,
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split(/(?<!\\)\*/)
      .map((part) => escaped(part.replaceAll('\\\\', '\\')))
      .join('.*')}$`,
    's',
  );

const isText = (value: unknown): value is string => typeof value === 'string';

const butNot = (rule: unknown, value: unknown): boolean => {
  if (value === undefined) return false;
  const prefix = at(rule, 'prefix');
  return isText(prefix) ? !(isText(value) && value.startsWith(prefix)) : !listAt(rule).includes(value);
};

const operators: Readonly<Record<string, (operand: unknown, value: unknown) => boolean>> = {
  numeric: (operand, value) =>
    typeof value === 'number' && (compare[String(at(operand, 0))]?.(value, Number(at(operand, 1))) ?? false),
  exists: (operand, value) => (value !== undefined) === operand,
  'anything-but': butNot,
  suffix: (operand, value) => isText(value) && value.endsWith(String(operand)),
  wildcard: (operand, value) => isText(value) && wildcard(String(operand)).test(value),
};

const leafMatches = (alternatives: readonly unknown[], value: unknown): boolean =>
  alternatives.some((alternative) => {
    if (typeof alternative !== 'object' || alternative === null) return alternative === value;
    return entriesAt(alternative).every(([name, operand]) => {
      const operator = operators[name];
      if (!operator) throw new Error(`unknown operator ${name}`);
      return operator(operand, value);
    });
  });

/** Does the event match? An array in the event matches where one of its elements does. @throws Error on an operator that is not known here */
export const matches = (pattern: unknown, event: unknown): boolean => {
  if (Array.isArray(event)) return event.some((element) => matches(pattern, element));
  return entriesAt(pattern).every(([key, inner]) => {
    if (key === '$or') return listAt(inner).some((branch) => matches(branch, event));
    const value = at(event, key);
    if (!Array.isArray(inner)) return matches(inner, value);
    return Array.isArray(value) ? value.some((element) => leafMatches(inner, element)) : leafMatches(inner, value);
  });
};
