import type * as z from 'zod/mini';
import type { Problem } from '../../domain/lead.ts';
import { shownFault, shownPath, shownValue } from '../../domain/problem-text.ts';
import { violationsOf } from '../../policy/violations.ts';

/** A part of a request that was understood, or everything that is wrong with it. */
export type Checked<T> = { readonly value: T } | { readonly problems: readonly Problem[] };

/** A JSON object as an analyst wrote it. Member names are exact: these are the API's own. */
export type Raw = Readonly<Record<string, unknown>>;

export const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object's own members; none where it is no object. */
export const rawOf = (value: unknown): Raw => (isRaw(value) ? value : {});

/** Whether the writer gave the member. `null` counts: it is a value that no member takes. */
export const given = (raw: Raw, member: string): boolean => Object.hasOwn(raw, member) && raw[member] !== undefined;

/** A violation of a rule that concerns one member, with the value the member has. */
export const problemAt = (raw: Raw, member: string, allowed: string, problem?: string): Problem => {
  const value = Object.hasOwn(raw, member) ? raw[member] : undefined;
  const shown = shownValue(value);
  return {
    path: shownPath([member]),
    problem: problem ?? shownFault(value),
    allowed,
    ...(shown === undefined ? {} : { value: shown }),
  };
};

const joined = (prefix: string, path: string): string => {
  if (prefix === '') return path === '' ? '(root)' : path;
  if (path === '' || path === '(root)') return prefix;
  return path.startsWith('[') ? `${prefix}${path}` : `${prefix}.${path}`;
};

/** Problems of a part, with paths that start at the whole. */
export const under = (prefix: string, problems: readonly Problem[]): readonly Problem[] =>
  problems.map((problem) => ({ ...problem, path: joined(prefix, problem.path) }));

/** Checks a value against its schema and the rules between its members, which look at the raw members, so that one
 * violation never hides another. */
export const checked = <S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  rules: readonly ((raw: Raw) => readonly Problem[])[],
): Checked<z.output<S>> => {
  const result = schema.safeParse(value);
  const broken = isRaw(value) ? rules.flatMap((rule) => rule(value)) : [];
  if (result.success && broken.length === 0) return { value: result.data };
  const violations = result.success ? [] : violationsOf(result.error, value);
  const told = new Set(violations.map(({ path }) => path));
  return { problems: [...violations, ...broken.filter(({ path }) => !told.has(path))] };
};
