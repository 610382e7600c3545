import type { Policy } from '../policy/policy.ts';

/** The policy in force, and the same as JSON text with every default spelled out. Cached for at most a minute.
 * @throws ContractError when the text is not a policy; every violation is listed by path. */
export interface PolicySource {
  load(): Promise<{ readonly policy: Policy; readonly text: string; readonly sha256: string }>;
}
