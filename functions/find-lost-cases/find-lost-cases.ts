import type { CaseRecord } from '../lib/domain/case.ts';
import type { Clock } from '../lib/domain/clock.ts';
import type { CaseEntry, CaseStore } from '../lib/ports/case-store.ts';
import type { Executions } from '../lib/ports/executions.ts';
import type { Log } from '../lib/ports/log.ts';
import type { FindLostCasesInput, FindLostCasesOutput, LostCase, Progress } from './contract.ts';

export interface FindLostCasesDeps {
  readonly cases: Pick<CaseStore, 'findCase' | 'getCase' | 'listCases'>;
  readonly executions: Executions;
  readonly clock: Clock;
  readonly log: Log;
}

/** Younger cases are left to their executions. */
const MINIMUM_AGE_MS = 10 * 60_000;
/** Looks of one call: three requests each at most, so a call ends far within the function's time. */
const LOOKS_A_CALL = 50;
/** Looks of one run of the state machine. The oldest come first, and no execution outlives twelve hours: a lost case is at
 * the front by then, however many are open. */
const LOOKS_A_RUN = 2_000;

type Finding = LostCase | 'running' | 'settled' | 'failed';

const isSettled = ({ status, closedEventAtMs }: CaseRecord): boolean =>
  status === 'CLOSED' && closedEventAtMs !== undefined;

/** A case is read again once its execution is known to have ended: only then can nothing close it any more. */
const lookAt = async ({ cases, executions }: FindLostCasesDeps, caseId: string): Promise<Finding> => {
  const { executionArn, ...seen } = await cases.getCase(caseId);
  if (isSettled({ executionArn, ...seen })) return 'settled';
  const executionStatus = await executions.statusOf(executionArn);
  if (executionStatus === 'RUNNING') return 'running';
  return isSettled(await cases.getCase(caseId)) ? 'settled' : { caseId, executionArn, executionStatus };
};

/** What hinders one case is counted, so that the others are still looked at. */
const lookOrCount = async (deps: FindLostCasesDeps, caseId: string): Promise<Finding> => {
  try {
    return await lookAt(deps, caseId);
  } catch (error) {
    deps.log.warn('a case cannot be looked at', { caseId, error: error instanceof Error ? error.name : 'unknown' });
    return 'failed';
  }
};

const entriesOf = async (
  { cases, clock }: FindLostCasesDeps,
  { after }: Progress,
): Promise<{ readonly entries: readonly CaseEntry[]; readonly ended: boolean }> => {
  const untilMs = clock.nowMs() - MINIMUM_AGE_MS;
  const entries = await cases.listCases({
    grade: 'OPEN',
    untilMs,
    limit: LOOKS_A_CALL,
    ...(after ? { after } : {}),
  });
  return { entries, ended: entries.length < LOOKS_A_CALL };
};

const lookAtAll = async (deps: FindLostCasesDeps, before: Progress): Promise<FindLostCasesOutput> => {
  const { entries, ended } = await entriesOf(deps, before);
  const found: Finding[] = [];
  for (const { caseId } of entries) found.push(await lookOrCount(deps, caseId));
  return outputOf(found, { ...before, ended, after: entries.at(-1) ?? before.after });
};

const outputOf = (found: readonly Finding[], before: Progress): FindLostCasesOutput => {
  const counted = (what: Finding): number => found.filter((finding) => finding === what).length;
  const looked = before.looked + found.length;
  const progress = {
    ...before,
    looked,
    ended: before.ended || looked >= LOOKS_A_RUN,
    running: before.running + counted('running'),
    failed: before.failed + counted('failed'),
  };
  const lost = found.filter((finding) => typeof finding === 'object');
  return { next: lost.length > 0 || !progress.ended ? 'close' : 'done', lost, progress };
};

const withOutcomes = ({ progress, outcomes }: FindLostCasesInput): Progress => {
  const closed = outcomes.filter(({ outcome }) => outcome === 'closed').length;
  return {
    ...progress,
    closed: progress.closed + closed,
    failed: progress.failed + outcomes.length - closed,
  };
};

const look = async (deps: FindLostCasesDeps, input: FindLostCasesInput): Promise<FindLostCasesOutput> => {
  const before = withOutcomes(input);
  const { caseId } = input.asked;
  if (before.ended) return { next: 'done', lost: [], progress: before };
  return caseId === undefined
    ? await lookAtAll(deps, before)
    : outputOf([await lookAt(deps, caseId)], { ...before, ended: true });
};

/** Finds cases that are open though their execution has ended, the oldest first, a part of them in each call. The state
 * machine closes what is found and calls again with what came of it, until nothing is left. It only reads, so it is safe
 * to run twice and at the same time.
 * @throws RecordNotFoundError when the one case that was asked for does not exist */
export const findLostCases =
  (deps: FindLostCasesDeps) =>
  async (input: FindLostCasesInput): Promise<FindLostCasesOutput> => {
    const output = await look(deps, input);
    const { looked, running, closed, failed } = output.progress;
    if (output.next === 'done') deps.log.info('lost cases swept', { looked, running, closed, failed });
    return output;
  };
