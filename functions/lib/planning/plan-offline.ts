import type { Address } from '../domain/address.ts';
import { breadthBits } from '../domain/breadth.ts';
import { planFilters } from '../domain/filter-plan.ts';
import type { PlannedFilter } from '../domain/flow-filter.ts';
import type { Lead } from '../domain/lead.ts';
import type { Plan } from '../domain/plan.ts';
import type { Policy } from '../policy/policy.ts';
import { reopeningPlan } from './decide-reopening.ts';
import type { Decided } from './decide-trigger.ts';
import { emptyPlan, requestProblems } from './plan-lead.ts';

/** Addresses that the trigger itself gives for its subjects. */
const addressesIn = ({ subjects }: Lead): readonly Address[] =>
  subjects.flatMap((subject) =>
    subject.kind === 'interface' ? subject.addresses : subject.kind === 'address' ? [subject.address] : [],
  );

const verbatimFilters = ({ request }: Lead): readonly PlannedFilter[] =>
  (request?.captures ?? []).flatMap(({ filters }) =>
    filters.map((filter) => ({ filter, reason: 'as requested', breadthBits: breadthBits(filter), mirrored: false })),
  );

const withoutFilters = (decided: Decided, lead: Lead, plan: Plan): Plan => {
  if (lead.request?.createFlowLogs) return { ...plan, outcome: 'capture', reason: 'flow logs only, as requested' };
  const [first] = plan.dropped;
  const reason = first?.reason ?? 'the trigger names nothing to look for';
  const path = first ? 'subjects' : 'tuples';
  const problem = { path, problem: reason, allowed: 'an address of the subject and a peer within the policy' };
  return {
    ...plan,
    outcome: 'refused',
    reason: `${decided.reason}: ${reason}`,
    problems: [problem, ...decided.problems],
  };
};

/** The plan as far as the trigger alone allows: its filters, without the network's paths. Calls nothing. */
export const planOffline = (decided: Decided, policy: Policy): Plan => {
  const { lead } = decided;
  if (!lead || decided.outcome === 'refused') return emptyPlan(decided);
  if (lead.reopens !== undefined) return reopeningPlan(lead, lead.reopens);
  const [problem, ...problems] = requestProblems(lead, policy);
  if (problem) {
    const reason = `${problem.path} ${problem.problem}`;
    return emptyPlan({ ...decided, outcome: 'refused', reason, problems: [problem, ...problems] });
  }
  const planned = planFilters({ tuples: lead.tuples, subjectAddresses: addressesIn(lead), limits: policy.capture });
  const filters = [...planned.filters, ...verbatimFilters(lead)];
  const plan = { ...emptyPlan(decided), filters, dropped: planned.dropped, merged: planned.merged };
  if (decided.outcome === 'ignored') return decided.held ? plan : emptyPlan(decided);
  return filters.length > 0
    ? { ...plan, outcome: 'capture', reason: `${filters.length} filters` }
    : withoutFilters(decided, lead, plan);
};
