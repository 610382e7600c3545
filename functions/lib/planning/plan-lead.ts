import { captureSeconds, MAX_CAPTURE_SECONDS } from '../domain/capture-timing.ts';
import { counted } from '../domain/count-text.ts';
import type { Lead, Problem } from '../domain/lead.ts';
import type { Plan } from '../domain/plan.ts';
import { type CapturePlan, planCaptures } from '../domain/plan-capture.ts';
import { planVerbatimFilters } from '../domain/verbatim-filters.ts';
import type { Policy } from '../policy/policy.ts';
import type { AlarmReader } from '../ports/alarm-reader.ts';
import type { NetworkReader } from '../ports/network-reader.ts';
import { firstMatch } from '../triggers/pattern.ts';
import { withoutExcluded } from '../triggers/triage.ts';
import type { Decided } from './decide-trigger.ts';
import { resolveAlarm } from './resolve-alarm.ts';

/** A plan that does nothing, with what was decided. */
export const emptyPlan = ({ outcome, reason, problems, lead }: Decided): Plan => ({
  outcome: outcome === 'refused' ? 'refused' : 'ignored',
  reason,
  problems,
  ...(lead ? { lead } : {}),
  filters: [],
  dropped: [],
  interfaces: [],
  paths: [],
  captures: [],
  flowLogs: { interfaceIds: [], verbatim: [], reason },
});

/** What is wrong with the pace that an analyst asked for, together with what policy sets. */
const paceProblems = ({ request }: Lead, { capture }: Policy): readonly Problem[] => {
  const rounds = request?.rounds ?? capture.rounds;
  if (rounds > capture.maximumRoundsPerCase)
    return [{ path: 'rounds', problem: 'too many', allowed: `at most ${capture.maximumRoundsPerCase} by the policy` }];
  const seconds = captureSeconds({
    rounds,
    roundIntervalSeconds: request?.roundIntervalSeconds ?? capture.roundIntervalSeconds,
    deadlineSeconds: capture.deadlineMinutes * 60,
  });
  const problem = `too many: with their interval and the deadline of the policy they may take ${seconds} s`;
  return seconds <= MAX_CAPTURE_SECONDS
    ? []
    : [{ path: 'rounds', problem, allowed: `at most ${MAX_CAPTURE_SECONDS} s in all` }];
};

/** What is wrong with what an analyst gave, by the policy's bounds. */
export const requestProblems = (lead: Lead, policy: Policy): readonly Problem[] => [
  ...paceProblems(lead, policy),
  ...verbatimProblems(lead, policy),
];

/** What is wrong with the filters that an analyst gave. They are used as they stand, but policy bounds them all the same. */
const verbatimProblems = ({ request }: Lead, policy: Policy): readonly Problem[] =>
  (request?.captures ?? []).flatMap(({ filters }, index) => {
    const planned = planVerbatimFilters(filters, policy.capture, `captures[${index}].FlowFilters`);
    return 'problems' in planned ? planned.problems : [];
  });

type Verdict = Pick<Plan, 'outcome' | 'reason' | 'problems'>;

const refused = (path: string, problem: string, allowed: string): Verdict => ({
  outcome: 'refused',
  reason: `${path}: ${problem}`,
  problems: [{ path, problem, allowed }],
});

/** Why there is no capture: in the order in which a person would want to know. */
const withoutCaptures = (lead: Lead, { paths, unresolved, dropped, refusedPlaces }: CapturePlan): Verdict => {
  const [path] = paths;
  const isSeen = paths.some(({ outcome }) => outcome === 'on-path');
  if (path && !isSeen) return { outcome: 'not-on-path', reason: path.reason, problems: [] };
  if (!path && lead.request?.createFlowLogs)
    return { outcome: 'capture', reason: 'flow logs only, as requested', problems: [] };
  const [place] = refusedPlaces;
  if (place) return refused('accounts', place, 'firewalls in accounts and Regions of the policy');
  const [missing] = isSeen ? [] : unresolved;
  if (missing) return refused('subjects', missing, 'a resource with an interface in a VPC that we can read');
  const [drop] = dropped;
  if (drop) return refused('tuples', drop.reason, 'a conversation that a filter within the policy admits');
  return refused('subjects', 'nothing to look for', 'a subject, and a peer, port or protocol');
};

