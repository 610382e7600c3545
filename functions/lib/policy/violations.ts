import type * as z from 'zod/mini';
import { ContractError } from '../domain/errors.ts';
import type { Problem } from '../domain/lead.ts';

type Issue = z.core.$ZodIssue;

const bounds = (issue: Issue): string => {
  if (issue.code === 'too_small') return `at least ${issue.minimum}${issue.origin === 'string' ? ' characters' : ''}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'invalid_type') return `a value of type ${issue.expected}`;
  if (issue.code === 'invalid_format')
    return issue.format === 'regex' ? `text that matches ${issue.pattern}` : issue.format;
  if (issue.code === 'unrecognized_keys') return 'only the documented members';
  return issue.message;
};

const wrong = (issue: Issue): string => {
  if (issue.code === 'unrecognized_keys')
    return `unknown member ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  if (issue.code === 'too_small') return 'too small';
  if (issue.code === 'too_big') return 'too large';
  return issue.input === undefined && issue.code === 'invalid_type' ? 'missing' : 'not allowed';
};

const branches = (issue: Issue): readonly Issue[] =>
  issue.code === 'invalid_union' && issue.errors.length > 0
    ? (issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? []).map((inner) => ({
        ...inner,
        path: [...issue.path, ...inner.path],
      }))
    : [issue];

/** Every violation with its path, what is wrong and the allowed range. The offending value is not repeated: it is untrusted. */
export const violationsOf = (error: z.core.$ZodError): readonly Problem[] =>
  error.issues.flatMap(branches).map((issue) => ({
    path: issue.path.map(String).join('.') || '(root)',
    problem: wrong(issue),
    allowed: bounds(issue),
  }));

/** Parses `value`, or throws one error that lists every violation. @throws ContractError */
export const parseOrThrow = <S extends z.ZodMiniType>(schema: S, value: unknown, what: string): z.output<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = violationsOf(result.error);
  throw new ContractError(
    `${what}: ${problems.map((p) => `${p.path} is ${p.problem}, allowed: ${p.allowed}`).join('; ')}`,
    {
      problems: problems.map((p) => p.path),
    },
  );
};
