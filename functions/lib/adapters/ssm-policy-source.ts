import { sha256Hex } from '../domain/ids.ts';
import { parsePolicyJson } from '../policy/parse-policy-json.ts';
import { type Policy, policySchema } from '../policy/policy.ts';
import { parseOrThrow } from '../policy/violations.ts';
import type { PolicySource } from '../ports/policy-source.ts';
import type { Host } from '../runtime/host.ts';
import { ssmParameter } from './ssm-parameter.ts';

interface Loaded {
  readonly policy: Policy;
  readonly text: string;
  readonly sha256: string;
}

/** Reads a policy from its text. What is recorded is the policy in force, every default spelled out: a case must say under
 * which values it ran, whatever the defaults become later.
 * @throws ContractError that lists every violation by path */
export const policyFrom = (text: string): Loaded => {
  const policy = parseOrThrow(policySchema, parsePolicyJson(text), 'policy');
  const inForce = JSON.stringify(policy);
  return { policy, text: inForce, sha256: sha256Hex(inForce) };
};

/** The policy in an SSM parameter. */
export const ssmPolicySource = (host: Host, parameterName: string): PolicySource => ({
  load: ssmParameter(host, parameterName, policyFrom),
});
