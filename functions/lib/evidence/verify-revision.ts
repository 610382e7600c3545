import { sha256Hex } from '../domain/ids.ts';
import { revisionName, sealsOf } from './revisions.ts';
import { type Check, fails, holds, type PackageSource } from './verify-check.ts';
import { verifyCounts } from './verify-counts.ts';
import { readManifest, type VerifiedManifest } from './verify-manifest.ts';
import { verifySignature } from './verify-signature.ts';
import { verifyDigests, verifyStatements } from './verify-statements.ts';

/** The manifest of one opening of a case, with its seal looked at. */
export interface SealedManifest {
  readonly checks: readonly Check[];
  /** Absent where there is none, or none that can be read. */
  readonly manifest?: VerifiedManifest;
  readonly sha256?: string;
}

/** Reads an opening's manifest and checks its form, its place and its signature.
 * @param trustedKeys PEM text; none: the key that lies beside the manifest is taken */
export const verifySeal = async (
  source: PackageSource,
  revision: number,
  trustedKeys: readonly string[],
): Promise<SealedManifest> => {
  const [manifestName = '', signatureName = '', keyName = ''] = sealsOf(revision);
  const manifestBytes = await source.read(manifestName);
  if (!manifestBytes)
    return { checks: [fails('schema', manifestName, 'is missing: this is no evidence package, or not all of it')] };
  const sha256 = sha256Hex(manifestBytes);
  const { checks, manifest } = readManifest(manifestBytes, manifestName);
  if (!manifest) return { checks, sha256 };
  const signed = verifySignature({
    revision,
    manifestBytes,
    signing: manifest.signing,
    signature: await source.read(signatureName),
    packageKey: await source.read(keyName),
    trustedKeys,
  });
  return { checks: [...checks, ...signed], manifest, sha256 };
};

/** Counts an opening's manifest again and looks at what it states. Only for packages whose objects all hold. */
export const verifyContent = async (source: PackageSource, manifest: VerifiedManifest): Promise<readonly Check[]> => [
  ...verifyDigests(manifest),
  ...(await verifyCounts(source, manifest)),
  ...(await verifyStatements(source, manifest)),
];

/** Whether everything that an earlier manifest lists is listed by the later one too, unchanged. */
export const keptCheck = (before: VerifiedManifest, after: VerifiedManifest): Check => {
  const kept = new Map(after.objects.map(({ key, sha256 }) => [key, sha256]));
  const lost = before.objects.filter(({ key, sha256 }) => kept.get(key) !== sha256);
  const name = revisionName(before.revision, 'manifest.json');
  return lost.length === 0
    ? holds('chain', name, `all of its ${before.objects.length} objects are still listed`)
    : fails('chain', name, `${lost.length} of its objects are listed no more, or otherwise`);
};
