import type { CaptureRecord } from '../lib/domain/capture.ts';
import { pageCountOf } from '../lib/evidence/page-list.ts';
import { type Attempt, attemptOf, type CollectDeps, endOfPages, newAttempt, saveAttempt } from './collection.ts';
import { type PageOutcome, readPage } from './read-page.ts';

/** How a turn of reading ended. `more`: call again. `read`: no further page is to be read. */
export interface ReadOutcome {
  readonly outcome: 'more' | 'read' | 'still-running' | 'gone';
  readonly record: CaptureRecord;
}

interface Turn {
  readonly deps: CollectDeps;
  readonly operationId: string;
  readonly untilMs: number;
}

type Unread = Exclude<PageOutcome, { outcome: 'read' | 'ended' }>;

/** Ends the reading with what there is. */
export const cutShort = async (
  deps: CollectDeps,
  record: CaptureRecord,
  attempt: Attempt,
  reason: string,
): Promise<ReadOutcome> => ({ outcome: 'read', record: await saveAttempt(deps, record, endOfPages(attempt, reason)) });

/** A new attempt under a number of its own, or, after too many, what the last one got. */
const startOver = async (turn: Turn, record: CaptureRecord, attempt: Attempt, reason: string): Promise<ReadOutcome> => {
  const { deps } = turn;
  const number = attempt.collection.attempt;
  deps.log.warn('reading starts over', { attempt: number, reason });
  if (number >= deps.limits.maximumAttempts) return await cutShort(deps, record, attempt, `${reason}, ${number} times`);
  return await readPages(turn, await saveAttempt(deps, record, newAttempt(number + 1)));
};

const unread = async (turn: Turn, record: CaptureRecord, attempt: Attempt, result: Unread): Promise<ReadOutcome> => {
  if (result.outcome === 'still-running') return { outcome: 'still-running', record };
  if (result.outcome === 'restart') return await startOver(turn, record, attempt, result.reason);
  const pages = pageCountOf(attempt.collection);
  if (pages === 0) return { outcome: 'gone', record };
  return await cutShort(turn.deps, record, attempt, `AWS dropped the results after page ${pages}`);
};

/** Why no further page is asked for though the API offers one. A token of an earlier turn that comes back is met again
 * within this one, because a turn is long. */
const stopReason = ({ deps }: Turn, { collection }: Attempt, tokens: ReadonlySet<string>): string | undefined => {
  const { nextToken = '' } = collection;
  if (tokens.has(nextToken)) return 'a page token came back twice';
  const pages = pageCountOf(collection);
  return pages >= deps.limits.maximumPages ? `the result has more than ${pages} pages` : undefined;
};

/** Reads pages in sequence until there is no further one, something ends the reading, or the turn is over. */
const readPages = async (turn: Turn, start: CaptureRecord): Promise<ReadOutcome> => {
  const { deps, operationId, untilMs } = turn;
  let record = start;
  let attempt = attemptOf(record);
  const tokens = new Set([attempt.collection.nextToken ?? '']);
  for (let read = 1; ; read += 1) {
    const result = await readPage(deps, record, operationId, attempt);
    if (!('attempt' in result)) return await unread(turn, record, attempt, result);
    attempt = result.attempt;
    deps.log.info('page stored', { attempt: attempt.collection.attempt, page: pageCountOf(attempt.collection) });
    if (result.outcome === 'ended') return { outcome: 'read', record: await saveAttempt(deps, record, attempt) };
    const reason = stopReason(turn, attempt, tokens);
    if (reason) return await cutShort(deps, record, attempt, reason);
    tokens.add(attempt.collection.nextToken ?? '');
    const isOver = read >= deps.limits.pagesPerTurn || deps.clock.nowMs() >= untilMs;
    if (isOver || read % deps.limits.pagesPerCheckpoint === 0) record = await saveAttempt(deps, record, attempt);
    if (isOver) return { outcome: 'more', record };
  }
};

/** Reads on from where the record stands, for one turn. */
export const readOn = async (deps: CollectDeps, record: CaptureRecord, operationId: string): Promise<ReadOutcome> => {
  if (record.collection?.pagesEnd) return { outcome: 'read', record };
  return await readPages({ deps, operationId, untilMs: deps.clock.nowMs() + deps.limits.turnMs }, record);
};
