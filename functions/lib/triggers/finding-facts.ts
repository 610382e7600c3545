import type { Lead, Problem, Subject, TriggerReading, TriggerSource } from '../domain/lead.ts';
import type { Tuple } from '../domain/tuple.ts';
import { byUrgency } from '../domain/urgency.ts';
import { parseAccountId, parseRegion, placeOfArn } from './aws-ids.ts';
import { distinctTuples } from './conversation.ts';
import { type Issues, listed, MAX_LISTED } from './issues.ts';
import { type JsonNode, numberOf, present, textOf } from './json-node.ts';
import { severityOfLabel } from './severity-label.ts';

/** Tuples that one lead holds; policy allows at most 400 filters. */
export const MAX_TUPLES = 400;
/** Subjects that one lead holds. */
export const MAX_SUBJECTS = 200;

/** What a finding says about itself, whatever happened. */
export interface FindingFacts {
  readonly source: TriggerSource;
  readonly key: readonly string[];
  readonly perExecution: boolean;
  readonly type: string;
  readonly severity: number;
  readonly account?: string;
  readonly region?: string;
  readonly firstSeenMs?: number;
  readonly lastSeenMs?: number;
  readonly drill: boolean;
  readonly archived: boolean;
}

/** What a finding asks for. Where one that is to be ignored has tuples, policy may ask for them. */
export interface Verdict {
  readonly outcome: 'lead' | 'ignored';
  readonly reason: string;
  readonly subjects: readonly Subject[];
  readonly tuples: readonly Tuple[];
}

export const ignoring = (reason: string, rest: Partial<Verdict> = {}): Verdict => ({
  subjects: [],
  tuples: [],
  ...rest,
  outcome: 'ignored',
  reason,
});

/** The account or Region of a finding's own body. Anything that is not one is left out, with a note. */
export const readPlace = (account: JsonNode, region: JsonNode, issues: Issues) => {
  const place = { account: parseAccountId(account.value), region: parseRegion(region.value) };
  if (present(account) && place.account === undefined)
    issues.note(`${account.path} is not an account id and was left out`);
  if (present(region) && place.region === undefined) issues.note(`${region.path} is not a Region and was left out`);
  return place;
};

type Place = ReturnType<typeof readPlace>;

/** What a body leaves out, from the finding's own ARN. */
export const orFromArn = (place: Place, arn: string | undefined): Place => {
  const own = placeOfArn(arn);
  return { account: place.account ?? own.account, region: place.region ?? own.region };
};

/** A number from 0 to 10, or a class's name; without one the severity is unknown, which counts as 0 and is noted. */
export const readSeverity = (node: JsonNode, issues: Issues): number => {
  const severity = numberOf(node) ?? severityOfLabel(node);
  if (severity !== undefined && severity >= 0 && severity <= 10) return severity;
  issues.note(`${node.path} ${present(node) ? 'is not a number from 0 to 10' : 'is missing'}: taken as 0`);
  return 0;
};

/** A key that copies of one finding share, whichever way they come; without a usable id each execution is a case. */
export const findingKey = (
  source: string,
  arn: string | undefined,
  id: JsonNode,
  place: { readonly account?: string; readonly region?: string },
) => {
  if (arn !== undefined) return { key: [source, arn], perExecution: false };
  const text = textOf(id);
  const key = [source, place.account ?? '', place.region ?? '', text ?? ''];
  return { key, perExecution: text === undefined };
};

const bounded = <T>(all: readonly T[], most: number, what: string, issues: Issues): readonly T[] => {
  if (all.length > most)
    issues.note(`${all.length - most} of ${all.length} ${what} were left out: a lead holds ${most}`);
  return all.slice(0, most);
};

const distinctSubjects = (subjects: readonly Subject[]): readonly Subject[] => [
  ...new Map(subjects.map((subject) => [JSON.stringify(subject), subject])).values(),
];

/** A lead from a finding's facts and what it asks for: without repeats, within bounds, the most urgent tuples first. */
export const leadFrom = (
  facts: FindingFacts,
  { subjects, tuples }: Pick<Verdict, 'subjects' | 'tuples'>,
  issues: Issues,
): Lead => {
  const kept = bounded(distinctTuples(tuples).toSorted(byUrgency), MAX_TUPLES, 'conversations', issues);
  const who = bounded(distinctSubjects(subjects), MAX_SUBJECTS, 'subjects', issues);
  return { ...facts, subjects: who, tuples: kept, notes: listed(issues.notes) };
};

const NO_SUBJECT = 'names no interface, instance, address, function or database that we could look for';

const refusal = (issues: Issues): string => {
  const [first] = issues.problems;
  const more = issues.problems.length - 1;
  return first === undefined ? NO_SUBJECT : `${first.path} ${first.problem}${more > 0 ? `, and ${more} more` : ''}`;
};

/** A lead, with what of it could not be read and was left open. */
export const asLead = (lead: Lead, flaws: readonly Problem[]): TriggerReading => ({
  outcome: 'lead',
  lead,
  ...(flaws.length === 0 ? {} : { problems: flaws.slice(0, MAX_LISTED) }),
});

/** The reading of a finding: refused when anything it needs is wrong, else what the verdict says. */
export const conclude = (facts: FindingFacts, verdict: Verdict, resource: JsonNode, issues: Issues): TriggerReading => {
  if (verdict.outcome === 'ignored') {
    return { outcome: 'ignored', reason: verdict.reason, lead: leadFrom(facts, verdict, issues) };
  }
  if (verdict.subjects.length === 0 && issues.problems.length === 0)
    issues.refuse(resource, NO_SUBJECT, 'a resource in a VPC');
  if (issues.problems.length === 0) return asLead(leadFrom(facts, verdict, issues), issues.flaws);
  const lead = leadFrom(facts, { subjects: verdict.subjects, tuples: [] }, issues);
  return { outcome: 'refused', reason: refusal(issues), problems: issues.problems.slice(0, MAX_LISTED), lead };
};
