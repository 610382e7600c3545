import type { AccountRegion } from '../lib/domain/account-region.ts';
import type { CaseRecord } from '../lib/domain/case.ts';
import { revisionOf } from '../lib/domain/case-openings.ts';
import type { Clock } from '../lib/domain/clock.ts';
import type { FlowLogRecord } from '../lib/domain/flow-log.ts';
import { unheardEnds } from '../lib/domain/flow-log-coverage.ts';
import type { FlowLogDefaults } from '../lib/domain/flow-log-request.ts';
import type { Policy } from '../lib/policy/policy.ts';
import type { CaseStore, LeaseStore } from '../lib/ports/case-store.ts';
import type { FlowLogs } from '../lib/ports/flow-logs.ts';
import type { InterfaceFinder } from '../lib/ports/interface-finder.ts';
import type { Log } from '../lib/ports/log.ts';
import type { RevealedPeers } from '../lib/ports/revealed-peers.ts';

export interface EnableFlowLogsDeps {
  readonly cases: CaseStore;
  readonly leases: LeaseStore;
  readonly flowLogs: FlowLogs;
  readonly peers: RevealedPeers;
  readonly interfaces: InterfaceFinder;
  /** Reads the text of the policy that the case runs under. @throws ContractError */
  readonly policyFrom: (text: string) => Policy;
  readonly home: AccountRegion;
  /** The destinations that the stack made. */
  readonly defaults: FlowLogDefaults;
  readonly clock: Clock;
  readonly log: Log;
}

/** What identifies one decision of a case. */
export type Slot = Pick<
  FlowLogRecord,
  'caseId' | 'resourceId' | 'account' | 'region' | 'role' | 'request' | 'addresses' | 'revision' | 'unheardUntilMs'
>;
/** What was decided for it. */
export type Decision = Pick<FlowLogRecord, 'decision' | 'reason' | 'flowLogId' | 'leaseUntilMs'>;

/** A case as one run of the step sees it: under the policy that it started with, whatever policy says by now. */
export interface CaseContext {
  readonly record: CaseRecord;
  readonly policy: Policy;
  /** What earlier runs decided for this opening of the case: a later opening needs its flow logs longer. */
  readonly decided: (slot: Slot) => FlowLogRecord | undefined;
  /** What earlier runs decided for any opening of it. */
  readonly recorded: (slot: Slot) => FlowLogRecord | undefined;
}

const slotKey = ({ resourceId, role, request }: Slot): string => JSON.stringify([resourceId, role, request ?? 0]);

/** What a decision is for, with the opening of the case, and with what earlier runs asked for and never heard of: the
 * record of this run takes the place of theirs. */
export const slotFor = (context: CaseContext, parts: Omit<Slot, 'revision' | 'unheardUntilMs'>): Slot => {
  const { revision } = context.record;
  const earlier = context.recorded(parts);
  const unheardUntilMs = earlier === undefined ? [] : unheardEnds(earlier);
  return {
    ...parts,
    ...(revision !== undefined && { revision }),
    ...(unheardUntilMs.length > 0 && { unheardUntilMs }),
  };
};

/** Reads what a run needs of its case. @throws RecordNotFoundError when there is no such case */
export const openContext = async (deps: EnableFlowLogsDeps, caseId: string): Promise<CaseContext> => {
  const record = await deps.cases.getCase(caseId);
  const earlier = new Map((await deps.cases.listFlowLogs(caseId)).map((decided) => [slotKey(decided), decided]));
  const recorded = (slot: Slot) => earlier.get(slotKey(slot));
  const decided = (slot: Slot) => {
    const one = recorded(slot);
    return one !== undefined && revisionOf(one) === revisionOf(record) ? one : undefined;
  };
  return { record, policy: deps.policyFrom(record.policyText), decided, recorded };
};

/** The end to ask for. An end that an earlier run has asked for stays, so that the same request is sent again. */
export const leaseEnd = (context: CaseContext, slots: readonly Slot[], nowMs: number): number => {
  const asked = slots.flatMap((slot) => context.decided(slot)?.leaseUntilMs ?? []);
  const later = Math.max(0, ...asked);
  return later > nowMs ? later : nowMs + Math.round(context.policy.flowLogs.leaseHours * 3_600_000);
};
