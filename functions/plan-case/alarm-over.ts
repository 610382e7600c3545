import type { Clock } from '../lib/domain/clock.ts';
import { endLeaseEarly } from '../lib/domain/flow-log-lease.ts';
import type { Decided } from '../lib/planning/decide-trigger.ts';
import type { Policy } from '../lib/policy/policy.ts';
import type { CaseStore, LeaseStore } from '../lib/ports/case-store.ts';
import { alarmPolicyFor } from '../lib/triggers/apply-alarm-policy.ts';

export interface AlarmOverDeps {
  readonly cases: CaseStore;
  readonly leases: LeaseStore;
  readonly clock: Clock;
}

/** Whether a trigger says that an alarm is over, and policy wants its flow logs to end then. */
export const isAlarmOver = ({ lead }: Decided, policy: Policy): boolean =>
  lead?.alarm?.state === 'OK' && alarmPolicyFor(lead.type, policy)?.retireFlowLogsOnOk === true;

/** Ends the leases that this case alone needs; the sweeper deletes their flow logs. Safe to run twice.
 * @returns how many flow logs the case has leases for */
export const endLeasesOf = async ({ cases, leases, clock }: AlarmOverDeps, caseId: string): Promise<number> => {
  const flowLogs = await cases.listFlowLogs(caseId);
  const ids = new Set(flowLogs.flatMap(({ flowLogId }) => flowLogId ?? []));
  const leased = (await Promise.all([...ids].map((id) => leases.find(id)))).filter((lease) => lease !== undefined);
  const end = endLeaseEarly(caseId, clock.nowMs());
  await Promise.all(leased.map(({ flowLogId }) => leases.update(flowLogId, end)));
  return leased.length;
};
