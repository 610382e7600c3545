import { type CaseSize, costOfCase, costOfUsage, type Usage } from '../functions/lib/domain/cost.ts';
import type { EngineEvent } from '../simulator/engine/state-machine.ts';
import { startLocalStack } from '../simulator/local-stack.ts';
import { usageFrom } from '../simulator/usage.ts';
import { beacon, finding } from './inputs.ts';
import type { Row } from './row.ts';

/** 200 ms at 512 MB. */
const GB_SECONDS_PER_CALL = 0.1;

const usageOfReference = async (): Promise<Usage> => {
  const stack = await startLocalStack({ world: beacon() });
  const events: EngineEvent[] = [];
  await stack.respond({ name: 'cost', input: finding(), onEvent: (event) => events.push(event) });
  await stack.close();
  return usageFrom(events, stack.simulator.calls, GB_SECONDS_PER_CALL);
};

const usd = (amount: number): string => `$${amount.toFixed(6)}`;

const reference: CaseSize = { captures: 1, rounds: 2, polls: 1, flows: 500 };

/** The reference case: one firewall zone, two rounds, one poll each; counted in the simulator, where it finds few flows. */
export const benchCost = async (): Promise<readonly Row[]> => {
  const usage = await usageOfReference();
  const counted = costOfUsage(usage);
  const base = costOfCase(reference);
  const more = (change: Partial<CaseSize>): string => usd(costOfCase({ ...reference, ...change }) - base);
  const group = 'cost';
  return [
    {
      group,
      what: `reference case, counted: ${usage.transitions} transitions, ${usage.lambdaCalls} Lambda calls, ${usage.writeUnits} write units, ${usage.puts} PUTs`,
      ours: usd(counted),
      target: '≤ $0.0008',
      met: counted <= 0.0008,
    },
    { group, what: 'the same with 1,000 flows, by formula', ours: usd(base), target: '≤ $0.0008', met: base <= 0.0008 },
    { group, what: 'each further round', ours: more({ rounds: 3 }), target: 'stated' },
    { group, what: 'each further zone', ours: more({ captures: 2 }), target: 'stated' },
    { group, what: 'each further poll of every operation', ours: more({ polls: 2 }), target: 'stated' },
    { group, what: 'each further 1,000 flows', ours: more({ flows: 1_000 }), target: 'stated' },
  ];
};
