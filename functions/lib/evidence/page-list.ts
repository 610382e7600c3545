import * as z from 'zod/mini';
import type { CaptureCollection, CaptureId, EvidenceRef, PageIndexRef, PageRef } from '../domain/capture.ts';
import { EvidenceConflictError } from '../domain/errors.ts';
import { sha256Hex } from '../domain/ids.ts';
import { parseOrThrow } from '../policy/violations.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import { attemptPrefix } from './keys.ts';

/** Pages that a record lists itself: at about 250 bytes each, well inside an item's 400 KB. */
export const PAGES_PER_INDEX = 200;

const pageRef = z.object({ key: z.string(), sha256: z.string(), sizeBytes: z.int(), flows: z.int() });

/** Pages read so far in this attempt. */
export const pageCountOf = ({ indexes = [], pages }: Pick<CaptureCollection, 'indexes' | 'pages'>): number =>
  indexes.reduce((sum, index) => sum + index.pages, pages.length);

/** Bytes of evidence, exactly as recorded. @throws EvidenceConflictError when they are gone or changed */
export const readEvidence = async (
  evidence: EvidenceStore,
  { key, sha256 }: Pick<EvidenceRef, 'key' | 'sha256'>,
): Promise<Uint8Array> => {
  const bytes = await evidence.get(key);
  if (bytes && sha256Hex(bytes) === sha256) return bytes;
  throw new EvidenceConflictError(`${key} ${bytes ? 'holds other bytes than recorded' : 'is gone'}`, { key, sha256 });
};

const indexText = (pages: readonly PageRef[]): string => pages.map((page) => `${JSON.stringify(page)}\n`).join('');

/** Moves a full list of pages into an index object. It happens at a fixed number of pages, so that a repeated step writes
 * the same index. */
export const withIndex = async (
  evidence: EvidenceStore,
  id: CaptureId,
  collection: CaptureCollection,
): Promise<CaptureCollection> => {
  const { attempt, indexes = [], pages } = collection;
  if (pages.length < PAGES_PER_INDEX) return collection;
  const key = `${attemptPrefix(id, attempt)}/pages-${indexes.length + 1}.ndjson`;
  const stored = await evidence.put(key, Buffer.from(indexText(pages)), 'application/x-ndjson');
  const flows = pages.reduce((sum, page) => sum + page.flows, 0);
  const index: PageIndexRef = { ...stored, pages: pages.length, flows };
  return { ...collection, indexes: [...indexes, index], pages: [] };
};

/** Every page of an attempt in order, those in indexes first. */
export const listPages = async function* (
  evidence: EvidenceStore,
  { indexes = [], pages }: Pick<CaptureCollection, 'indexes' | 'pages'>,
): AsyncGenerator<PageRef> {
  for (const index of indexes) {
    const text = Buffer.from(await readEvidence(evidence, index)).toString('utf8');
    for (const line of text.trimEnd().split('\n')) yield parseOrThrow(pageRef, JSON.parse(line), index.key);
  }
  yield* pages;
};
