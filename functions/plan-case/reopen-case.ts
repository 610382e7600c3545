import type { CaseRecord } from '../lib/domain/case.ts';
import { endOf, isHeldBy, reopened, revisionOf, withAnswered } from '../lib/domain/case-openings.ts';
import type { Lead, Problem } from '../lib/domain/lead.ts';
import { firstRoundOf } from '../lib/domain/next-turn.ts';
import type { Plan } from '../lib/domain/plan.ts';
import { decideReopening } from '../lib/planning/decide-reopening.ts';
import type { PlanCaseOutput } from './contract.ts';
import { done, join, laterTriggerKey, type PlanCaseDeps, type Planning, sight } from './planning.ts';

/** A refused plan may know the affected interfaces, and flow logs can still be turned on for them. */
const isNothing = ({ outcome, flowLogs: { interfaceIds, verbatim } }: Plan): boolean =>
  outcome === 'refused' && interfaceIds.length + verbatim.length === 0;

/** What an execution does with the case that it holds: every capture's first round of this opening. */
export const gathering = ({ caseId, plan }: CaseRecord): PlanCaseOutput => ({
  caseId,
  decision: isNothing(plan) ? 'close' : 'gather',
  reason: plan.reason,
  captures: plan.captures.map((capture) => ({
    caseId,
    captureKey: capture.captureKey,
    round: firstRoundOf(capture),
  })),
});

/** Everything that a case has from the first moment of an opening. Each write may be repeated. */
const furnish = async (deps: PlanCaseDeps, planning: Planning, record: CaseRecord): Promise<void> => {
  const { caseId, plan, reopenedAtMs = record.openedAtMs } = record;
  const counters = { askedAtMs: reopenedAtMs, severity: plan.lead?.severity ?? 0, polls: 0 };
  const revision = revisionOf(record);
  await Promise.all([
    ...plan.captures.map((capture) =>
      deps.cases.createCapture({
        caseId,
        captureKey: capture.captureKey,
        round: firstRoundOf(capture),
        plan: capture,
        status: 'WAITING',
        ...counters,
      }),
    ),
    sight(deps, planning, laterTriggerKey(planning), {
      outcome: 'reopened',
      reason: `opened the case again, as revision ${revision}`,
    }),
    deps.cases.addTimeline(caseId, {
      atMs: reopenedAtMs,
      actor: 'plan-case',
      what: 'opened the case again',
      details: { revision, captures: plan.captures.length, rawSha256: planning.raw.sha256 },
    }),
  ]);
};

const STILL_OPEN = {
  reason: 'the case is still open: it can be opened again once it has closed',
  what: 'a request to open the case again came while it was open',
};

/** A request that cannot be met goes on like any other that was refused. */
export type Reopening = PlanCaseOutput | { readonly refused: Planning };

const refusedOf = (planning: Planning, problem: Problem): Reopening => {
  const reason = `${problem.path} ${problem.problem}`;
  return {
    refused: { ...planning, decided: { ...planning.decided, outcome: 'refused', reason, problems: [problem] } },
  };
};

/** Answers this execution's request by one conditional write, which decides on the record as it is by then: the case is
 * claimed for it, or never will be. */
const answer = (deps: PlanCaseDeps, { caseId, executionArn, loaded }: Planning, lead: Lead): Promise<CaseRecord> => {
  const { text: policyText, sha256: policySha256, policy } = loaded;
  const atMs = deps.clock.nowMs();
  return deps.cases.updateCase(caseId, (current) => {
    const decided = decideReopening(current, lead, policy);
    if (decided.decision === 'refuse' || current.status === 'OPEN') return withAnswered(executionArn)(current);
    const { rounds, bounds } = decided;
    return reopened({ executionArn, rounds, bounds, policyText, policySha256, atMs })(current);
  });
};

/** Opens a closed case again: the same captures run further rounds, within the policy's bounds. An open case is joined.
 *
 * Safe to run twice and at the same time: the one write that decides names its execution, which opens a case once however
 * often it is repeated; a repeat goes on with what was decided. */
export const reopenCase = async (deps: PlanCaseDeps, planning: Planning, lead: Lead): Promise<Reopening> => {
  const { caseId, executionArn, loaded } = planning;
  const known = await deps.cases.findCase(caseId);
  const record = known && (await answer(deps, planning, lead));
  if (record && endOf(record, executionArn)) return done(caseId, 'this execution has opened the case before');
  if (record && isHeldBy(record, executionArn)) {
    await furnish(deps, planning, record);
    return gathering(record);
  }
  const decided = decideReopening(record, lead, loaded.policy);
  return decided.decision === 'refuse' && record?.status !== 'OPEN'
    ? refusedOf(planning, decided.problem)
    : await join(deps, planning, STILL_OPEN);
};
