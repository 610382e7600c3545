import type { Lead } from '../domain/lead.ts';
import type { Plan } from '../domain/plan.ts';
import { planCaptures } from '../domain/plan-capture.ts';
import type { Policy } from '../policy/policy.ts';
import type { NetworkReader } from '../ports/network-reader.ts';
import type { Decided } from './decide-trigger.ts';

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

const planInNetwork = async (lead: Lead, policy: Policy, reader: NetworkReader): Promise<Plan> => {
  const network = await reader.read({ lead, accounts: policy.accounts });
  return planCaptures({ lead, network, policy });
};

/** The plan for what was decided: refused as it stands, else with the network's paths and the filters on them. */
export const planLead = async (decided: Decided, policy: Policy, reader: NetworkReader): Promise<Plan> =>
  decided.outcome === 'capture' && decided.lead
    ? await planInNetwork(decided.lead, policy, reader)
    : emptyPlan(decided);

/** The plan that policy holds back: what would be done, marked as ignored with the reason. */
export const heldPlan = async (decided: Decided, policy: Policy, reader: NetworkReader): Promise<Plan> => {
  if (!decided.lead) return emptyPlan(decided);
  const { outcome, ...plan } = await planInNetwork(decided.lead, policy, reader);
  return { ...plan, outcome: 'ignored', reason: `${decided.reason}; it would have been: ${outcome}` };
};
