import type { ApiFlowFilter, DroppedTuple, PlannedFilter } from '../../functions/lib/domain/flow-filter.ts';
import { toApiFilter } from '../../functions/lib/domain/flow-filter-api.ts';
import { sha256Hex } from '../../functions/lib/domain/ids.ts';
import type { Lead, Problem, TriggerReading } from '../../functions/lib/domain/lead.ts';
import type { Plan } from '../../functions/lib/domain/plan.ts';
import { caseIdOf, type Decided, decideTrigger } from '../../functions/lib/planning/decide-trigger.ts';
import { emptyPlan, heldPlan, planLead } from '../../functions/lib/planning/plan-lead.ts';
import { planOffline } from '../../functions/lib/planning/plan-offline.ts';
import type { Policy } from '../../functions/lib/policy/policy.ts';
import type { NetworkReader } from '../../functions/lib/ports/network-reader.ts';
import { asHanded, type HandedEvent } from '../../functions/lib/triggers/manual/handed-event.ts';
import { readTriggers } from '../../functions/lib/triggers/read-trigger.ts';
import { type PlannedCall, plannedCalls } from './plan-calls.ts';
import { type PlanCost, planCost } from './plan-cost.ts';
import type { PlanInput } from './read-inputs.ts';

/** What `flowtrap plan` says of one event. */
export interface PlanEntry {
  readonly file: string;
  readonly outcome: 'capture' | 'refused' | 'ignored';
  readonly reason: string;
  /** Equal for triggers that belong to one case. */
  readonly caseKey: string;
  /** A sample finding. */
  readonly drill: boolean;
  readonly lead: Lead | null;
  /** As `StartFlowCapture` takes them. Where policy holds the event back, what it would be given. */
  readonly filters: readonly ApiFlowFilter[];
  /** The same filters with reason and breadth, in the same order. */
  readonly plannedFilters: readonly PlannedFilter[];
  readonly problems: readonly Problem[];
  readonly dropped: readonly DroppedTuple[];
  readonly interfaces: Plan['interfaces'];
  readonly paths: Plan['paths'];
  readonly captures: Plan['captures'];
  readonly flowLogs: Plan['flowLogs'];
  /** The calls with an effect that would follow. */
  readonly calls: readonly PlannedCall[];
  /** Null where nothing is captured. */
  readonly cost: PlanCost | null;
}

export interface PlanSettings {
  readonly policy: Policy;
  /** Absent: filters come from the event alone. */
  readonly network?: NetworkReader | undefined;
  readonly nowMs?: number | undefined;
  /** As `capture --event … --run-drill` would run each event. */
  readonly runDrill?: boolean;
}

const HANDED: HandedEvent = { source: 'manual', reason: 'plan --run-drill', event: {}, runDrill: true };

const unreadable: TriggerReading = {
  outcome: 'refused',
  reason: 'the file cannot be read',
  problems: [{ path: '(file)', problem: 'cannot be read', allowed: 'a readable file' }],
};

const planFor = async (decided: Decided, { policy, network }: PlanSettings): Promise<Plan> => {
  if (!network) return planOffline(decided, policy);
  if (decided.outcome === 'ignored')
    return decided.held ? await heldPlan(decided, policy, network) : emptyPlan(decided);
  return await planLead(decided, policy, network);
};

/** Not on any path: nothing to capture by nature. */
const outcomeOf = ({ outcome }: Plan): PlanEntry['outcome'] => (outcome === 'not-on-path' ? 'ignored' : outcome);

interface Planned {
  readonly file: string;
  readonly rawSha256: string;
  readonly decided: Decided;
  readonly plan: Plan;
  readonly policy: Policy;
}

const entryOf = ({ file, rawSha256, decided, plan, policy }: Planned): PlanEntry => ({
  file,
  outcome: outcomeOf(plan),
  reason: plan.outcome === 'not-on-path' ? `not on path: ${plan.reason}` : plan.reason,
  caseKey: caseIdOf(decided, rawSha256),
  drill: decided.lead?.drill ?? false,
  lead: decided.lead ?? null,
  filters: plan.filters.map(({ filter }) => toApiFilter(filter)),
  plannedFilters: plan.filters,
  problems: plan.problems,
  dropped: plan.dropped,
  interfaces: plan.interfaces,
  paths: plan.paths,
  captures: plan.captures,
  flowLogs: plan.flowLogs,
  calls: plannedCalls(plan, policy),
  cost: planCost(plan, policy),
});

/** Plans every event of one input, in its order. Never throws for what an event holds. */
export const planInput = async ({ file, text }: PlanInput, settings: PlanSettings): Promise<readonly PlanEntry[]> => {
  const read = text === undefined ? [unreadable] : readTriggers(text);
  const readings = settings.runDrill === true ? read.map((reading) => asHanded(reading, HANDED)) : read;
  const rawSha256 = sha256Hex(text ?? file);
  const entries = readings.map(async (reading) => {
    const decided = decideTrigger(reading, settings.policy, settings.nowMs);
    const plan = await planFor(decided, settings);
    return entryOf({ file, rawSha256, decided, plan, policy: settings.policy });
  });
  return await Promise.all(entries);
};
