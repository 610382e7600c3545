import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ContractError } from '../domain/errors.ts';
import { sha256Hex } from '../domain/ids.ts';
import { type Policy, policySchema } from '../policy/policy.ts';
import { parseOrThrow } from '../policy/violations.ts';
import type { PolicySource } from '../ports/policy-source.ts';
import type { Host } from '../runtime/host.ts';

const CACHE_MS = 60_000;

interface Loaded {
  readonly policy: Policy;
  readonly text: string;
  readonly sha256: string;
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ContractError('policy: not JSON', {}, { cause });
  }
};

/** Reads a policy from its text. What is recorded is the policy in force, every default spelled out: a case must say under
 * which values it ran, whatever the defaults become later.
 * @throws ContractError that lists every violation by path */
export const policyFrom = (text: string): Loaded => {
  const policy = parseOrThrow(policySchema, parseJson(text), 'policy');
  const inForce = JSON.stringify(policy);
  return { policy, text: inForce, sha256: sha256Hex(inForce) };
};

/** The policy in an SSM parameter, so that it changes without a deployment. */
export const ssmPolicySource = (host: Host, parameterName: string): PolicySource => {
  const client = new SSMClient(host.clientConfig('ssm'));
  let cached: { readonly loaded: Loaded; readonly untilMs: number } | undefined;

  return {
    load: async () => {
      const now = host.clock.nowMs();
      if (cached && now < cached.untilMs) return cached.loaded;
      const { Parameter } = await client.send(new GetParameterCommand({ Name: parameterName, WithDecryption: true }));
      const loaded = policyFrom(Parameter?.Value ?? '');
      cached = { loaded, untilMs: now + CACHE_MS };
      return loaded;
    },
  };
};
