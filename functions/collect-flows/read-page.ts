import type { CaptureId, CaptureRecord, PageRef } from '../lib/domain/capture.ts';
import { EvidenceConflictError } from '../lib/domain/errors.ts';
import { attemptPrefix } from '../lib/evidence/keys.ts';
import { pageCountOf, withIndex } from '../lib/evidence/page-list.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';
import type { ResultsPage } from '../lib/ports/flow-operations.ts';
import { type Attempt, type CollectDeps, endOfPages, factsOf } from './collection.ts';

/** What came of asking for one page. `restart`: the attempt cannot be one whole reading any more. */
export type PageOutcome =
  | { readonly outcome: 'read'; readonly attempt: Attempt }
  | { readonly outcome: 'ended'; readonly attempt: Attempt }
  | { readonly outcome: 'restart'; readonly reason: string }
  | { readonly outcome: 'still-running' }
  | { readonly outcome: 'gone' };

const restart = (reason: string): PageOutcome => ({ outcome: 'restart', reason });

/** A token that the API no longer takes (InvalidRequestException) leaves only a new reading from the first page. */
const refusedToken = (token: string | undefined) => (error: unknown) => {
  if (token !== undefined && error instanceof Error && error.name === 'InvalidRequestException')
    return 'refused' as const;
  throw error;
};

const disagreement = (attempt: Attempt, page: ResultsPage, operationId: string): string | undefined => {
  if (page.operationId !== undefined && page.operationId !== operationId) return 'a page of another operation';
  if (pageCountOf(attempt.collection) === 0) return undefined;
  const { operationStatus, flowRequestAtMs } = attempt.facts;
  if (page.status !== operationStatus) return 'the status changed between pages';
  return page.requestedAtMs === flowRequestAtMs ? undefined : 'the timestamp changed between pages';
};

/** Other bytes under a page's key: an invocation died after writing it, and the API answers differently now. */
const storePage = async (evidence: EvidenceStore, key: string, page: ResultsPage): Promise<PageRef | undefined> => {
  try {
    return { ...(await evidence.put(key, page.bytes, 'application/json')), flows: page.flows.length };
  } catch (error) {
    if (error instanceof EvidenceConflictError) return undefined;
    throw error;
  }
};

const withPage = async (evidence: EvidenceStore, id: CaptureId, attempt: Attempt, page: ResultsPage) => {
  const { collection, facts } = attempt;
  const key = `${attemptPrefix(id, collection.attempt)}/page-${pageCountOf(collection) + 1}.json`;
  const ref = await storePage(evidence, key, page);
  if (!ref) return undefined;
  const { nextToken: _, ...before } = collection;
  const grown = {
    ...before,
    pages: [...collection.pages, ref],
    flowCount: collection.flowCount + ref.flows,
    ...(page.nextToken ? { nextToken: page.nextToken } : {}),
  };
  const seen = pageCountOf(collection) === 0 ? factsOf(page) : facts;
  return { collection: await withIndex(evidence, id, grown), facts: seen };
};

/** Reads the next page, checks that it belongs to this reading, and stores it as received. */
export const readPage = async (
  { operations, evidence }: CollectDeps,
  record: CaptureRecord,
  operationId: string,
  attempt: Attempt,
): Promise<PageOutcome> => {
  const { nextToken } = attempt.collection;
  const page = await operations.resultsPage(record.plan, operationId, nextToken).catch(refusedToken(nextToken));
  if (page === 'refused') return restart('the page token was refused');
  if (!page) return { outcome: 'gone' };
  const problem = disagreement(attempt, page, operationId);
  if (problem) return restart(problem);
  if (page.status === 'IN_PROGRESS') return { outcome: 'still-running' };
  const grown = await withPage(evidence, record, attempt, page);
  if (!grown) return restart('a page changed between two readings');
  return page.nextToken ? { outcome: 'read', attempt: grown } : { outcome: 'ended', attempt: endOfPages(grown) };
};
