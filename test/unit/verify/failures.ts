import { verifyPackage } from '../../../functions/lib/evidence/verify-package.ts';
import { CAPTURE_KEY } from '../evidence/fixtures.ts';
import { type Package, sourceOf } from './package.ts';

/** Objects of the package's first round, and the round as verification names it. */
export const FLOWS = `captures/${CAPTURE_KEY}-r1/attempt-1/flows.ndjson.gz`;
export const PAGE = `captures/${CAPTURE_KEY}-r1/attempt-1/page-1.json`;
export const ROUND_1 = `${CAPTURE_KEY} round 1`;

/** What does not hold. */
export const failuresOf = async (files: Package, ...keys: readonly string[]) =>
  (await verifyPackage(sourceOf(files), keys)).checks
    .filter(({ outcome }) => outcome === 'fails')
    .map(({ check, subject, detail }) => `${check} ${subject}: ${detail}`);

/** A file of the package, as text. */
export const textOf = (files: Package, name: string): string => Buffer.from(files.get(name) ?? []).toString('utf8');
