import type { HourlyBounds } from './capture-bounds.ts';
import type { CaseEnd, CaseRecord } from './case.ts';
import { waitsOfARound } from './execution-history.ts';
import type { Plan } from './plan.ts';

/** How often the case was opened, from 1. */
export const revisionOf = ({ revision = 1 }: Pick<CaseRecord, 'revision'>): number => revision;

/** How the current opening ended; undefined while it is open. */
const currentEnd = (record: CaseRecord): CaseEnd | undefined => {
  const { caseId, executionArn, grade, gradeReason, flowCount, manifestKey, manifestSha256 } = record;
  const { status, closedAtMs = record.openedAtMs, closedEventAtMs } = record;
  if (status !== 'CLOSED') return undefined;
  const end = { caseId, executionArn, revision: revisionOf(record), closedAtMs };
  return {
    ...end,
    ...(grade === undefined ? {} : { grade }),
    ...(gradeReason === undefined ? {} : { gradeReason }),
    ...(flowCount === undefined ? {} : { flowCount }),
    ...(manifestKey === undefined ? {} : { manifestKey }),
    ...(manifestSha256 === undefined ? {} : { manifestSha256 }),
    ...(closedEventAtMs === undefined ? {} : { closedEventAtMs }),
  };
};

/** How the opening ended that an execution held; undefined where it holds it still, or never did. */
export const endOf = (record: CaseRecord, executionArn: string): CaseEnd | undefined =>
  record.executionArn === executionArn
    ? currentEnd(record)
    : record.earlier?.find((end) => end.executionArn === executionArn);

/** The last opening that left a package; undefined where none did. */
export const packageRevisionOf = (record: CaseRecord): number | undefined =>
  record.manifestKey === undefined
    ? record.earlier?.findLast(({ manifestKey }) => manifestKey !== undefined)?.revision
    : revisionOf(record);

/** Whether the case is open, and this execution is the one that has it. */
export const isHeldBy = (record: CaseRecord, executionArn: string): boolean =>
  record.status === 'OPEN' && record.executionArn === executionArn;

/** Marks an end as told, whichever opening it was of. Unchanged where it is marked. */
export const withTold =
  (executionArn: string, closedEventAtMs: number) =>
  (record: CaseRecord): CaseRecord => {
    const end = endOf(record, executionArn);
    if (end === undefined || end.closedEventAtMs !== undefined) return record;
    if (record.executionArn === executionArn) return { ...record, closedEventAtMs };
    const earlier = record.earlier?.map((one) => (one === end ? { ...one, closedEventAtMs } : one));
    return { ...record, ...(earlier ? { earlier } : {}) };
  };

/** The same captures, for further rounds numbered onward, within the bounds of the policy that is in force now. */
const withRounds = (plan: Plan, { rounds, bounds }: Pick<Opening, 'rounds' | 'bounds'>): Plan => ({
  ...plan,
  captures: plan.captures.map((capture) => ({
    ...capture,
    ...bounds,
    waitsPerRound: waitsOfARound(plan.captures.length, rounds),
    rounds: capture.rounds + rounds,
    openings: [...(capture.openings ?? []), capture.rounds + 1],
  })),
});

/** Answered requests that a record keeps. No invocation outlives so many. */
const MOST_ANSWERED = 50;

/** Answers an execution's request otherwise than by opening the case, once and for all. Unchanged where it has opened it. */
export const withAnswered =
  (executionArn: string) =>
  (record: CaseRecord): CaseRecord => {
    const { answered = [] } = record;
    const isOwn = isHeldBy(record, executionArn) || endOf(record, executionArn) !== undefined;
    if (isOwn || answered.includes(executionArn)) return record;
    return { ...record, answered: [...answered, executionArn].slice(-MOST_ANSWERED) };
  };

/** What opens a case again. */
export interface Opening extends Pick<CaseRecord, 'executionArn' | 'policyText' | 'policySha256'> {
  /** Further rounds of each capture. */
  readonly rounds: number;
  readonly bounds: HourlyBounds;
  readonly atMs: number;
}

/** Opens a closed case again for an execution: its end moves to the earlier ones, its captures get further rounds, and it
 * runs under the policy that is in force now. Unchanged where the case is open, or the execution has held it before or was
 * answered otherwise: an execution opens a case once, however often it is repeated. */
export const reopened =
  ({ executionArn, atMs, policyText, policySha256, ...more }: Opening) =>
  (record: CaseRecord): CaseRecord => {
    const end = currentEnd(record);
    const { caseId, openedAtMs, triggerAtMs, triggerKey, triggerSha256, plan, earlier = [], answered } = record;
    if (end === undefined || endOf(record, executionArn) || answered?.includes(executionArn)) return record;
    return {
      caseId,
      executionArn,
      status: 'OPEN',
      openedAtMs,
      ...(triggerAtMs === undefined ? {} : { triggerAtMs }),
      ...(triggerKey === undefined ? {} : { triggerKey }),
      triggerSha256,
      plan: withRounds(plan, more),
      policyText,
      policySha256,
      revision: end.revision + 1,
      reopenedAtMs: atMs,
      earlier: [...earlier, end],
      ...(answered ? { answered } : {}),
    };
  };
