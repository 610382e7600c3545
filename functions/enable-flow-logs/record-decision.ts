import type { TimelineEntry } from '../lib/domain/case.ts';
import type { FlowLogRecord } from '../lib/domain/flow-log.ts';
import type { Decision, EnableFlowLogsDeps, Slot } from './case-context.ts';

/** The record's line in the timeline: made from nothing else, so that writing it again changes nothing. */
const lineOf = (record: FlowLogRecord): TimelineEntry => ({
  atMs: record.atMs,
  actor: 'enable-flow-logs',
  what: `flow log ${record.decision}`,
  details: {
    resourceId: record.resourceId,
    role: record.role,
    reason: record.reason,
    ...(record.flowLogId !== undefined && { flowLogId: record.flowLogId }),
    ...(record.leaseUntilMs !== undefined && { leaseUntil: new Date(record.leaseUntilMs).toISOString() }),
  },
});

/** Writes the line of a decision that an earlier run made; it may have died before it could. */
export const repeatLine = async (deps: EnableFlowLogsDeps, record: FlowLogRecord): Promise<void> =>
  await deps.cases.addTimeline(record.caseId, lineOf(record));

/** Records the intent, before the call that it announces. */
export const recordIntent = async (deps: EnableFlowLogsDeps, slot: Slot, leaseUntilMs: number): Promise<void> =>
  await deps.cases.putFlowLog({
    ...slot,
    decision: 'asked',
    reason: 'asked for; the outcome is not on record yet',
    leaseUntilMs,
    atMs: deps.clock.nowMs(),
  });

/** Records a decision with its line in the timeline. */
export const recordDecision = async (
  deps: EnableFlowLogsDeps,
  slot: Slot,
  decision: Decision,
): Promise<FlowLogRecord> => {
  const record = { ...slot, ...decision, atMs: deps.clock.nowMs() };
  await deps.cases.putFlowLog(record);
  await repeatLine(deps, record);
  return record;
};
