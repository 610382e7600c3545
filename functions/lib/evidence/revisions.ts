import { caseKeyOf } from './keys.ts';

/** Name within a package of what one opening of a case wrote: the first lies at the root, later ones in a folder each, so
 * that none ever replaces anything.
 * @param revision which opening, from 1 */
export const revisionName = (revision: number, name: string): string =>
  revision === 1 ? name : `revisions/${revision}/${name}`;

/** Where it lies in the bucket. */
export const revisionKeyOf = (caseId: string, revision: number, name: string): string =>
  caseKeyOf(caseId, revisionName(revision, name));

/** The files that seal one opening: the list itself, its signature and key. */
const SEALS: readonly string[] = ['manifest.json', 'manifest.sig', 'public-key.pem'];

const REPORT = 'report.html';

/** Where the report of one opening lies. */
export const reportKeyOf = (caseId: string, revision = 1): string => revisionKeyOf(caseId, revision, REPORT);

/** What seals an opening: unlisted while it is the last one, listed by the next. */
export const sealsOf = (revision: number): readonly string[] => SEALS.map((name) => revisionName(revision, name));

/** What belongs to a package without being listed: the seals of its last opening, and reports, which are pictures of the
 * evidence and no evidence. */
export const unlistedFiles = (revision: number): readonly string[] => [
  ...sealsOf(revision),
  ...Array.from({ length: revision }, (_, index) => revisionName(index + 1, REPORT)),
];

const MANIFEST = /^(?:revisions\/([2-9]|[1-9]\d{1,3})\/)?manifest\.json$/;

/** The last opening that has a manifest among these names; 1 where none has. */
export const newestRevision = (names: readonly string[]): number =>
  names.reduce((newest, name) => {
    const found = MANIFEST.exec(name);
    return found ? Math.max(newest, Number(found[1] ?? 1)) : newest;
  }, 1);
