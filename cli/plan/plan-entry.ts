import type * as z from 'zod/mini';
import { toApiFilter } from '../../functions/lib/domain/flow-filter-api.ts';
import { sha256Hex } from '../../functions/lib/domain/ids.ts';
import type { TriggerReading } from '../../functions/lib/domain/lead.ts';
import type { Plan } from '../../functions/lib/domain/plan.ts';
import { caseIdOf, type Decided, decideTrigger } from '../../functions/lib/planning/decide-trigger.ts';
import { emptyPlan, heldPlan, type PlanReaders, planLead } from '../../functions/lib/planning/plan-lead.ts';
import { planOffline } from '../../functions/lib/planning/plan-offline.ts';
import type { Policy } from '../../functions/lib/policy/policy.ts';
import { asHanded, type HandedEvent } from '../../functions/lib/triggers/manual/handed-event.ts';
import { readTriggers } from '../../functions/lib/triggers/read-trigger.ts';
import { plannedCalls } from './plan-calls.ts';
import { planCost } from './plan-cost.ts';
import type { PlanInput } from './read-inputs.ts';
import { PLAN_VERSION, type PlanEntry, planEntrySchema } from './schema/plan-entry.ts';

export interface PlanSettings {
  readonly policy: Policy;
  /** Absent: filters come from the event alone. */
  readonly readers?: PlanReaders | undefined;
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

const planFor = async (decided: Decided, { policy, readers }: PlanSettings): Promise<Plan> => {
  if (!readers || decided.lead?.reopens !== undefined) return planOffline(decided, policy);
  if (decided.outcome === 'ignored')
    return decided.held ? await heldPlan(decided, policy, readers) : emptyPlan(decided);
  return await planLead(decided, policy, readers);
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

/** Nothing follows from an event that policy holds back. */
const callsOf = ({ decided, plan, policy }: Planned) => (decided.held ? [] : plannedCalls(plan, policy));

const entryOf = (planned: Planned): PlanEntry => {
  const { file, rawSha256, decided, plan, policy } = planned;
  const entry: z.input<typeof planEntrySchema> = {
    planVersion: PLAN_VERSION,
    file,
    outcome: outcomeOf(plan),
    reason: plan.outcome === 'not-on-path' ? `not on path: ${plan.reason}` : plan.reason,
    held: decided.held,
    caseKey: caseIdOf(decided, rawSha256),
    drill: decided.lead?.drill ?? false,
    lead: plan.lead ?? decided.lead ?? null,
    filters: plan.filters.map(({ filter }) => toApiFilter(filter)),
    plannedFilters: plan.filters,
    problems: plan.problems,
    dropped: plan.dropped,
    merged: plan.merged ?? [],
    interfaces: plan.interfaces,
    paths: plan.paths,
    captures: plan.captures,
    flowLogs: plan.flowLogs,
    calls: callsOf(planned),
    cost: planCost(plan, policy),
  };
  return planEntrySchema.parse(entry);
};

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
