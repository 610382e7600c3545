import { accountsOfPolicySchema } from '../policy/accounts.ts';
import { parsePolicyJson } from '../policy/parse-policy-json.ts';
import { parseOrThrow } from '../policy/violations.ts';
import type { Host } from '../runtime/host.ts';
import type { AccountSettings } from './member-places.ts';
import { ssmParameter } from './ssm-parameter.ts';

const accountsFrom = (text: string): AccountSettings =>
  parseOrThrow(accountsOfPolicySchema, parsePolicyJson(text), 'policy').accounts;

/** The `accounts` part of the policy in an SSM parameter, for functions that need no other part. */
export const ssmAccountSettings = (host: Host, parameterName: string): (() => Promise<AccountSettings>) =>
  ssmParameter(host, parameterName, accountsFrom);
