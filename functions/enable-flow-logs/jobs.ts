import { refusalOf } from '../lib/domain/account-region.ts';
import { ContractError, FlowtrapError, MisconfiguredError } from '../lib/domain/errors.ts';
import type { FlowLogRecord } from '../lib/domain/flow-log.ts';
import { destinationProblem, interfaceRequest } from '../lib/domain/flow-log-request.ts';
import type { VerbatimFlowLogs } from '../lib/domain/lead.ts';
import { askForFlowLogs, type Decided } from './ask-for-flow-logs.ts';
import { type CaseContext, type Decision, type EnableFlowLogsDeps, leaseEnd, type Slot } from './case-context.ts';
import { findCoverage } from './find-coverage.ts';
import { recordDecision, repeatLine } from './record-decision.ts';

/** Decisions that are made together, by one request at most. */
export interface Job {
  readonly slots: readonly Slot[];
  readonly run: () => Promise<readonly Decided[]>;
}

/** A decision that needs no call. */
export const decidedJob = (slots: readonly Slot[], decision: Decision): Job => ({
  slots,
  run: async () => slots.map((slot) => ({ slot, decision })),
});

/** Why nothing may be created for a slot, whatever it is. */
const obstacle = (deps: EnableFlowLogsDeps, { policy }: CaseContext, slot: Slot): Decision | undefined => {
  if (policy.capture.mode === 'monitor')
    return { decision: 'skipped', reason: 'policy only monitors: nothing is created' };
  const refusal = refusalOf(slot, deps.home, policy.accounts);
  return refusal === undefined ? undefined : { decision: 'failed', reason: refusal };
};

/** Logs one interface, unless something covers it.
 * @param containers its subnet and VPC */
export const interfaceJob = (
  deps: EnableFlowLogsDeps,
  context: CaseContext,
  { slot, containers }: { readonly slot: Slot; readonly containers: readonly string[] },
): Job => {
  const blocked = obstacle(deps, context, slot);
  if (blocked !== undefined) return decidedJob([slot], blocked);
  const settings = context.policy.flowLogs;
  const untilMs = leaseEnd(context, [slot], deps.clock.nowMs());
  const run = async (): Promise<readonly Decided[]> => {
    const resourceIds = [slot.resourceId, ...containers];
    const { reopenedAtMs: openedAtMs } = context.record;
    const query = { slot, resourceIds, trafficType: settings.trafficType, untilMs, openedAtMs };
    const { decision } = await findCoverage(deps)(query);
    if (decision !== undefined) return [{ slot, decision }];
    const request = interfaceRequest(slot.resourceId, settings, deps.defaults);
    const problem = destinationProblem(request, slot);
    if (problem !== undefined) return [{ slot, decision: { decision: 'failed', reason: problem } }];
    return await askForFlowLogs(deps, { slots: [slot], request, untilMs, openedAtMs });
  };
  return { slots: [slot], run };
};

/** Runs a verbatim request as it stands. */
export const verbatimJob = (
  deps: EnableFlowLogsDeps,
  context: CaseContext,
  { slots, request }: { readonly slots: readonly Slot[]; readonly request: VerbatimFlowLogs },
): Job => {
  const blocked = slots.map((slot) => obstacle(deps, context, slot)).find((decision) => decision !== undefined);
  if (blocked !== undefined) return decidedJob(slots, blocked);
  const untilMs = leaseEnd(context, slots, deps.clock.nowMs());
  const asking = { slots, request, untilMs, openedAtMs: context.record.reopenedAtMs };
  return { slots, run: () => askForFlowLogs(deps, asking) };
};

const isFinal = (record: FlowLogRecord | undefined): record is FlowLogRecord =>
  record !== undefined && record.decision !== 'asked' && record.decision !== 'failed';

const finalRecords = (context: CaseContext, job: Job): readonly FlowLogRecord[] | undefined => {
  const records = job.slots.map((slot) => context.decided(slot)).filter(isFinal);
  return records.length === job.slots.length ? records : undefined;
};

/** Our own errors speak for an analyst; of others the name is enough, their text may hold anything. */
const failure = (error: unknown): Decision => ({
  decision: 'failed',
  reason: error instanceof FlowtrapError ? error.message : error instanceof Error ? error.name : 'unknown failure',
});

/** Records that a job failed. An end that was asked for stays on record: the call may have had its effect. */
const recordFailure = async (deps: EnableFlowLogsDeps, { slots }: Job, error: unknown) => {
  const records: FlowLogRecord[] = [];
  const caseId = slots[0]?.caseId;
  const onRecord = caseId === undefined ? [] : await deps.cases.listFlowLogs(caseId);
  for (const slot of slots) {
    const asked = onRecord.find(
      ({ resourceId, role, request }) =>
        resourceId === slot.resourceId && role === slot.role && request === slot.request,
    );
    const leaseUntilMs = asked?.leaseUntilMs;
    records.push(
      await recordDecision(deps, slot, { ...failure(error), ...(leaseUntilMs !== undefined && { leaseUntilMs }) }),
    );
  }
  return records;
};

export interface JobResult {
  readonly records: readonly FlowLogRecord[];
  /** What went wrong, where running the step again may help. */
  readonly fault?: unknown;
}

/** Running the step again would end the same way. */
const needsPerson = (error: unknown): boolean => error instanceof MisconfiguredError || error instanceof ContractError;

/** Runs one job and records what it decided. A job that an earlier run has finished is not run again. A failure stays
 * within its job; only a failure to record is thrown. */
export const runJob = async (deps: EnableFlowLogsDeps, context: CaseContext, job: Job): Promise<JobResult> => {
  const finished = finalRecords(context, job);
  if (finished !== undefined) {
    for (const record of finished) await repeatLine(deps, record);
    return { records: finished };
  }
  let decided: readonly Decided[];
  try {
    decided = await job.run();
  } catch (fault) {
    const records = await recordFailure(deps, job, fault);
    return needsPerson(fault) ? { records } : { records, fault };
  }
  const records: FlowLogRecord[] = [];
  for (const { slot, decision } of decided) records.push(await recordDecision(deps, slot, decision));
  return { records };
};
