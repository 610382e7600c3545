import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { ContractError } from '../../../functions/lib/domain/errors.ts';
import type { Problem } from '../../../functions/lib/domain/lead.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import { parseOrThrow, violationsOf } from '../../../functions/lib/policy/violations.ts';
import { crossCheck } from './cross-check.ts';
import { readablePart } from './readable-part.ts';

/** The tables and saved queries in Athena. */
const queries = z.strictObject({
  /** False: no stack for them. */
  enabled: z._default(z.boolean(), true),
  /** Megabytes that one query may read before Athena stops it; 10 is the least that Athena takes. */
  maximumScanMb: z._default(z.int().check(z.minimum(10), z.maximum(7_000_000_000)), 100_000),
});

/** What an operator writes in `flowtrap.config.json`: where to deploy, whom to tell, and the policy document. */
export const configSchema = z.strictObject({
  $schema: z.optional(z.string()),
  /** First part of every physical name. Two deployments in one account and Region need two names. */
  name: z._default(z.string().check(z.regex(/^[a-z][a-z0-9-]{0,19}$/)), 'flowtrap'),
  /** Absent: the account and Region of the credentials that deploy. */
  account: z.optional(z.string().check(z.regex(/^\d{12}$/))),
  region: z.optional(z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/))),
  /** Told of every case that needs attention and of every failure; each address must confirm once. */
  notifyEmails: z._default(z.array(z.email()).check(z.maxLength(50)), []),
  /** The only firewalls whose flows may be captured; empty: every firewall of the accounts in the policy. */
  firewallArns: z._default(
    z.array(z.string().check(z.regex(/^arn:aws[a-z-]*:network-firewall:[^:]+:\d{12}:firewall\/[\w-]+$/))),
    [],
  ),
  policy: z.prefault(policySchema, () => ({})),
  queries: z.prefault(queries, () => ({})),
});

/** The configuration with every default filled in. */
export type Config = z.output<typeof configSchema>;

const listed = (problems: readonly Problem[]): string =>
  problems.map(({ path, problem, allowed }) => `${path} is ${problem}, allowed: ${allowed}`).join('; ');

/** Members that others are checked against: while one of them is wrong, nothing can be said of the others. */
const REFERENCES =
  /^(?:\(root\)$|account$|region$|policy$|policy\.accounts\b|policy\.triggers$|policy\.triggers\.sources\b)/;

const isAt = (path: string, other: string): boolean => path === other || path.startsWith(`${other}.`);

/** What is wrong with members beside one another, in a configuration that has members that do not fit. */
const amongTheRest = (value: unknown, faults: readonly Problem[]): readonly Problem[] => {
  if (faults.some(({ path }) => REFERENCES.test(path))) return [];
  const rest = readablePart(configSchema, value);
  const problems = rest === undefined ? [] : crossCheck(rest);
  return problems.filter(({ path }) => !faults.some((fault) => isAt(path, fault.path)));
};

const problemsOf = (value: unknown): readonly Problem[] => {
  const result = configSchema.safeParse(value);
  if (result.success) return crossCheck(result.data);
  const faults = violationsOf(result.error, value);
  return [...faults, ...amongTheRest(value, faults)];
};

/** Parses a configuration and checks its members against each other.
 * @throws ContractError that lists every violation by path. Members that others are checked against must be right before
 * the others are */
export const parseConfig = (value: unknown): Config => {
  const problems = problemsOf(value);
  if (problems.length > 0)
    throw new ContractError(`configuration: ${listed(problems)}`, { problems: problems.map(({ path }) => path) });
  return parseOrThrow(configSchema, value, 'configuration');
};

/** Reads the configuration from a JSON file. @throws ContractError when it is not JSON or not a configuration */
export const readConfig = (path: string): Config => {
  const text = readFileSync(path, 'utf8');
  try {
    return parseConfig(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new ContractError(`configuration: ${path} is not JSON`, {}, { cause });
    throw cause;
  }
};
