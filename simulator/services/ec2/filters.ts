import * as z from 'zod/mini';
import { ApiError } from '../../wire/api-error.ts';

/** Filter names with the members that they look at: `a.b` goes through lists and structures. */
export type FilterPaths = Readonly<Record<string, string>>;

const filtersSchema = z.array(z.object({ Name: z.optional(z.string()), Values: z.optional(z.array(z.string())) }));

const entriesOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

/** Every value that a path leads to. */
export const valuesAt = (value: unknown, path: readonly string[]): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [head, ...rest] = path;
  if (head === undefined) return value === undefined || value === null ? [] : [value];
  return valuesAt(entriesOf(value).get(head), rest);
};

/** EC2's wildcards: `*` any run of characters, `?` any one, a backslash takes their meaning. */
const matcher = (pattern: string): ((text: string) => boolean) => {
  const source = pattern.replaceAll(/\\([*?\\])|([*?])|([.+^${}()|[\]\\])/g, (_, literal, wild, special) =>
    literal ? `\\${literal}` : wild ? (wild === '*' ? '[^]*' : '[^]') : `\\${special}`,
  );
  const expression = new RegExp(`^${source}$`);
  return (text) => expression.test(text);
};

const tagsOf = (row: unknown): readonly (readonly [string, string])[] =>
  valuesAt(row, ['Tags'])
    .concat(valuesAt(row, ['TagSet']))
    .map((tag) => [String(entriesOf(tag).get('Key')), String(entriesOf(tag).get('Value'))]);

const readerOf = (name: string, paths: FilterPaths): ((row: unknown) => readonly string[]) => {
  if (name.startsWith('tag:'))
    return (row) => tagsOf(row).flatMap(([key, value]) => (key === name.slice(4) ? [value] : []));
  if (name === 'tag-key') return (row) => tagsOf(row).map(([key]) => key);
  const path = Object.hasOwn(paths, name) ? paths[name] : undefined;
  if (path === undefined) throw new ApiError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return (row) => valuesAt(row, path.split('.')).map(String);
};

/** The rows that every filter admits: values of a filter are alternatives, filters add up.
 * @throws ApiError InvalidParameterValue for a filter name that the operation does not have */
export const filterRows = <T>(rows: readonly T[], filters: unknown, paths: FilterPaths): readonly T[] => {
  const tests = filtersSchema.parse(filters ?? []).map(({ Name = '', Values = [] }) => {
    const read = readerOf(Name, paths);
    const matchers = Values.map(matcher);
    return (row: T): boolean => read(row).some((text) => matchers.some((matches) => matches(text)));
  });
  return rows.filter((row) => tests.every((test) => test(row)));
};
