import type { Sighting } from '../lib/domain/case.ts';
import type { Clock } from '../lib/domain/clock.ts';
import { caseKeyOf } from '../lib/evidence/keys.ts';
import type { Decided } from '../lib/planning/decide-trigger.ts';
import type { PlanReaders } from '../lib/planning/plan-lead.ts';
import type { CaseStore, LeaseStore } from '../lib/ports/case-store.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';
import type { Log } from '../lib/ports/log.ts';
import type { PolicySource } from '../lib/ports/policy-source.ts';
import type { PlanCaseOutput } from './contract.ts';
import type { RawTrigger } from './keep-raw.ts';

export interface PlanCaseDeps {
  readonly cases: CaseStore;
  readonly leases: LeaseStore;
  readonly evidence: EvidenceStore;
  readonly policy: PolicySource;
  readonly readersFor: (caseId: string) => PlanReaders;
  readonly clock: Clock;
  readonly log: Log;
}

export type LoadedPolicy = Awaited<ReturnType<PolicySource['load']>>;

/** One execution's trigger on its way to a case. */
export interface Planning {
  readonly raw: RawTrigger;
  readonly loaded: LoadedPolicy;
  readonly decided: Decided;
  readonly caseId: string;
  readonly executionArn: string;
  readonly eventAtMs: number | undefined;
}

export type Outcome = Pick<Sighting, 'outcome' | 'reason' | 'plan'>;

/** Puts on record what came of the trigger, naming the copy of its bytes that belongs with the outcome. */
export const sight = async (
  deps: PlanCaseDeps,
  { raw, caseId, executionArn }: Planning,
  rawKey: string,
  rest: Outcome,
): Promise<void> => {
  const atMs = deps.clock.nowMs();
  if (rawKey !== raw.key) await deps.evidence.put(rawKey, raw.bytes, 'application/json');
  await deps.cases.addSighting({ caseId, executionArn, atMs, rawKey, rawSha256: raw.sha256, ...rest });
  deps.log.info(`trigger ${rest.outcome}`, { caseId });
};

/** Nothing more to do for this execution. */
export const done = (caseId: string, reason: string): PlanCaseOutput => ({
  caseId,
  decision: 'done',
  reason,
  captures: [],
});

/** Where a case keeps a trigger that did not open it first. */
export const laterTriggerKey = ({ caseId, raw }: Planning): string => caseKeyOf(caseId, `triggers/${raw.sha256}.json`);

/** Security Hub sends its copy of a finding minutes after GuardDuty, often when the case has closed: nobody would annotate it.
 * Asked after the sighting is on record, so a case that is open by now finds it there when it closes. */
const closedWithout = async ({ cases }: PlanCaseDeps, { caseId, decided }: Planning): Promise<boolean> =>
  decided.outcome === 'capture' &&
  decided.lead?.source === 'security-hub' &&
  (await cases.findCase(caseId))?.status === 'CLOSED';

/** Records that the trigger belongs to a case that is there, and changes nothing else. */
export const join = async (
  deps: PlanCaseDeps,
  planning: Planning,
  { reason, what }: { readonly reason: string; readonly what: string },
): Promise<PlanCaseOutput> => {
  const { caseId, raw } = planning;
  await sight(deps, planning, laterTriggerKey(planning), { outcome: 'joined', reason });
  const details = { rawSha256: raw.sha256 };
  await deps.cases.addTimeline(caseId, { atMs: deps.clock.nowMs(), actor: 'plan-case', what, details });
  const output = done(caseId, reason);
  return (await closedWithout(deps, planning)) ? { ...output, decision: 'publish' } : output;
};
