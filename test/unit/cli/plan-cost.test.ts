import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planInput } from '../../../cli/plan/plan-entry.ts';
import { recordedReaders } from '../../../functions/lib/adapters/recorded-readers.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';

const shipped = (path: string) => readFileSync(new URL(`../../../simulator/${path}`, import.meta.url), 'utf8');
const finding = shipped('events/backdoor-c2.json');
const readers = recordedReaders(JSON.parse(shipped('worlds/beacon.json')));

const costUnder = async (policy: object, text = finding) => {
  const parsed = policySchema.parse(policy);
  const [entry] = await planInput({ file: 'finding.json', text }, { policy: parsed, readers });
  return entry?.cost;
};

describe('the cost of a plan', () => {
  it('grows with the rounds', async () => {
    const [two, three] = await Promise.all([costUnder({}), costUnder({ capture: { rounds: 3 } })]);

    expect(two?.caseUsd).toBeGreaterThan(0.0005);
    expect(two?.caseUsd).toBeLessThan(0.001);
    expect(three?.caseUsd).toBeGreaterThan((two?.caseUsd ?? 0) * 1.2);
  });

  it('names the price of flow logs by their destination, and none where there are none', async () => {
    const destination = { type: 'cloud-watch-logs' };

    expect(await costUnder({})).toMatchObject({ perFlowLogGbUsd: 0.25 });
    expect(await costUnder({ flowLogs: { destination } })).toMatchObject({ perFlowLogGbUsd: 0.5 });
    expect(await costUnder({ flowLogs: { enabled: false } })).toMatchObject({ perFlowLogGbUsd: null });
  });

  it('is not told for what captures nothing', async () => {
    expect(await costUnder({}, '{}')).toBeNull();
  });
});
