import type { CaptureInput, CaptureTurn } from '../lib/contracts/states.ts';
import type { CaptureRecord } from '../lib/domain/capture.ts';
import { RESULTS_LIFETIME_MS } from '../lib/domain/capture-timing.ts';
import { ContractError } from '../lib/domain/errors.ts';
import { resultsWaitSeconds } from '../lib/domain/execution-history.ts';
import { type Graded, gradeRound } from '../lib/domain/grade-round.ts';
import { turnAfterRound } from '../lib/domain/next-turn.ts';
import { pageCountOf } from '../lib/evidence/page-list.ts';
import { attemptOf, type CollectDeps } from './collection.ts';
import { cutShort, type ReadOutcome, readOn } from './read-pages.ts';
import { writeFlows } from './write-flows.ts';

const GONE: Graded = { grade: 'EXPIRED', gradeReason: 'AWS no longer keeps the results' };

const turn = (
  { caseId, captureKey, round }: CaptureRecord,
  next: CaptureTurn['next'],
  waitSeconds = 0,
): CaptureTurn => ({
  caseId,
  captureKey,
  round,
  next,
  waitSeconds,
});

/** Says the end of the round in the timeline. From the record alone, so that saying it again writes nothing. */
const announce = async ({ cases }: CollectDeps, record: CaptureRecord): Promise<void> => {
  const { caseId, captureKey, round, collection, grade = 'NEEDS_OPERATOR', endedAtMs = record.askedAtMs } = record;
  if (!collection) return;
  await cases.addTimeline(caseId, {
    atMs: endedAtMs,
    actor: 'collect-flows',
    what: 'collected the flows of a round',
    details: { captureKey, round, grade, flows: collection.flowCount, pages: pageCountOf(collection) },
  });
};

/** A grade is written once: whoever ended the round first is right. */
const endRound = async (deps: CollectDeps, ended: CaptureRecord, graded: Graded): Promise<CaptureTurn> => {
  const endedAtMs = deps.clock.nowMs();
  const record = await deps.cases.updateCapture(ended, (current) =>
    current.status === 'ENDED'
      ? current
      : {
          ...current,
          ...graded,
          collection: ended.collection ?? attemptOf(ended).collection,
          status: 'ENDED',
          endedAtMs,
        },
  );
  await announce(deps, record);
  deps.log.info('a round ended', { grade: record.grade, flows: record.collection?.flowCount });
  return turnAfterRound(record, deps.clock.nowMs());
};

const finish = async (deps: CollectDeps, record: CaptureRecord): Promise<CaptureTurn> => {
  const collection = await writeFlows(deps.evidence, record, attemptOf(record).collection);
  const ended = { ...record, collection };
  return await endRound(deps, ended, gradeRound(ended));
};

const isPastDeadline = ({ askedAtMs, plan }: CaptureRecord, nowMs: number): boolean =>
  nowMs - askedAtMs > plan.deadlineSeconds * 1_000;

/** More pages wait: unless the round's time is over, another turn reads on. Each turn reads before it looks at the
 * deadline, so a late round still gives what one turn can read. */
const goOn = async (deps: CollectDeps, record: CaptureRecord): Promise<CaptureTurn> => {
  if (!isPastDeadline(record, deps.clock.nowMs())) return turn(record, 'collect-more');
  const reason = `the deadline of ${record.plan.deadlineSeconds} s passed while pages were read`;
  return await finish(deps, (await cutShort(deps, record, attemptOf(record), reason)).record);
};

const isExpired = ({ flowRequestAtMs, firedAtMs, askedAtMs }: CaptureRecord, nowMs: number): boolean =>
  nowMs - (flowRequestAtMs ?? firedAtMs ?? askedAtMs) > RESULTS_LIFETIME_MS;

const read = async (deps: CollectDeps, record: CaptureRecord): Promise<ReadOutcome> => {
  const { operationId, captureKey, collection } = record;
  if (operationId === undefined) throw new ContractError('this round has no operation to collect from', { captureKey });
  const isOver = isExpired(record, deps.clock.nowMs()) && !collection?.pagesEnd;
  if (!isOver) return await readOn(deps, record, operationId);
  if (!collection) return { outcome: 'gone', record };
  return await cutShort(deps, record, attemptOf(record), 'the results are older than 12 hours');
};

/** Takes over the results of one round: every page as received, then the flows in our own form, then the grade.
 *
 * Safe to run twice and at the same time. Pages and files are create-only; the record says how far reading got, and only
 * one invocation at a time can move it on. Pages that change while they are read start a new attempt beside the old one.
 * An ended round stays as it is.
 * @throws RecordConflictError when another invocation was faster: run the step again */
export const collectFlows =
  (deps: CollectDeps) =>
  async (input: CaptureInput): Promise<CaptureTurn> => {
    const record = await deps.cases.getCapture(input);
    if (record.status === 'ENDED') {
      await announce(deps, record);
      return turnAfterRound(record, deps.clock.nowMs());
    }
    const result = await read(deps, record);
    if (result.outcome === 'still-running')
      return turn(record, 'wait-for-results', resultsWaitSeconds(record, deps.clock.nowMs()));
    if (result.outcome === 'gone') return await endRound(deps, result.record, GONE);
    return result.outcome === 'more' ? await goOn(deps, result.record) : await finish(deps, result.record);
  };
