import type { CaseRecord } from '../lib/domain/case.ts';
import { caseIdFrom } from '../lib/domain/ids.ts';
import type { Lead } from '../lib/domain/lead.ts';
import type { Tuple } from '../lib/domain/tuple.ts';
import type { Decided } from '../lib/planning/decide-trigger.ts';
import type { Policy } from '../lib/policy/policy.ts';

/** A repeat that names peers which its case has not looked for, as a case of its own. */
export interface FollowUp {
  readonly caseId: string;
  readonly decided: Decided;
}

const newTuples = (lead: Lead, { plan }: CaseRecord): readonly Tuple[] => {
  const known = new Set(plan.lead?.tuples.map(({ peer }) => peer));
  return lead.tuples.filter(({ peer }) => peer !== undefined && !known.has(peer));
};

/** What a repeat adds to its case. GuardDuty shows only the latest peer of an aggregated finding, so a repeat may be the
 * only word of a new one. The follow-up looks for the new peers alone; the same repeat gives the same case id.
 * Undefined when it adds nothing, or policy only counts repeats. */
export const followUpOf = (known: CaseRecord, decided: Decided, { triggers }: Policy): FollowUp | undefined => {
  const { lead, outcome } = decided;
  if (!lead || outcome !== 'capture' || lead.perExecution || triggers.repeatsWithNewPeers === 'count') return undefined;
  const tuples = newTuples(lead, known);
  if (tuples.length === 0) return undefined;
  const peers = [...new Set(tuples.map(({ peer }) => String(peer)))].toSorted();
  const notes = [...lead.notes, `a repeat of case ${known.caseId} that names new peers; only these are looked for`];
  return {
    caseId: caseIdFrom([...lead.key, 'repeat', ...peers]),
    decided: { ...decided, lead: { ...lead, tuples, notes } },
  };
};
