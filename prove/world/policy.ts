import { policySchema } from '../../functions/lib/policy/policy.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { ACCOUNT, REGION } from '../../simulator/worlds/rows.ts';
import { POLICY_PARAMETER } from './environment.ts';

/** Most captures in an hour, as the policy in force has it. */
export interface ProvenBounds {
  readonly perTarget: number;
  readonly perAccount: number;
}

export const boundsOf = (policy: object): ProvenBounds => {
  const { capture } = policySchema.parse(policy);
  return { perTarget: capture.maximumCapturesPerTargetPerHour, perAccount: capture.maximumCapturesPerAccountPerHour };
};

/** Puts a policy into the world. */
export const seedPolicy = (sim: Simulation, policy: object): void => {
  const value = JSON.stringify(policy);
  const key = JSON.stringify([ACCOUNT, REGION, POLICY_PARAMETER]);
  sim.parameters.set(key, {
    name: POLICY_PARAMETER,
    type: 'String',
    value,
    version: 1,
    modifiedAtMs: sim.clock.nowMs(),
  });
};
