import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { policyFrom } from '../../../functions/lib/adapters/ssm-policy-source.ts';
import { ContractError } from '../../../functions/lib/domain/errors.ts';
import type { Policy } from '../../../functions/lib/policy/policy.ts';
import type { Host } from '../../../functions/lib/runtime/host.ts';
import { type Check, type Finding, failed, ok, warning } from '../check.ts';
import type { Deployment } from '../deployment.ts';

/** The policy in force, through its parameter. @throws ContractError when it is none */
export const readPolicy = async (host: Host, deployment: Deployment): Promise<Policy> => {
  const Name = deployment.output('PolicyParameterName') ?? `/${deployment.name}/policy`;
  const ssm = new SSMClient(host.clientConfig('ssm'));
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
  return policyFrom(Parameter?.Value ?? '').policy;
};

const findingsOf = (name: string, { capture, triggers }: Policy): readonly Finding[] => {
  if (capture.mode === 'monitor')
    return [warning(name, 'is valid, and captures nothing: capture.mode is monitor', 'set it to respond to act')];
  return [ok(name, `is valid: ${triggers.sources.length} sources, severity ${triggers.minimumSeverity} and above`)];
};

/** The policy can be read and is one. */
export const policy: Check = {
  name: 'policy',
  about: 'incident',
  reads: ['ssm:GetParameter'],
  look: async ({ host, deployment }) => {
    const name = deployment.output('PolicyParameterName') ?? `/${deployment.name}/policy`;
    try {
      return findingsOf(name, await readPolicy(host, deployment));
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      return [failed(name, error.message, 'correct the parameter: every case ends NEEDS_OPERATOR until then')];
    }
  },
};
