import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costOfCase, costOfUsage, usageOf } from '../../functions/lib/domain/cost.ts';
import type { EngineEvent } from '../../simulator/engine/state-machine.ts';
import { usageFrom } from '../../simulator/usage.ts';
import { startFlowStack } from '../support/flow-stack.ts';

const shipped = (path: string) => JSON.parse(readFileSync(new URL(`../../simulator/${path}`, import.meta.url), 'utf8'));

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

const counted = async (rounds: number) => {
  const stack = await startFlowStack({
    world: shipped('worlds/beacon.json'),
    policy: JSON.stringify({ capture: { rounds } }),
  });
  const events: EngineEvent[] = [];
  const input = shipped('events/backdoor-c2.json');
  await stack.respond({ name: 'one', input, onEvent: (event) => events.push(event) });
  await stack.close();
  return usageFrom(events, stack.simulator.calls, 0.1);
};

describe('the cost of a case', () => {
  it.each([1, 2, 3])('is what the engine and the wire count, over %i rounds', async (rounds) => {
    const usage = await counted(rounds);

    const expected = usageOf({ captures: 1, rounds, polls: 1, flows: 1 });
    const { transitions, lambdaCalls, puts } = expected;
    expect(usage).toMatchObject({ transitions, lambdaCalls, puts });
    for (const part of ['gets', 'readUnits', 'writeUnits'] as const)
      expect(Math.abs(usage[part] / expected[part] - 1)).toBeLessThan(0.15);
  });

  it('stays within the budget of the reference case', async () => {
    expect(costOfUsage(await counted(2))).toBeLessThanOrEqual(0.0008);
    expect(costOfCase({ captures: 1, rounds: 2, polls: 1, flows: 1_000 })).toBeLessThanOrEqual(0.001);
  });
});
