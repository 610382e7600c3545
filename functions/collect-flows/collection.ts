import type { CaptureCollection, CaptureRecord } from '../lib/domain/capture.ts';
import type { Clock } from '../lib/domain/clock.ts';
import { RecordConflictError } from '../lib/domain/errors.ts';
import { pageCountOf } from '../lib/evidence/page-list.ts';
import type { CaseStore } from '../lib/ports/case-store.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';
import type { FlowOperations, ResultsPage } from '../lib/ports/flow-operations.ts';
import type { Log } from '../lib/ports/log.ts';

/** How much one invocation does, and when reading stops. */
export interface CollectLimits {
  /** Then the state machine calls again. */
  readonly pagesPerTurn: number;
  readonly turnMs: number;
  /** Pages between two writes of the record. */
  readonly pagesPerCheckpoint: number;
  /** Of one operation: a million flows. */
  readonly maximumPages: number;
  readonly maximumAttempts: number;
}

export interface CollectDeps {
  readonly cases: CaseStore;
  readonly evidence: EvidenceStore;
  readonly operations: FlowOperations;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: CollectLimits;
}

export const collectLimits: CollectLimits = {
  pagesPerTurn: 1_000,
  turnMs: 60_000,
  pagesPerCheckpoint: 10,
  maximumPages: 10_000,
  maximumAttempts: 5,
};

/** What every page of one attempt must agree on. */
export type OperationFacts = Pick<CaptureRecord, 'operationStatus' | 'statusMessage' | 'flowRequestAtMs'>;

/** One attempt at reading all pages, as far as it got. */
export interface Attempt {
  readonly collection: CaptureCollection;
  readonly facts: OperationFacts;
}

export const newAttempt = (attempt: number): Attempt => ({
  collection: { attempt, pages: [], flowCount: 0, foreignFlowCount: 0 },
  facts: {},
});

/** Where the record says that collecting stands. */
export const attemptOf = (record: CaptureRecord): Attempt => {
  const { collection, operationStatus, statusMessage, flowRequestAtMs } = record;
  if (!collection || pageCountOf(collection) === 0)
    return { collection: collection ?? newAttempt(1).collection, facts: {} };
  return { collection, facts: { operationStatus, statusMessage, flowRequestAtMs } };
};

export const factsOf = ({ status, statusMessage, requestedAtMs }: ResultsPage): OperationFacts => ({
  operationStatus: status,
  statusMessage,
  flowRequestAtMs: requestedAtMs,
});

/** The attempt with no further page to be read. */
export const endOfPages = ({ collection, facts }: Attempt, cutReason?: string): Attempt => {
  const { nextToken: _, ...read } = collection;
  return {
    facts,
    collection: { ...read, pagesEnd: cutReason ? 'cut-short' : 'all-read', ...(cutReason ? { cutReason } : {}) },
  };
};

const placeOf = (collection: CaptureCollection | undefined): string =>
  collection ? `${collection.attempt}/${pageCountOf(collection)}/${collection.pagesEnd ?? ''}` : '';

/** Moves the record on from `record` to `attempt`, unless another invocation has moved it meanwhile.
 * @throws RecordConflictError then: the step starts over from a fresh read */
export const saveAttempt = async (
  { cases }: CollectDeps,
  record: CaptureRecord,
  { collection, facts }: Attempt,
): Promise<CaptureRecord> => {
  const saved = await cases.updateCapture(record, (current) => {
    const moved = current.status === 'ENDED' || placeOf(current.collection) !== placeOf(record.collection);
    return moved ? current : { ...current, ...facts, status: 'COLLECTING', collection };
  });
  if (saved.status !== 'ENDED' && placeOf(saved.collection) === placeOf(collection)) return saved;
  throw new RecordConflictError('another invocation collects this round', { captureKey: record.captureKey });
};
