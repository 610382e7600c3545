import type { CaptureRecord, PlannedCapture } from './capture.ts';
import type { FlowLogRecord } from './flow-log.ts';
import type { Grade } from './grade.ts';
import type { Graded } from './grade-round.ts';
import { firstRoundOf, isLastRound } from './next-turn.ts';
import type { Plan } from './plan.ts';

/** Everything that a case's grade follows from. */
export interface CaseFacts {
  readonly plan: Plan;
  /** Every round on record, in any order. */
  readonly captures: readonly CaptureRecord[];
  readonly flowLogs: readonly FlowLogRecord[];
  /** How often the case was opened, from 1; its flow logs are decided on each time. */
  readonly revision?: number | undefined;
  /** Name of the error that stopped the case, if one did. */
  readonly failure?: string | undefined;
  /** Name of a step that failed without stopping the case. */
  readonly failedStep?: string | undefined;
}

/** One round that the plan asks for, with its record if there is one. */
export interface ExpectedRound {
  readonly capture: PlannedCapture;
  readonly round: number;
  readonly record?: CaptureRecord;
}

const REASONS_SHOWN = 5;

const joinReasons = (reasons: readonly string[]): string => {
  const shown = reasons.slice(0, REASONS_SHOWN).join('; ');
  return reasons.length > REASONS_SHOWN ? `${shown}; and ${reasons.length - REASONS_SHOWN} more` : shown;
};

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The round after `round`. One that AWS refused is the last of its opening: the next opening asks again. */
const roundAfter = ({ round, capture, record }: ExpectedRound): number => {
  const isRefused = record !== undefined && isLastRound({ round, plan: capture, grade: record.grade });
  return isRefused ? (capture.openings?.find((first) => first > round) ?? capture.rounds + 1) : round + 1;
};

const expectedOf = (capture: PlannedCapture, captures: readonly CaptureRecord[]): readonly ExpectedRound[] => {
  const own = new Map(
    captures.filter(({ captureKey }) => captureKey === capture.captureKey).map((one) => [one.round, one]),
  );
  const expected: ExpectedRound[] = [];
  let round = 1;
  while (round <= capture.rounds) {
    const record = own.get(round);
    const one = record ? { capture, round, record } : { capture, round };
    expected.push(one);
    round = roundAfter(one);
  }
  return expected;
};

/** Every round of every planned capture, ascending. A round that AWS refused is its capture's last within its opening. */
export const expectedRounds = (plan: Plan, captures: readonly CaptureRecord[]): readonly ExpectedRound[] =>
  plan.captures.flatMap((capture) => expectedOf(capture, captures));

const nameOf = ({ capture, round }: ExpectedRound): string =>
  `round ${round} of ${capture.captureKey} in ${capture.slotZone}`;

const lackOf = (expected: ExpectedRound): string => {
  const { grade = 'not ended', gradeReason = 'no reason recorded' } = expected.record ?? {
    gradeReason: 'never started',
  };
  return `${nameOf(expected)}: ${grade} (${gradeReason})`;
};

const gradeOf = ({ record }: ExpectedRound): Grade => record?.grade ?? 'NEEDS_OPERATOR';

const isWhole = (grade: Grade): boolean => grade === 'COMPLETE' || grade === 'EMPTY';

const flowsOf = (captures: readonly CaptureRecord[]): number =>
  captures.reduce((sum, { collection }) => sum + (collection?.flowCount ?? 0), 0);

/** Rounds of earlier openings lack for ever, but the operator that they needed has come. */
const isOfThisOpening = ({ capture, round }: ExpectedRound): boolean => round >= firstRoundOf(capture);