const verdictOf = (lead: Lead, planned: CapturePlan): Verdict => {
  if (planned.refusal !== undefined) return refused('account', planned.refusal, 'an account and Region of the policy');
  const { captures, filters, dropped } = planned;
  if (captures.length === 0) return withoutCaptures(lead, planned);
  const firewalls = new Set(captures.map(({ firewallArn }) => firewallArn)).size;
  const lost = dropped.length > 0 ? `, ${counted(dropped.length, 'tuple')} dropped` : '';
  const reason = `${counted(filters.length, 'filter')} in ${counted(captures.length, 'capture')} on ${counted(firewalls, 'firewall')}${lost}`;
  return { outcome: 'capture', reason, problems: [] };
};

const flowLogsOf = ({ request }: Lead, { interfaces }: CapturePlan, { flowLogs }: Policy): Plan['flowLogs'] => {
  const verbatim = request?.createFlowLogs ?? [];
  const logged = interfaces.filter(({ gone }) => gone !== true).map(({ interfaceId }) => interfaceId);
  if (!(request?.flowLogs ?? flowLogs.enabled))
    return {
      interfaceIds: [],
      verbatim,
      reason: request?.flowLogs === false ? 'not asked for' : 'flowLogs.enabled is false',
    };
  return {
    interfaceIds: logged,
    verbatim,
    reason: 'every affected interface',
  };
};

/** What a plan is made from beside its trigger. */
export interface PlanReaders {
  readonly network: NetworkReader;
  readonly alarms: AlarmReader;
}

const planInNetwork = async (given: Lead, policy: Policy, { network: reader, alarms }: PlanReaders): Promise<Plan> => {
  const lead = withoutExcluded(await resolveAlarm(given, alarms), policy);
  const [problem, ...problems] = requestProblems(lead, policy);
  if (problem) {
    const reason = `${problem.path} ${problem.problem}`;
    return emptyPlan({ outcome: 'refused', reason, problems: [problem, ...problems], lead, held: false });
  }
  const network = await reader.read({ lead, policy });
  const isExcluded = (name: string): boolean => firstMatch(policy.triggers.excludeResources, name) !== undefined;
  const planned = planCaptures({ lead, network, policy, isExcluded });
  const { filters, dropped, merged, interfaces, paths, captures, notes, unresolved } = planned;
  return {
    ...verdictOf(lead, planned),
    lead: { ...lead, notes: [...lead.notes, ...notes, ...unresolved] },
    ...{ filters, dropped, merged, interfaces, paths, captures },
    flowLogs: flowLogsOf(lead, planned, policy),
  };
};

/** What the trigger leaves open stands in the plan beside what is wrong otherwise. */
const withProblems = (plan: Plan, { problems }: Decided): Plan => ({
  ...plan,
  problems: [...plan.problems, ...problems],
});

/** The plan for what was decided: refused as it stands, else with the network's paths and the filters on them. */
export const planLead = async (decided: Decided, policy: Policy, readers: PlanReaders): Promise<Plan> =>
  decided.outcome === 'capture' && decided.lead
    ? withProblems(await planInNetwork(decided.lead, policy, readers), decided)
    : emptyPlan(decided);

/** The plan that policy holds back: what would be done, marked as ignored with the reason. */
export const heldPlan = async (decided: Decided, policy: Policy, readers: PlanReaders): Promise<Plan> => {
  if (!decided.lead) return emptyPlan(decided);
  const { outcome, ...plan } = withProblems(await planInNetwork(decided.lead, policy, readers), decided);
  return { ...plan, outcome: 'ignored', reason: `${decided.reason}; it would have been: ${outcome}` };
};
