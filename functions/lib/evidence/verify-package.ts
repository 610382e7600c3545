import { newestRevision } from './revisions.ts';
import { verifyChain } from './verify-chain.ts';
import type { Check, PackageSource } from './verify-check.ts';
import type { VerifiedManifest } from './verify-manifest.ts';
import { verifyObjects } from './verify-objects.ts';
import { type SealedManifest, verifyContent, verifySeal } from './verify-revision.ts';

export interface Verification {
  /** Every check holds. */
  readonly intact: boolean;
  /** `package`: the key came with the evidence, so only self-consistency is shown. `given`: the verifier's own. */
  readonly keyFrom: 'given' | 'package';
  /** Of the newest manifest; absent where there is none. */
  readonly manifestSha256?: string;
  /** The newest. */
  readonly manifest?: VerifiedManifest;
  /** Manifests that were read, back to the first. */
  readonly revisions: number;
  readonly checks: readonly Check[];
}

const contentChecks = async (
  source: PackageSource,
  manifests: readonly VerifiedManifest[],
  objectChecks: readonly Check[],
): Promise<readonly Check[]> => {
  if (objectChecks.some(({ check, outcome }) => check === 'object' && outcome === 'fails'))
    return [{ check: 'counts', subject: 'package', outcome: 'unchecked', detail: 'objects are missing or damaged' }];
  const checks: Check[] = [];
  for (const manifest of manifests) checks.push(...(await verifyContent(source, manifest)));
  return checks;
};

const checksOf = async (
  source: PackageSource,
  newest: SealedManifest,
  trustedKeys: readonly string[],
): Promise<Pick<Verification, 'checks' | 'revisions'>> => {
  if (!newest.manifest) return { checks: newest.checks, revisions: 0 };
  const chain = await verifyChain(source, newest.manifest, trustedKeys);
  const objects = await verifyObjects(source, newest.manifest);
  const content = await contentChecks(source, chain.manifests, objects);
  return { checks: [...newest.checks, ...chain.checks, ...objects, ...content], revisions: chain.manifests.length };
};

/** Checks an evidence package against itself and its signatures, with nothing but its bytes: the newest manifest's form and
 * spelling, its signature, the chain of manifests back to the first, every object, nothing beside them, counts from the
 * pages up to the case, and what each manifest says of its own completeness. Changes nothing; a damaged package is an
 * answer, not an error.
 * @param trustedKeys public keys as PEM text, from a place that the evidence did not pass; several where the signing key
 * changed between openings */
export const verifyPackage = async (
  source: PackageSource,
  trustedKeys: readonly string[] = [],
): Promise<Verification> => {
  const newest = await verifySeal(source, newestRevision(await source.list()), trustedKeys);
  const { checks, revisions } = await checksOf(source, newest, trustedKeys);
  const { manifest, sha256 } = newest;
  return {
    intact: checks.every(({ outcome }) => outcome === 'holds'),
    keyFrom: trustedKeys.length === 0 ? 'package' : 'given',
    ...(sha256 === undefined ? {} : { manifestSha256: sha256 }),
    ...(manifest ? { manifest } : {}),
    revisions,
    checks,
  };
};