/** What the rounds give together: NEEDS_OPERATOR of this opening wins over all, a mixture with anything lacking is PARTIAL. */
const gradeRounds = (rounds: readonly ExpectedRound[]): Graded => {
  const lacking = rounds.filter((round) => !isWhole(gradeOf(round)));
  const kinds = new Set(rounds.map(gradeOf));
  const [only] = kinds;
  if (lacking.length === 0) {
    const flows = flowsOf(rounds.flatMap(({ record }) => record ?? []));
    const done = counted(rounds.length, 'capture round');
    return flows > 0
      ? { grade: 'COMPLETE', gradeReason: `${done} complete` }
      : { grade: 'EMPTY', gradeReason: `${done} complete, no open flow matched the filters` };
  }
  const stuck = lacking.filter((round) => isOfThisOpening(round) && gradeOf(round) === 'NEEDS_OPERATOR');
  const grade = stuck.length > 0 ? 'NEEDS_OPERATOR' : kinds.size === 1 && only ? only : 'PARTIAL';
  const shown = stuck.length > 0 ? stuck : lacking;
  return { grade, gradeReason: joinReasons(shown.map(lackOf).toSorted()) };
};

const pathLacks = ({ paths }: Plan): readonly string[] =>
  [...new Set(paths.filter(({ outcome }) => outcome === 'unknown').map(({ interfaceId }) => interfaceId))].map(
    (interfaceId) => `the path of ${interfaceId} is not known`,
  );

const flowLogLacks = ({ plan, flowLogs: records, revision = 1 }: CaseFacts): readonly string[] => {
  const { interfaceIds } = plan.flowLogs;
  const stale = records.filter((record) => record.role !== 'peer' && (record.revision ?? 1) < revision);
  const recorded = new Set(records.map(({ resourceId }) => resourceId));
  const undone = records.filter(({ decision }) => decision === 'failed' || decision === 'asked');
  return [
    ...undone.map(
      ({ resourceId, decision }) => `flow logs on ${resourceId}: ${decision === 'asked' ? 'no outcome' : 'failed'}`,
    ),
    ...stale.map(({ resourceId }) => `flow logs on ${resourceId}: not extended when the case was opened again`),
    ...interfaceIds.filter((id) => !recorded.has(id)).map((id) => `flow logs on ${id}: nothing on record`),
  ];
};

/** Everything that is lacking beside the captures, without repeats, in the order of its text. */
const otherLacks = (facts: CaseFacts): readonly string[] => {
  const { plan, failedStep } = facts;
  const stepLacks = failedStep === undefined ? [] : [`${failedStep} failed`];
  return [...new Set([...pathLacks(plan), ...flowLogLacks(facts), ...stepLacks])].toSorted();
};

/** A case without captures: flow logs were all that was asked, or there was nothing to do. */
const gradeWithoutCaptures = ({ plan, flowLogs }: CaseFacts): Graded =>
  flowLogs.length > 0
    ? { grade: 'COMPLETE', gradeReason: `${counted(flowLogs.length, 'flow log decision')}, no capture asked for` }
    : { grade: 'REFUSED', gradeReason: `nothing was started: ${plan.reason}` };

const gradePlan = (facts: CaseFacts): Graded => {
  const { plan, captures } = facts;
  if (plan.outcome === 'refused') return { grade: 'REFUSED', gradeReason: plan.reason };
  // No eighth grade: an ignored case took no evidence by decision, which is a refusal and not an empty result.
  if (plan.outcome === 'ignored') return { grade: 'REFUSED', gradeReason: `nothing was started: ${plan.reason}` };
  if (plan.outcome === 'not-on-path') return { grade: 'NOT_ON_PATH', gradeReason: plan.reason };
  const rounds = expectedRounds(plan, captures);
  return rounds.length > 0 ? gradeRounds(rounds) : gradeWithoutCaptures(facts);
};

/** What a case is worth, and why. Pure and independent of the order of records. A failure and a round that did not end
 * are absorbing: whatever else is there, the case needs an operator. COMPLETE and EMPTY only where every planned round is
 * whole, every path is known and every flow log was settled; what else was dropped is in the plan. */
export const gradeCase = (facts: CaseFacts): Graded => {
  const { failure } = facts;
  const graded = gradePlan(facts);
  const lacks = otherLacks(facts);
  if (failure !== undefined)
    return { grade: 'NEEDS_OPERATOR', gradeReason: `a step failed: ${failure}; otherwise ${graded.grade}` };
  if (lacks.length === 0) return graded;
  const grade = isWhole(graded.grade) ? 'PARTIAL' : graded.grade;
  return { grade, gradeReason: `${graded.gradeReason}; ${joinReasons(lacks)}` };
};
