import { sha256Hex } from '../domain/ids.ts';
import { type Check, fails, type PackageSource } from './verify-check.ts';
import { verifyCounts } from './verify-counts.ts';
import { readManifest, type VerifiedManifest } from './verify-manifest.ts';
import { verifyObjects } from './verify-objects.ts';
import { verifySignature } from './verify-signature.ts';
import { verifyChain, verifyDigests, verifyStatements } from './verify-statements.ts';

export interface Verification {
  /** Every check holds. */
  readonly intact: boolean;
  /** `package`: the key came with the evidence, so only self-consistency is shown. `given`: the verifier's own. */
  readonly keyFrom: 'given' | 'package';
  /** Absent where there is no manifest. */
  readonly manifestSha256?: string;
  readonly manifest?: VerifiedManifest;
  readonly checks: readonly Check[];
}

const contentChecks = async (
  source: PackageSource,
  manifest: VerifiedManifest,
  objectChecks: readonly Check[],
): Promise<readonly Check[]> => {
  if (objectChecks.some(({ check, outcome }) => check === 'object' && outcome === 'fails'))
    return [{ check: 'counts', subject: 'package', outcome: 'unchecked', detail: 'objects are missing or damaged' }];
  return [
    ...(await verifyCounts(source, manifest)),
    ...(await verifyStatements(source, manifest)),
    await verifyChain(source, manifest),
  ];
};

const checksOf = async (
  source: PackageSource,
  manifestBytes: Uint8Array,
  trustedKey: string | undefined,
): Promise<Pick<Verification, 'checks' | 'manifest'>> => {
  const { checks, manifest } = readManifest(manifestBytes);
  if (!manifest) return { checks };
  const signed = verifySignature({
    manifestBytes,
    signing: manifest.signing,
    signature: await source.read('manifest.sig'),
    packageKey: await source.read('public-key.pem'),
    ...(trustedKey === undefined ? {} : { trustedKey }),
  });
  const objects = await verifyObjects(source, manifest);
  const content = await contentChecks(source, manifest, objects);
  return { manifest, checks: [...checks, ...signed, ...objects, ...verifyDigests(manifest), ...content] };
};

/** Checks an evidence package against itself and its signature, with nothing but its bytes: form and spelling of the
 * manifest, signature, every object, nothing beside them, counts from the pages up to the case, what it says of its own
 * completeness, and the manifest before it. Changes nothing; a damaged package is an answer, not an error.
 * @param trustedKey public key as PEM text, from a place that the evidence did not pass */
export const verifyPackage = async (source: PackageSource, trustedKey?: string): Promise<Verification> => {
  const keyFrom = trustedKey === undefined ? 'package' : 'given';
  const bytes = await source.read('manifest.json');
  if (!bytes) {
    const check = fails('schema', 'manifest.json', 'is missing: this is no evidence package, or not all of it');
    return { intact: false, keyFrom, checks: [check] };
  }
  const { checks, manifest } = await checksOf(source, bytes, trustedKey);
  return {
    intact: checks.every(({ outcome }) => outcome === 'holds'),
    keyFrom,
    manifestSha256: sha256Hex(bytes),
    ...(manifest ? { manifest } : {}),
    checks,
  };
};
