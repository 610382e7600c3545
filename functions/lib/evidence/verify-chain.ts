import { revisionName } from './revisions.ts';
import { type Check, fails, holds, type PackageSource } from './verify-check.ts';
import type { VerifiedManifest } from './verify-manifest.ts';
import { keptCheck, type SealedManifest, verifySeal } from './verify-revision.ts';

/** A chain of manifests as far as it could be followed, the newest first. */
export interface VerifiedChain {
  readonly checks: readonly Check[];
  readonly manifests: readonly VerifiedManifest[];
}

const subjectOf = ({ revision }: VerifiedManifest): string => revisionName(revision, 'manifest.json');

/** Every opening before this one is named once, in order. */
const earlierCheck = (manifest: VerifiedManifest): Check => {
  const { revision, earlier } = manifest;
  const isWhole = earlier.length === revision - 1 && earlier.every((end, index) => end.revision === index + 1);
  return isWhole
    ? holds('chain', subjectOf(manifest), `is revision ${revision} and names every one before it`)
    : fails('chain', subjectOf(manifest), `is revision ${revision} and does not name every one before it once`);
};

/** The opening whose manifest comes before: the last one that left any. */
const linkOf = ({ earlier }: VerifiedManifest) =>
  earlier.findLast(({ manifestSha256 }) => manifestSha256 !== undefined);

const linkCheck = (manifest: VerifiedManifest, before: SealedManifest, revision: number): Check => {
  const { previousManifestSha256: previous } = manifest;
  const subject = subjectOf(manifest);
  const name = revisionName(revision, 'manifest.json');
  if (before.sha256 === undefined) return fails('chain', subject, `follows ${name}, which is missing`);
  if (before.sha256 !== previous) return fails('chain', subject, `follows ${previous}, which is not that of ${name}`);
  if (before.manifest && before.manifest.caseId !== manifest.caseId)
    return fails('chain', subject, `follows ${name}, which is of another case`);
  return holds('chain', subject, `follows ${name}, ${previous}`);
};

/** Follows the manifests back to the first: each is there, in its place, signed, of the same case, has the hash that the
 * later one names, and everything that it lists is still listed. */
export const verifyChain = async (
  source: PackageSource,
  newest: VerifiedManifest,
  trustedKeys: readonly string[],
): Promise<VerifiedChain> => {
  const checks: Check[] = [];
  const manifests = [newest];
  for (let manifest: VerifiedManifest | undefined = newest; manifest; ) {
    checks.push(earlierCheck(manifest));
    const link = linkOf(manifest);
    if (link?.manifestSha256 !== (manifest.previousManifestSha256 ?? undefined))
      return { checks: [...checks, fails('chain', subjectOf(manifest), 'names two manifests before it')], manifests };
    if (!link || link.revision >= manifest.revision) break;
    const before: SealedManifest = await verifySeal(source, link.revision, trustedKeys);
    checks.push(linkCheck(manifest, before, link.revision), ...before.checks);
    if (before.manifest) {
      checks.push(keptCheck(before.manifest, manifest));
      manifests.push(before.manifest);
    }
    manifest = before.manifest;
  }
  return { checks, manifests };
};
