import { performance } from 'node:perf_hooks';
import { recordedReaders } from '../functions/lib/adapters/recorded-readers.ts';
import { decideTrigger } from '../functions/lib/planning/decide-trigger.ts';
import { type PlanReaders, planLead } from '../functions/lib/planning/plan-lead.ts';
import { policySchema } from '../functions/lib/policy/policy.ts';
import { readTrigger } from '../functions/lib/triggers/read-trigger.ts';
import { bigNetwork } from '../test/fakes/big-network.ts';
import { beacon, finding } from './inputs.ts';
import { median, milliseconds, type Row } from './row.ts';

const policy = policySchema.parse({});

/** A request about the first interface of the first of many VPCs. */
const requestInBigNetwork = (): string =>
  JSON.stringify({
    source: 'manual',
    reason: 'bench',
    account: '111122223333',
    region: 'us-east-1',
    subjects: ['eni-00000000000000000'],
    peers: ['10.1.0.10'],
    ports: [443],
    protocols: [6],
  });

const planOnce = async (text: string, readers: PlanReaders) => {
  const plan = await planLead(decideTrigger(readTrigger(text), policy), policy, readers);
  if (plan.captures.length === 0) throw new Error(`nothing was planned: ${plan.reason}`);
  return plan;
};

/** Each repeat has a network of its own: nothing that an earlier one worked out is there to be used again. */
const measure = async (text: string, newReaders: () => PlanReaders, repeats: number): Promise<number> => {
  const durations: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const readers = newReaders();
    const start = performance.now();
    await planOnce(text, readers);
    durations.push(performance.now() - start);
  }
  return median(durations);
};

/** From the trigger's text to the plan, the network already read. */
export const benchPlanning = async (repeats: number): Promise<readonly Row[]> => {
  const small = await measure(JSON.stringify(finding()), () => recordedReaders(beacon()), repeats * 5);
  const recorded = bigNetwork({ vpcs: 500, interfaces: 5_000, routes: 2_000 });
  const large = await measure(requestInBigNetwork(), () => recordedReaders(recorded), repeats);
  const group = 'planning';
  return [
    { group, what: 'one finding', ours: milliseconds(small), target: '≤ 5 ms', met: small <= 5 },
    {
      group,
      what: '500 VPCs, 5,000 interfaces, 2,000 routes',
      ours: milliseconds(large),
      target: '≤ 300 ms',
      met: large <= 300,
    },
  ];
};
