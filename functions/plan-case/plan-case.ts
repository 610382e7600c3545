import type { CaseRecord, Sighting } from '../lib/domain/case.ts';
import type { Clock } from '../lib/domain/clock.ts';
import type { Plan } from '../lib/domain/plan.ts';
import { caseKeyOf } from '../lib/evidence/keys.ts';
import { caseIdOf, type Decided, decideTrigger } from '../lib/planning/decide-trigger.ts';
import { heldPlan, type PlanReaders, planLead } from '../lib/planning/plan-lead.ts';
import type { CaseStore, LeaseStore } from '../lib/ports/case-store.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';
import type { Log } from '../lib/ports/log.ts';
import type { PolicySource } from '../lib/ports/policy-source.ts';
import { readTrigger } from '../lib/triggers/read-trigger.ts';
import { endLeasesOf, isAlarmOver } from './alarm-over.ts';
import type { PlanCaseInput, PlanCaseOutput } from './contract.ts';
import { eventTimeMs } from './event-time.ts';
import { followUpOf } from './follow-up.ts';
import { keepRaw, type RawTrigger } from './keep-raw.ts';

export interface PlanCaseDeps {
  readonly cases: CaseStore;
  readonly leases: LeaseStore;
  readonly evidence: EvidenceStore;
  readonly policy: PolicySource;
  readonly readersFor: (caseId: string) => PlanReaders;
  readonly clock: Clock;
  readonly log: Log;
}

type LoadedPolicy = Awaited<ReturnType<PolicySource['load']>>;

/** One execution's trigger on its way to a case. */
interface Planning {
  readonly raw: RawTrigger;
  readonly loaded: LoadedPolicy;
  readonly decided: Decided;
  readonly caseId: string;
  readonly executionArn: string;
  readonly eventAtMs: number | undefined;
}

type Outcome = Pick<Sighting, 'outcome' | 'reason' | 'plan'>;

/** Puts on record what came of the trigger, naming the copy of its bytes that belongs with the outcome. */
const sight = async (deps: PlanCaseDeps, { raw, caseId, executionArn }: Planning, rawKey: string, rest: Outcome) => {
  const atMs = deps.clock.nowMs();
  if (rawKey !== raw.key) await deps.evidence.put(rawKey, raw.bytes, 'application/json');
  await deps.cases.addSighting({ caseId, executionArn, atMs, rawKey, rawSha256: raw.sha256, ...rest });
  deps.log.info(`trigger ${rest.outcome}`, { caseId });
};

const done = (caseId: string, reason: string): PlanCaseOutput => ({ caseId, decision: 'done', reason, captures: [] });

const opened = ({ caseId, plan }: CaseRecord): PlanCaseOutput => ({
  caseId,
  decision: plan.outcome === 'refused' ? 'close' : 'gather',
  reason: plan.reason,
  captures: plan.captures.map(({ captureKey }) => ({ caseId, captureKey, round: 1 })),
});

const join = async (deps: PlanCaseDeps, planning: Planning): Promise<PlanCaseOutput> => {
  const reason = 'a repeat or copy of a trigger that has its case';
  const { caseId, raw } = planning;
  await sight(deps, planning, caseKeyOf(caseId, `triggers/${raw.sha256}.json`), { outcome: 'joined', reason });
  await deps.cases.addTimeline(caseId, {
    atMs: deps.clock.nowMs(),
    actor: 'plan-case',
    what: 'a repeat or copy of the trigger joined the case',
    details: { rawSha256: raw.sha256 },
  });
  return done(caseId, reason);
};

const newCase = (
  deps: PlanCaseDeps,
  { raw, loaded, eventAtMs, caseId, executionArn }: Planning,
  plan: Plan,
): CaseRecord => ({
  caseId,
  executionArn,
  status: 'OPEN',
  openedAtMs: deps.clock.nowMs(),
  ...(eventAtMs === undefined ? {} : { triggerAtMs: eventAtMs }),
  triggerKey: caseKeyOf(caseId, 'trigger.json'),
  triggerSha256: raw.sha256,
  plan,
  policyText: loaded.text,
  policySha256: loaded.sha256,
});

/** What a case keeps of a plan. */
const recorded = ({ merged: _merged, ...plan }: Plan): Plan => plan;

