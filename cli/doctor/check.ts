import type { Policy } from '../../functions/lib/policy/policy.ts';
import type { Host } from '../../functions/lib/runtime/host.ts';
import type { Deployment } from './deployment.ts';

/** What a look at one thing showed. */
export interface Finding {
  /** What was looked at: a resource, an account, a Region. */
  readonly subject: string;
  /** `failed`: an incident would suffer from it. `warning`: it may, or nobody can tell. */
  readonly outcome: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** What to do about it; absent where all is well. */
  readonly next?: string;
}

/** What the checks look at. */
export interface Patient {
  readonly host: Host;
  readonly deployment: Deployment;
  /** The policy in force; undefined where it cannot be read, which is the policy check's to say. */
  readonly policy: Policy | undefined;
  readonly nowMs: () => number;
}

/** One thing that can be looked at without changing anything. A new check is a new file and a line in the list. */
export interface Check {
  readonly name: string;
  /** `incident`: it must hold when one begins. `clean-up`: it would hold up whoever takes Flowtrap down. */
  readonly about: 'incident' | 'clean-up';
  /** The IAM actions that it calls. */
  readonly reads: readonly string[];
  readonly look: (patient: Patient) => Promise<readonly Finding[]>;
}

export const ok = (subject: string, detail: string): Finding => ({ subject, outcome: 'ok', detail });
export const warning = (subject: string, detail: string, next: string): Finding => ({
  subject,
  outcome: 'warning',
  detail,
  next,
});
export const failed = (subject: string, detail: string, next: string): Finding => ({
  subject,
  outcome: 'failed',
  detail,
  next,
});
