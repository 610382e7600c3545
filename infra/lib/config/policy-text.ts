import type { Policy } from '../../../functions/lib/policy/policy.ts';

/** Largest value of a standard and of an advanced parameter, bytes (Systems Manager quotas). */
export const parameterLimits = { standardBytes: 4_096, advancedBytes: 8_192 } as const;

/** The policy as its parameter holds it: every member written out, so that an operator sees what can be changed. */
export const policyText = (policy: Policy): string => JSON.stringify(policy);

/** Size of the parameter's value in bytes of UTF-8. */
export const policyTextBytes = (policy: Policy): number => Buffer.byteLength(policyText(policy), 'utf8');
