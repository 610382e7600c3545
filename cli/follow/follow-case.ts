import type { CaptureRecord } from '../../functions/lib/domain/capture.ts';
import type { CaseRecord } from '../../functions/lib/domain/case.ts';
import { isSameCapture } from '../../functions/lib/domain/slot.ts';
import type { Sleep } from '../aws/executions.ts';
import type { CaseSource } from '../cases/case-source.ts';
import { type CaseSnapshot, type ProgressLine, progressOf, type QueuedRound } from './progress.ts';

export interface FollowOptions {
  readonly source: Pick<CaseSource, 'cases' | 'slots'>;
  readonly sleep: Sleep;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
  /** Stops looking at this time, epoch ms. */
  readonly untilMs: number;
  readonly tell: (line: ProgressLine) => void;
}

const POLL_MS = 2_000;

/** The rounds that stand in the queue of their slot, with the slot. */
const queuedIn = async (
  slots: FollowOptions['source']['slots'],
  captures: readonly CaptureRecord[],
): Promise<readonly QueuedRound[]> => {
  const look = async (capture: CaptureRecord): Promise<readonly QueuedRound[]> => {
    const [{ slot }, waiters] = await Promise.all([slots.read(capture.plan), slots.waiters(capture.plan)]);
    return waiters.some((waiter) => isSameCapture(waiter, capture)) ? [{ capture, slot }] : [];
  };
  return (await Promise.all(captures.filter(({ status }) => status === 'WAITING').map(look))).flat();
};

const snapshotOf = async ({ cases, slots }: FollowOptions['source'], caseId: string): Promise<CaseSnapshot> => {
  // The case first: what is read after it has closed is all there is.
  const record = await cases.getCase(caseId);
  const [captures, timeline] = await Promise.all([cases.listCaptures(caseId), cases.listTimeline(caseId)]);
  return { record, captures, timeline, queued: await queuedIn(slots, captures) };
};

/** Tells each thing that happens to a case once, until it is closed or the time is over.
 * @returns the case as it was last seen
 * @throws RecordNotFoundError when there is no such case, and what `sleep` throws when it is aborted */
export const followCase = async (caseId: string, options: FollowOptions): Promise<CaseRecord> => {
  const told = new Set<string>();
  for (;;) {
    options.signal.throwIfAborted();
    const snapshot = await snapshotOf(options.source, caseId);
    for (const line of progressOf(snapshot)) {
      const text = JSON.stringify(line);
      if (!told.has(text)) options.tell(line);
      told.add(text);
    }
    const { record } = snapshot;
    if (record.status === 'CLOSED' || options.nowMs() >= options.untilMs) return record;
    await options.sleep(POLL_MS, options.signal);
  }
};
