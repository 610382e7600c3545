import type { Lead, Subject, TriggerReading } from '../domain/lead.ts';
import type { Policy } from '../policy/policy.ts';
import { firstMatch } from './pattern.ts';
import { visible } from './visible.ts';

/** Whether policy lets a lead start a capture; the reason names the policy's member and both values. */
export type Triage = { readonly outcome: 'capture' } | { readonly outcome: 'ignored'; readonly reason: string };

export interface TriageContext {
  /** Absent while planning over archives: nothing is then too old. */
  readonly nowMs?: number;
  /** The reading that the lead comes from. */
  readonly reading: TriggerReading;
}

type Rule = (lead: Lead, policy: Policy, context: TriageContext) => string | undefined;

const HOUR_MS = 3_600_000;

/** People and schedules say what they want; thresholds are for what arrives by itself. */
const isAsked = ({ source, request }: Lead): boolean =>
  source === 'manual' || source === 'schedule' || request !== undefined;

const bySource: Rule = ({ source }, { triggers }) =>
  triggers.sources.includes(source) ? undefined : `source ${source} is not in triggers.sources`;

const byNature: Rule = (lead, { triggers }, { reading }) => {
  if (reading.outcome !== 'ignored') return undefined;
  if (triggers.captureWithoutNetworkAction && lead.tuples.length > 0) return undefined;
  return reading.reason;
};

/** A case that is opened again has an account of its own, which is looked at with its record. */
const byAccount: Rule = ({ account, reopens }, { triggers }) => {
  if (
    reopens !== undefined ||
    triggers.accounts.length === 0 ||
    (account !== undefined && triggers.accounts.includes(account))
  )
    return undefined;
  return `account ${account ?? 'unknown'} is not in triggers.accounts`;
};

const byExclusion: Rule = ({ type, source }, { triggers }) => {
  if (source === 'manual') return undefined;
  const pattern = firstMatch(triggers.exclude, type);
  return pattern === undefined
    ? undefined
    : `type ${visible(type)} is excluded by "${visible(pattern)}" of triggers.exclude`;
};

const isFinding = ({ source }: Lead): boolean => source === 'guardduty' || source === 'security-hub';

const byInclusion: Rule = (lead, { triggers }) => {
  if (!isFinding(lead) || isAsked(lead) || triggers.include.length === 0) return undefined;
  if (firstMatch(triggers.include, lead.type) !== undefined) return undefined;
  return `type ${visible(lead.type)} matches none of the ${triggers.include.length} pattern(s) of triggers.include`;
};

/** Every id by which a subject can be named in the policy. */
const namesOf = (subject: Subject): readonly string[] => {
  if (subject.kind === 'interface')
    return [subject.interfaceId, subject.instanceId, subject.vpcId, ...subject.addresses].flatMap((one) => one ?? []);
  if (subject.kind === 'address')
    return [subject.address, subject.instanceId, subject.vpcId].flatMap((one) => one ?? []);
  if (subject.kind === 'instance') return [subject.instanceId];
  if (subject.kind === 'lambda') return subject.vpcId === undefined ? [] : [subject.vpcId];
  if (subject.kind === 'ecs-task') return [subject.taskArn];
  if (subject.kind === 'rds-instance') return [subject.dbInstanceId];
  if (subject.kind === 'rds-cluster') return [subject.dbClusterId];
  if (subject.kind === 'nat-gateway') return [subject.natGatewayId];
  return [subject.kind === 'load-balancer' ? subject.loadBalancer : subject.firewallName];
};

const excludedBy = (subject: Subject, patterns: readonly string[]): string | undefined =>
  namesOf(subject)
    .map((name) => firstMatch(patterns, name))
    .find((pattern) => pattern !== undefined);

const addressesOf = (subject: Subject): readonly string[] => {
  if (subject.kind === 'interface') return subject.addresses;
  return subject.kind === 'address' ? [subject.address] : [];
};

/** The lead without the subjects that policy excludes, and without the tuples that name one of their addresses. */
export const withoutExcluded = (lead: Lead, { triggers }: Policy): Lead => {
  const excluded = lead.subjects.filter((subject) => excludedBy(subject, triggers.excludeResources) !== undefined);
  if (excluded.length === 0) return lead;
  const addresses = new Set(excluded.flatMap(addressesOf).map((address) => String(address)));
  return {
    ...lead,
    subjects: lead.subjects.filter((subject) => !excluded.includes(subject)),
    tuples: lead.tuples.filter(
      ({ subject }) => subject === undefined || !addresses.has(subject.split('/', 1)[0] ?? ''),
    ),
    notes: [...lead.notes, `${excluded.length} subject(s) left out by triggers.excludeResources`],
  };
};

/** One excluded subject does not save the others: only when nothing to look for is left. A firewall alone is no subject
 * of an alert, it only says where to look. */
const byResource: Rule = (lead, policy) => {
  const left = withoutExcluded(lead, policy);
  if (left === lead) return undefined;
  const someone = left.subjects.some(({ kind }) => kind !== 'firewall');
  if (someone && (left.tuples.length > 0 || lead.tuples.length === 0)) return undefined;
  return 'every subject is excluded by triggers.excludeResources';
};

const bySeverity: Rule = (lead, { triggers }) => {
  if (isAsked(lead) || lead.source === 'cloudwatch-alarm' || lead.severity >= triggers.minimumSeverity)
    return undefined;
  return `severity ${lead.severity} is below triggers.minimumSeverity ${triggers.minimumSeverity}`;
};

const byArchive: Rule = ({ archived }, { triggers }) =>
  archived && triggers.archivedFindings === 'ignore'
    ? 'the finding is archived, and triggers.archivedFindings is "ignore"'
    : undefined;

const byDrill: Rule = ({ drill, request }, { triggers }) =>
  drill && request?.runDrill !== true && triggers.sampleFindings === 'plan'
    ? 'drill: a sample finding, and triggers.sampleFindings is "plan"'
    : undefined;

const byAge: Rule = (lead, { triggers }, { nowMs }) => {
  if (isAsked(lead) || nowMs === undefined || lead.lastSeenMs === undefined) return undefined;
  const ageHours = (nowMs - lead.lastSeenMs) / HOUR_MS;
  if (ageHours <= triggers.maximumAgeHours) return undefined;
  return `last seen ${Math.floor(ageHours)} hours ago, more than triggers.maximumAgeHours ${triggers.maximumAgeHours}`;
};

/** Exclusion comes before everything that would let a lead in. */
const rules: readonly Rule[] = [
  bySource,
  byNature,
  byAccount,
  byExclusion,
  byResource,
  byInclusion,
  bySeverity,
  byArchive,
  byDrill,
  byAge,
];

/** Every decision of policy about a lead, in one place. A refused reading is the caller's: it is refused whatever policy says. */
export const triage = (lead: Lead, policy: Policy, context: TriageContext): Triage => {
  for (const rule of rules) {
    const reason = rule(lead, policy, context);
    if (reason !== undefined) return { outcome: 'ignored', reason };
  }
  return { outcome: 'capture' };
};
