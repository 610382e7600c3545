import type { Policy } from '../policy/policy.ts';

/** The policy in force, with the exact text it was read from. Cached for at most a minute.
 * @throws ContractError when the text is not a policy; every violation is listed by path. */
export interface PolicySource {
  load(): Promise<{ readonly policy: Policy; readonly text: string; readonly sha256: string }>;
}
