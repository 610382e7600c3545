import { type CaseSize, costOfCase, prices } from '../../functions/lib/domain/cost.ts';
import type { Plan } from '../../functions/lib/domain/plan.ts';
import type { Policy } from '../../functions/lib/policy/policy.ts';

/** What a plan would cost, US dollars. How many flows there are is known only afterwards. */
export interface PlanCost {
  /** The case with few flows: one page a round, one look at each operation. */
  readonly caseUsd: number;
  /** More, for each thousand flows that a round of a capture finds. */
  readonly perThousandFlowsUsd: number;
  /** For each GB that the flow logs deliver, where the plan turns any on. */
  readonly perFlowLogGbUsd: number | null;
}

const sizeOf = ({ captures }: Plan): CaseSize => ({
  captures: captures.length,
  rounds: Math.max(1, ...captures.map(({ rounds }) => rounds)),
  polls: 1,
  flows: 0,
});

/** Captures without a network are known only by their filters: one firewall in one zone is the least. */
const atLeastOne = (size: CaseSize, rounds: number): CaseSize =>
  size.captures === 0 ? { ...size, captures: 1, rounds } : size;

const flowLogPrice = ({ flowLogs }: Plan, policy: Policy): number | null => {
  if (flowLogs.interfaceIds.length === 0 && flowLogs.verbatim.length === 0) return null;
  return policy.flowLogs.destination.type === 's3' ? prices.flowLogGbToS3 : prices.flowLogGbToLogs;
};

/** The cost of a plan that captures; null for one that captures nothing. */
export const planCost = (plan: Plan, policy: Policy): PlanCost | null => {
  if (plan.outcome !== 'capture') return null;
  const size = atLeastOne(sizeOf(plan), policy.capture.rounds);
  const caseUsd = costOfCase(size);
  return {
    caseUsd,
    perThousandFlowsUsd: (costOfCase({ ...size, flows: 100_000 }) - caseUsd) / 100,
    perFlowLogGbUsd: flowLogPrice(plan, policy),
  };
};
