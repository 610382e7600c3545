import * as z from 'zod/mini';
import { normaliseFlow } from '../domain/flow-row.ts';
import { parseOrThrow } from '../policy/violations.ts';
import { flowLine, gunzipLines } from './flows-file.ts';
import { attemptPrefix } from './keys.ts';
import { revisionName } from './revisions.ts';
import { agree, type Check, fails, holds, type PackageSource } from './verify-check.ts';
import { CASE_FLOWS_FILE, verifyFlows } from './verify-flows.ts';
import type { ManifestCapture, VerifiedManifest } from './verify-manifest.ts';
import { contentOf } from './verify-objects.ts';

const pageBody = z.object({ Flows: z.nullish(z.array(z.unknown())) });
const PAGE = /\/page-(\d{1,7})\.json$/;

const pageKeys = ({ caseId, objects }: VerifiedManifest, { captureKey, round, attempt = 1 }: ManifestCapture) => {
  const prefix = `${attemptPrefix({ caseId, captureKey, round }, attempt)}/page-`;
  const numberOf = (key: string): number => Number(PAGE.exec(key)?.[1] ?? 0);
  return objects
    .map(({ key }) => key)
    .filter((key) => key.startsWith(prefix) && PAGE.test(key))
    .toSorted((a, b) => numberOf(a) - numberOf(b));
};

const rowsOf = async (source: PackageSource, manifest: VerifiedManifest, key: string): Promise<readonly unknown[]> => {
  const text = new TextDecoder().decode(await contentOf(source, manifest, key));
  return parseOrThrow(pageBody, JSON.parse(text), key).Flows ?? [];
};

/** Reads the flows of a file on demand, beside the rows they were made from. */
interface Lines {
  readonly next: () => Promise<string | undefined>;
}

const linesOf = (bytes: Uint8Array): Lines => {
  const iterator = gunzipLines(bytes)[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { done, value } = await iterator.next();
      return done ? undefined : `${value}\n`;
    },
  };
};

interface Tally {
  rows: number;
  unreadable: number;
  kept: number;
}

/** Walks the pages' rows and the flows file together: every line must be the next row that reads, in order. Rows between
 * are other captures' flows of a shared operation. */
const deriveFlows = async (
  source: PackageSource,
  manifest: VerifiedManifest,
  { keys, lines }: { readonly keys: readonly string[]; readonly lines: Lines },
): Promise<{ readonly tally: Tally; readonly leftOver: boolean }> => {
  const tally: Tally = { rows: 0, unreadable: 0, kept: 0 };
  let line = await lines.next();
  for (const key of keys) {
    for (const row of await rowsOf(source, manifest, key)) {
      const reading = normaliseFlow(row);
      tally.rows += 1;
      if ('problem' in reading) tally.unreadable += 1;
      else if (line !== undefined && flowLine(reading.flow) === line) {
        tally.kept += 1;
        line = await lines.next();
      }
    }
  }
  return { tally, leftOver: line !== undefined };
};

const noLines: Lines = { next: async () => undefined };

const checkCapture = async (
  source: PackageSource,
  manifest: VerifiedManifest,
  capture: ManifestCapture,
): Promise<readonly Check[]> => {
  const subject = `${capture.captureKey} round ${capture.round}`;
  const { flows = 0, foreignFlows = 0, unreadableRows = 0, flowsKey } = capture;
  const keys = pageKeys(manifest, capture);
  const last = Number(PAGE.exec(keys.at(-1) ?? '')?.[1] ?? 0);
  if (last !== keys.length) return [fails('counts', subject, `page ${last} is there, but not every page before it`)];
  const lines = flowsKey === undefined ? noLines : linesOf(await contentOf(source, manifest, flowsKey));
  const { tally, leftOver } = await deriveFlows(source, manifest, { keys, lines });
  const stated = flows + foreignFlows + unreadableRows;
  const rows = agree('counts', subject, { stated, found: tally.rows, what: `rows on ${keys.length} pages` });
  if (flowsKey === undefined) return [rows];
  if (leftOver) return [rows, fails('counts', subject, 'the flows file has a flow that is on no page')];
  return [
    rows,
    agree('counts', subject, { stated: flows, found: tally.kept, what: 'flows, each made from a row of the pages' }),
    agree('counts', subject, { stated: unreadableRows, found: tally.unreadable, what: 'rows that are no flow' }),
  ];
};

const unreadable = (subject: string) => (): readonly Check[] => [
  fails('counts', subject, 'cannot be read, though its hash is right'),
];

/** Counts again what the manifest counts, from the pages as received up to the case's joined flows. Only for packages
 * whose objects all hold. */
export const verifyCounts = async (source: PackageSource, manifest: VerifiedManifest): Promise<readonly Check[]> => {
  const checks: Check[] = [];
  for (const capture of manifest.captures) {
    const subject = `${capture.captureKey} round ${capture.round}`;
    checks.push(...(await checkCapture(source, manifest, capture).catch(unreadable(subject))));
  }
  checks.push(
    ...(await verifyFlows(source, manifest).catch(unreadable(revisionName(manifest.revision, CASE_FLOWS_FILE)))),
  );
  const pages = manifest.captures.reduce((sum, capture) => sum + pageKeys(manifest, capture).length, 0);
  const isStated = manifest.completeness.pages === pages;
  return [
    ...checks,
    isStated
      ? holds('counts', 'pages', `${pages} pages of results`)
      : fails('counts', 'pages', `${pages} pages of results, the manifest says ${manifest.completeness.pages}`),
  ];
};