/** Everything that a new case has from its first moment. Each write may be repeated. */
const furnish = async (
  deps: PlanCaseDeps,
  planning: Planning,
  { caseId, plan, openedAtMs }: CaseRecord,
): Promise<void> => {
  const { decided } = planning;
  const severity = decided.lead?.severity ?? 0;
  const counters = { askedAtMs: openedAtMs, severity, polls: 0, slotWaits: 0 };
  await Promise.all([
    ...plan.captures.map((capture) =>
      deps.cases.createCapture({
        caseId,
        captureKey: capture.captureKey,
        round: 1,
        plan: capture,
        status: 'WAITING',
        ...counters,
      }),
    ),
    sight(deps, planning, caseKeyOf(caseId, 'trigger.json'), { outcome: 'opened', reason: plan.reason }),
    deps.cases.addTimeline(caseId, {
      atMs: openedAtMs,
      actor: 'plan-case',
      what: 'opened the case',
      details: { outcome: plan.outcome, captures: plan.captures.length, filters: plan.filters.length },
    }),
  ]);
};

/** Makes the plan and claims the case with it. The claim is one conditional write: an execution that is slower, or a copy
 * of the trigger, finds the case and joins it; a repeat of this very execution goes on with the plan that it wrote. */
const openCase = async (deps: PlanCaseDeps, planning: Planning): Promise<PlanCaseOutput> => {
  const { decided, loaded, caseId, executionArn } = planning;
  const plan = await planLead(decided, loaded.policy, deps.readersFor(caseId));
  const record = newCase(deps, planning, recorded(plan));
  const claimed = await deps.cases.createCase(record);
  const owner = claimed ? record : await deps.cases.getCase(caseId);
  if (owner.executionArn !== executionArn) return await join(deps, planning);
  await furnish(deps, planning, owner);
  return opened(owner);
};

/** The alarm of an open or closed case is over: its flow logs have done their work. */
const endAlarm = async (deps: PlanCaseDeps, planning: Planning, { caseId }: CaseRecord): Promise<PlanCaseOutput> => {
  const leases = await endLeasesOf(deps, caseId);
  const reason = 'the alarm is over: flow-log leases of its case end early';
  await sight(deps, planning, caseKeyOf(caseId, `triggers/${planning.raw.sha256}.json`), { outcome: 'joined', reason });
  await deps.cases.addTimeline(caseId, {
    atMs: deps.clock.nowMs(),
    actor: 'plan-case',
    what: reason,
    details: { leases },
  });
  return done(caseId, reason);
};

/** A copy joins its case. A repeat with new peers opens a follow-up for these, and the first case's timeline says so. */
const joinOrFollow = async (deps: PlanCaseDeps, planning: Planning, known: CaseRecord): Promise<PlanCaseOutput> => {
  const followUp = followUpOf(known, planning.decided, planning.loaded.policy);
  if (!followUp) return await join(deps, planning);
  const output = await openCase(deps, { ...planning, ...followUp });
  await deps.cases.addTimeline(known.caseId, {
    atMs: deps.clock.nowMs(),
    actor: 'plan-case',
    what: 'a repeat of the trigger named new peers',
    details: { followUpCaseId: output.caseId },
  });
  return output;
};

const notCaptured = async (deps: PlanCaseDeps, planning: Planning): Promise<PlanCaseOutput> => {
  const { raw, decided, loaded, caseId } = planning;
  const plan = decided.held ? await heldPlan(decided, loaded.policy, deps.readersFor(caseId)) : undefined;
  await sight(deps, planning, raw.key, {
    outcome: 'ignored',
    reason: decided.reason,
    ...(plan ? { plan: recorded(plan) } : {}),
  });
  return done(caseId, decided.reason);
};

/** Makes a case out of a trigger: keeps its bytes, reads it, asks the policy, proves the paths, makes the filters, and
 * claims the case. What is ignored and what joins another case is recorded with its reason.
 *
 * Safe to run twice: it has no effect outside our own records, and the claim names its execution. */
export const planCase =
  (deps: PlanCaseDeps) =>
  async ({ trigger, executionArn }: PlanCaseInput): Promise<PlanCaseOutput> => {
    const [raw, loaded] = await Promise.all([keepRaw(deps.evidence, trigger, executionArn), deps.policy.load()]);
    const decided = decideTrigger(readTrigger(raw.text), loaded.policy, deps.clock.nowMs());
    const caseId = caseIdOf(decided, raw.sha256, executionArn);
    const planning = { raw, loaded, decided, caseId, executionArn, eventAtMs: eventTimeMs(trigger) };
    const known = await deps.cases.findCase(caseId);
    if (known && isAlarmOver(decided, loaded.policy)) return await endAlarm(deps, planning, known);
    if (known && known.executionArn !== executionArn) return await joinOrFollow(deps, planning, known);
    return decided.outcome === 'ignored' ? await notCaptured(deps, planning) : await openCase(deps, planning);
  };
