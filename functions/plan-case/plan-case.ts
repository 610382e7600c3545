import type { CaseRecord } from '../lib/domain/case.ts';
import { endOf } from '../lib/domain/case-openings.ts';
import type { Plan } from '../lib/domain/plan.ts';
import { caseKeyOf } from '../lib/evidence/keys.ts';
import { caseIdOf, decideTrigger } from '../lib/planning/decide-trigger.ts';
import { heldPlan, planLead } from '../lib/planning/plan-lead.ts';
import { readTrigger } from '../lib/triggers/read-trigger.ts';
import { endLeasesOf, isAlarmOver } from './alarm-over.ts';
import type { PlanCaseInput, PlanCaseOutput } from './contract.ts';
import { eventTimeMs } from './event-time.ts';
import { followUpOf } from './follow-up.ts';
import { keepRaw } from './keep-raw.ts';
import { done, join, laterTriggerKey, type PlanCaseDeps, type Planning, sight } from './planning.ts';
import { gathering, type Reopening, reopenCase } from './reopen-case.ts';

const COPY = {
  reason: 'a repeat or copy of a trigger that has its case',
  what: 'a repeat or copy of the trigger joined the case',
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
  const counters = { askedAtMs: openedAtMs, severity, polls: 0 };
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
  if (owner.executionArn !== executionArn) return await join(deps, planning, COPY);
  await furnish(deps, planning, owner);
  return gathering(owner);
};

/** The alarm of an open or closed case is over: its flow logs have done their work. */
const endAlarm = async (deps: PlanCaseDeps, planning: Planning, { caseId }: CaseRecord): Promise<PlanCaseOutput> => {
  const leases = await endLeasesOf(deps, caseId);
  const reason = 'the alarm is over: flow-log leases of its case end early';
  await sight(deps, planning, laterTriggerKey(planning), { outcome: 'joined', reason });
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
  if (!followUp) return await join(deps, planning, COPY);
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
  const isPlanned = decided.held && decided.lead?.reopens === undefined;
  const plan = isPlanned ? await heldPlan(decided, loaded.policy, deps.readersFor(caseId)) : undefined;
  await sight(deps, planning, raw.key, {
    outcome: 'ignored',
    reason: decided.reason,
    ...(plan ? { plan: recorded(plan) } : {}),
  });
  return done(caseId, decided.reason);
};

/** What comes of a request to open a case again; undefined where the trigger is none, or policy ignores it. */
const reopeningOf = async (deps: PlanCaseDeps, planning: Planning): Promise<Reopening | undefined> => {
  const { lead, outcome } = planning.decided;
  return outcome === 'capture' && lead?.reopens !== undefined
    ? await reopenCase(deps, { ...planning, caseId: lead.reopens }, lead)
    : undefined;
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
    const asked = { raw, loaded, decided, caseId, executionArn, eventAtMs: eventTimeMs(trigger) };
    const reopening = await reopeningOf(deps, asked);
    if (reopening && !('refused' in reopening)) return reopening;
    const planning = reopening ? { ...reopening.refused, caseId } : asked;
    const known = await deps.cases.findCase(caseId);
    if (known && endOf(known, executionArn)) return done(caseId, 'this execution has closed the case');
    if (known && isAlarmOver(decided, loaded.policy)) return await endAlarm(deps, planning, known);
    if (known && known.executionArn !== executionArn) return await joinOrFollow(deps, planning, known);
    return planning.decided.outcome === 'ignored' ? await notCaptured(deps, planning) : await openCase(deps, planning);
  };
