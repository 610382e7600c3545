import { sha256Hex } from '../domain/ids.ts';
import { caseKeyOf, caseOfFlowsTableKey } from './keys.ts';
import { revisionName, unlistedFiles } from './revisions.ts';
import { type Check, fails, holds, type PackageSource } from './verify-check.ts';
import type { VerifiedManifest } from './verify-manifest.ts';

type ListedObject = VerifiedManifest['objects'][number];

const SAFE_PART = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,200}$/;

/** An object's name within a package: without `cases/<caseId>/`; raw triggers of other executions and the case's Parquet
 * keep their whole key. Undefined for a key that would leave the package. */
export const packageNameOf = (caseId: string, key: string): string | undefined => {
  if (caseOfFlowsTableKey(key) === caseId) return key;
  const prefix = caseKeyOf(caseId, '');
  const name = key.startsWith(prefix) ? key.slice(prefix.length) : key;
  const isOurs = key.startsWith(prefix) || key.startsWith('triggers/');
  return isOurs && name.split('/').every((part) => SAFE_PART.test(part)) ? name : undefined;
};

/** Bytes of a listed object that passed the check already, so they are there. */
export const contentOf = async (source: PackageSource, manifest: VerifiedManifest, key: string): Promise<Uint8Array> =>
  (await source.read(packageNameOf(manifest.caseId, key) ?? '')) ?? new Uint8Array();

interface Listing {
  readonly caseId: string;
  readonly object: ListedObject;
  /** What belongs to the package without being listed. */
  readonly own: readonly string[];
}

const checkObject = async (source: PackageSource, { caseId, object, own }: Listing): Promise<Check> => {
  const name = packageNameOf(caseId, object.key);
  if (name === undefined) return fails('object', object.key, 'the key does not belong to this case');
  if (own.includes(name)) return fails('object', name, 'cannot be listed');
  const bytes = await source.read(name);
  if (!bytes) return fails('object', name, 'is missing');
  if (bytes.byteLength !== object.sizeBytes)
    return fails('object', name, `has ${bytes.byteLength} bytes, the manifest says ${object.sizeBytes}`);
  return sha256Hex(bytes) === object.sha256
    ? holds('object', name, `${object.sizeBytes} bytes, SHA-256 ${object.sha256}`)
    : fails('object', name, 'has other content than the manifest says (SHA-256 differs)');
};

const orderCheck = ({ objects, revision }: VerifiedManifest): Check => {
  const name = revisionName(revision, 'manifest.json');
  const isAscending = objects.every(({ key }, index) => index === 0 || (objects[index - 1]?.key ?? '') < key);
  return isAscending
    ? holds('object', name, `lists ${objects.length} objects, each once`)
    : fails('object', name, 'lists an object twice, or out of order');
};

/** Checks every listed object by presence, size and SHA-256, and that nothing else is there. Reads one object at a time. */
export const verifyObjects = async (source: PackageSource, manifest: VerifiedManifest): Promise<readonly Check[]> => {
  const { caseId, objects, revision } = manifest;
  const own = unlistedFiles(revision);
  const checks: Check[] = [orderCheck(manifest)];
  for (const object of objects) checks.push(await checkObject(source, { caseId, object, own }));
  const known = new Set([...objects.map(({ key }) => packageNameOf(caseId, key)), ...own]);
  const unlisted = (await source.list()).filter((name) => !known.has(name)).toSorted();
  if (unlisted.length === 0) return [...checks, holds('unlisted', 'package', 'holds nothing that is not listed')];
  return [...checks, ...unlisted.map((name) => fails('unlisted', name, 'is not listed in the manifest'))];
};
