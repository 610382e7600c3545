import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Config } from '../config/config.ts';
import { parameterLimits, policyText, policyTextBytes } from '../config/policy-text.ts';

/** The policy in force. Operators change it here without a deployment; the next deployment of a changed configuration
 * writes it anew. */
export const policyParameter = (scope: Construct, { name, policy }: Config): StringParameter =>
  new StringParameter(scope, 'Policy', {
    parameterName: `/${name}/policy`,
    description: 'Flowtrap: what is captured, logged and kept. Read by every function, at most a minute late.',
    stringValue: policyText(policy),
    tier: policyTextBytes(policy) > parameterLimits.standardBytes ? ParameterTier.ADVANCED : ParameterTier.STANDARD,
  });
