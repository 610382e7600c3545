import * as z from 'zod/mini';
import type { CaptureCollection, CaptureRecord, PageRef } from '../lib/domain/capture.ts';
import type { Flow } from '../lib/domain/flow.ts';
import { flowMatcher } from '../lib/domain/flow-filter.ts';
import { normaliseFlow } from '../lib/domain/flow-row.ts';
import { flowLine, gzipText } from '../lib/evidence/flows-file.ts';
import { attemptPrefix } from '../lib/evidence/keys.ts';
import { listPages, readEvidence } from '../lib/evidence/page-list.ts';
import { readAhead } from '../lib/evidence/read-ahead.ts';
import { parseOrThrow } from '../lib/policy/violations.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';

/** Pages fetched back at a time. */
const READ_AHEAD = 8;

const pageBody = z.object({ Flows: z.nullish(z.array(z.unknown())) });

interface Tally {
  flowCount: number;
  foreignFlowCount: number;
  unreadableFlowCount: number;
}

/** Every flow of an operation that served this capture alone is its own, however AWS matched it. Flows of a shared one are
 * told apart by this capture's filters. */
const ownership = ({ plan, sharedBy = 1 }: CaptureRecord): ((flow: Flow) => boolean) =>
  sharedBy > 1 ? flowMatcher(plan.filters.map(({ filter }) => filter)) : () => true;

const linesOf = (rows: readonly unknown[], isOwn: (flow: Flow) => boolean, tally: Tally): string => {
  const lines: string[] = [];
  for (const row of rows) {
    const reading = normaliseFlow(row);
    if ('problem' in reading) tally.unreadableFlowCount += 1;
    else if (!isOwn(reading.flow)) tally.foreignFlowCount += 1;
    else lines.push(flowLine(reading.flow));
  }
  tally.flowCount += lines.length;
  return lines.join('');
};

const rowsOf = async (evidence: EvidenceStore, page: PageRef): Promise<readonly unknown[]> => {
  const text = new TextDecoder().decode(await readEvidence(evidence, page));
  return parseOrThrow(pageBody, JSON.parse(text), page.key).Flows ?? [];
};

/** Writes the flows of a round that match its filters, normalised, from the stored pages: what the file says can be
 * derived again from the evidence beside it. One page at a time; only compressed bytes are held. Equal pages give an
 * equal file, so writing it twice is success.
 * @throws EvidenceConflictError when a stored page is gone or changed */
export const writeFlows = async (
  evidence: EvidenceStore,
  record: CaptureRecord,
  collection: CaptureCollection,
): Promise<CaptureCollection> => {
  const isOwn = ownership(record);
  const tally: Tally = { flowCount: 0, foreignFlowCount: 0, unreadableFlowCount: 0 };
  const chunks = async function* () {
    const pages = readAhead(listPages(evidence, collection), READ_AHEAD, (page) => rowsOf(evidence, page));
    for await (const rows of pages) yield linesOf(rows, isOwn, tally);
  };
  const bytes = await gzipText(chunks(), collection.flowCount);
  const key = `${attemptPrefix(record, collection.attempt)}/flows.ndjson.gz`;
  const stored = await evidence.put(key, bytes, 'application/gzip');
  return { ...collection, ...tally, flowsKey: key, flowsSha256: stored.sha256, flowsSizeBytes: stored.sizeBytes };
};
