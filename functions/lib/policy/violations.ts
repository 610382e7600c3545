import type * as z from 'zod/mini';
import { ContractError } from '../domain/errors.ts';
import type { Problem } from '../domain/lead.ts';
import { shownFault, shownPath, shownValue } from '../domain/problem-text.ts';

type Issue = z.core.$ZodIssue;

/** What zod/mini says of every issue that no schema gave a message of its own. */
const NO_MESSAGE = 'Invalid input';

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

const bounds = (issue: Issue): string => {
  if (issue.message !== NO_MESSAGE) return issue.message;
  if (issue.code === 'too_small') return `at least ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? `a value of type ${issue.expected}`;
  if (issue.code === 'invalid_union' && issue.discriminator) return `a known ${issue.discriminator}`;
  if (issue.code !== 'invalid_format') return 'another form';
  return issue.format === 'regex' ? `text that matches ${issue.pattern}` : issue.format;
};

const fault = (issue: Issue, value: unknown): string => {
  if (value === '') return shownFault(value);
  if (issue.code === 'too_small') return 'too small';
  if (issue.code === 'too_big') return 'too large';
  return value === undefined && issue.code !== 'invalid_format' ? shownFault(value) : 'not allowed';
};

/** Of a union, the branch that comes closest. */
const branches = (issue: Issue): readonly Issue[] =>
  issue.code === 'invalid_union' && issue.errors.length > 0
    ? (issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? []).map((inner) => ({
        ...inner,
        path: [...issue.path, ...inner.path],
      }))
    : [issue];

const isObject = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === 'object' && value !== null;

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined), root);

const problemAt = (path: readonly PropertyKey[], root: unknown, problem: string, allowed: string): Problem => {
  const value = shownValue(valueAt(root, path));
  return { path: shownPath(path), problem, allowed, ...(value === undefined ? {} : { value }) };
};

const problemsOf = (issue: Issue, root: unknown): readonly Problem[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => problemAt([...issue.path, key], root, 'an unknown member', 'only the documented members'))
    : [problemAt(issue.path, root, fault(issue, valueAt(root, issue.path)), bounds(issue))];

/** Every violation with its path, its value, what is wrong and the allowed range.
 * @param root the value that was parsed; without it no value is shown, and one of a wrong type counts as missing */
export const violationsOf = (error: z.core.$ZodError, root?: unknown): readonly Problem[] =>
  error.issues.flatMap(branches).flatMap((issue) => problemsOf(issue, root));

/** Parses `value`, or throws one error that lists every violation by path and allowed range. Values stay out of it: errors
 * are logged. @throws ContractError */
export const parseOrThrow = <S extends z.ZodMiniType>(schema: S, value: unknown, what: string): z.output<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = violationsOf(result.error, value);
  throw new ContractError(
    `${what}: ${problems.map((p) => `${p.path} is ${p.problem}, allowed: ${p.allowed}`).join('; ')}`,
    {
      problems: problems.map((p) => p.path),
    },
  );
};
