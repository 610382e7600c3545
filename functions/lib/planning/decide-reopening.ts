import { captureSeconds, MAX_CAPTURE_SECONDS } from '../domain/capture-timing.ts';
import type { CaseRecord } from '../domain/case.ts';
import type { Opening } from '../domain/case-openings.ts';
import { mostCaptures } from '../domain/execution-history.ts';
import type { Lead, Problem } from '../domain/lead.ts';
import type { AffectedInterface, Plan } from '../domain/plan.ts';
import type { Policy } from '../policy/policy.ts';
import { firstMatch } from '../triggers/pattern.ts';
import { triage } from '../triggers/triage.ts';
import { emptyPlan } from './plan-lead.ts';

/** Highest number that a round can have. */
const LAST_ROUND = 1_000;

/** What is to become of a request to open a case again. */
export type ReopeningDecision =
  | { readonly decision: 'reopen'; readonly rounds: number; readonly bounds: Opening['bounds'] }
  | { readonly decision: 'refuse'; readonly problem: Problem };

const refuse = (path: string, problem: string, allowed: string): ReopeningDecision => ({
  decision: 'refuse',
  problem: { path, problem, allowed },
});

/** Policy may have changed since the case was opened: whom it excludes now is not captured again. A person asks, so what
 * only holds back events does not count. */
const excluded = ({ lead, interfaces }: Plan, policy: Policy): string | undefined => {
  const namesOf = ({ interfaceId, vpcId, addresses }: AffectedInterface) => [interfaceId, vpcId, ...addresses];
  const named = interfaces.flatMap(namesOf).find((name) => firstMatch(policy.triggers.excludeResources, name));
  if (named !== undefined) return `${named} is excluded by triggers.excludeResources`;
  if (!lead) return undefined;
  const asked: Lead = { ...lead, source: 'manual', archived: false, request: { runDrill: true } };
  const answer = triage(asked, policy, { reading: { outcome: 'lead', lead: asked } });
  return answer.outcome === 'ignored' ? answer.reason : undefined;
};

const roundProblem = (plan: Plan, rounds: number, { capture }: Policy): ReopeningDecision | undefined => {
  const before = Math.max(...plan.captures.map((planned) => planned.rounds));
  const most = Math.min(capture.maximumRoundsPerCase, LAST_ROUND);
  if (before + rounds > most)
    return refuse('rounds', `too many: the case has ${before} already`, `at most ${most} in all`);
  if (plan.captures.length > mostCaptures(rounds))
    return refuse('rounds', `too many for ${plan.captures.length} captures`, 'as many as one execution can hold');
  const seconds = Math.max(...plan.captures.map((planned) => captureSeconds({ ...planned, rounds })));
  return seconds > MAX_CAPTURE_SECONDS
    ? refuse('rounds', `too many: they may take ${seconds} s`, `at most ${MAX_CAPTURE_SECONDS} s in all`)
    : undefined;
};

/** Decides whether a closed case may gain rounds.
 * @param record absent where there is no such case */
export const decideReopening = (record: CaseRecord | undefined, lead: Lead, policy: Policy): ReopeningDecision => {
  const known = 'a closed case that has captures: "flowtrap cases" lists cases';
  if (!record) return refuse('case', 'not known', known);
  const { plan } = record;
  if (plan.captures.length === 0) return refuse('case', `has no captures to repeat: ${plan.reason}`, known);
  const reason = excluded(plan, policy);
  if (reason !== undefined) return refuse('case', reason, 'a case whose subjects the policy lets us capture');
  const { rounds = policy.capture.rounds } = lead.request ?? {};
  const bounds = {
    maximumPerTargetHour: policy.capture.maximumCapturesPerTargetPerHour,
    maximumPerAccountHour: policy.capture.maximumCapturesPerAccountPerHour,
  };
  return roundProblem(plan, rounds, policy) ?? { decision: 'reopen', rounds, bounds };
};

/** What `flowtrap plan` says of such a request: its plan is the case's own, which only the deployment has. */
export const reopeningPlan = (lead: Lead, reopens: string): Plan => ({
  ...emptyPlan({ outcome: 'capture', reason: '', problems: [], lead, held: false }),
  outcome: 'capture',
  reason: `opens case ${reopens} again: its own captures take further rounds`,
});
