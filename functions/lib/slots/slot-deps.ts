import type { CaptureRecord } from '../domain/capture.ts';
import type { Clock } from '../domain/clock.ts';
import type { AccountStarts } from '../ports/account-starts.ts';
import type { CaseStore } from '../ports/case-store.ts';
import type { FirewallRef, FlowOperations } from '../ports/flow-operations.ts';
import type { Log } from '../ports/log.ts';
import type { SlotStore } from '../ports/slot-store.ts';

/** What working on a slot needs. */
export interface SlotDeps {
  readonly cases: CaseStore;
  readonly slots: SlotStore;
  readonly operations: FlowOperations;
  readonly clock: Clock;
  readonly log: Log;
}

/** What firing needs beside. */
export interface FireDeps extends SlotDeps {
  readonly accounts: AccountStarts;
  /** A value that no other invocation has: it marks an intent as this invocation's. */
  readonly newToken: () => string;
}

/** Where the calls for a capture go. */
export const firewallOf = ({ plan }: CaptureRecord): FirewallRef => ({
  account: plan.account,
  region: plan.region,
  firewallArn: plan.firewallArn,
  scope: plan.scope,
});
