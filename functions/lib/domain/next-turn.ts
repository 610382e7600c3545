import type { CaptureRecord, PlannedCapture } from './capture.ts';

/** What follows an ended round: the same capture's next round after `waitSeconds`, or the end of the capture. */
export interface RoundTurn {
  readonly caseId: string;
  readonly captureKey: string;
  readonly round: number;
  readonly next: 'next-round' | 'ended';
  readonly waitSeconds: number;
}

/** The first round of the case's current opening. */
export const firstRoundOf = ({ openings = [] }: Pick<PlannedCapture, 'openings'>): number => openings.at(-1) ?? 1;

/** True when no round follows: the plan has no more, or AWS refused this round's request and would refuse the next alike.
 * Every other grade says nothing about the next round, which may still catch flows. */
export const isLastRound = ({ round, plan, grade }: Pick<CaptureRecord, 'round' | 'plan' | 'grade'>): boolean =>
  round >= plan.rounds || grade === 'REFUSED';

/** The turn after a round has ended. Rounds keep their pace: the wait counts from when this round was asked for, so time
 * spent on slots, polls and pages is not added to the interval. Pure, so a repeated step gives the same answer but for the wait. */
export const turnAfterRound = (record: CaptureRecord, nowMs: number): RoundTurn => {
  const { caseId, captureKey, round, plan, askedAtMs } = record;
  if (isLastRound(record)) return { caseId, captureKey, round, next: 'ended', waitSeconds: 0 };
  const waitMs = Math.max(0, askedAtMs + plan.roundIntervalSeconds * 1_000 - nowMs);
  return { caseId, captureKey, round: round + 1, next: 'next-round', waitSeconds: Math.ceil(waitMs / 1_000) };
};
