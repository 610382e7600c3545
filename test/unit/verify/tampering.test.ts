import { describe, expect, it } from 'vitest';
import { newestRevision, revisionName, sealsOf } from '../../../functions/lib/evidence/revisions.ts';
import type { Check } from '../../../functions/lib/evidence/verify-check.ts';
import { readManifest, type VerifiedManifest } from '../../../functions/lib/evidence/verify-manifest.ts';
import { packageNameOf, verifyObjects } from '../../../functions/lib/evidence/verify-objects.ts';
import { verifyPackage } from '../../../functions/lib/evidence/verify-package.ts';
import { verifySignature } from '../../../functions/lib/evidence/verify-signature.ts';
import { apiRow } from '../evidence/fixtures.ts';
import { type Package, pemOf, reopenedPackage, signingKey, sourceOf } from './package.ts';

const isIntact = async (files: Package): Promise<boolean> => (await verifyPackage(sourceOf(files))).intact;

const replaced = (files: Package, name: string, bytes: Uint8Array): Package => new Map([...files, [name, bytes]]);

const without = (files: Package, name: string): Package => new Map([...files].filter(([other]) => other !== name));

const at = (bytes: Uint8Array, position: number, insert: readonly number[], skip: number): Uint8Array =>
  Uint8Array.from([...bytes.subarray(0, position), ...insert, ...bytes.subarray(position + skip)]);

/** Every single change to one file: one bit flipped, cut, one byte removed, added, or swapped with the next. */
const changesOf = function* (bytes: Uint8Array): Generator<readonly [string, Uint8Array]> {
  for (let position = 0; position < bytes.length; position += 1) {
    const byte = bytes[position] ?? 0;
    const next = bytes[position + 1];
    yield [`flip ${position}`, at(bytes, position, [byte ^ (1 << (position % 8))], 1)];
    yield [`truncate ${position}`, bytes.subarray(0, position)];
    yield [`remove ${position}`, at(bytes, position, [], 1)];
    yield [`add ${position}`, at(bytes, position, [(position * 31) & 0xff], 0)];
    if (next !== undefined && next !== byte) yield [`swap ${position}`, at(bytes, position, [next, byte], 2)];
  }
  yield ['append', Uint8Array.from([...bytes, 10])];
};

/** Small, and opened again once: two manifests, one behind the other. */
const small = () =>
  reopenedPackage({ 1: [[apiRow('10.0.1.10', '198.51.100.7')]] }, { 2: [[apiRow('10.0.1.10', '198.51.100.8')]] });

/** Every so many changes, the whole verification runs; else only the part that looks at the changed file. */
const WHOLE_EVERY = 500;

const fails = (checks: readonly Check[]): boolean => checks.some(({ outcome }) => outcome === 'fails');

/** Whether the checks of the changed file see the change: hashes for what is listed, the signature for the list itself. */
const isSeen = async (files: Package, manifest: VerifiedManifest, name: string): Promise<boolean> => {
  const [list = '', seal = '', pem = ''] = sealsOf(manifest.revision);
  if (![list, seal, pem].includes(name)) {
    const objects = manifest.objects.filter(({ key }) => packageNameOf(manifest.caseId, key) === name);
    const checks = await verifyObjects(sourceOf(files), { ...manifest, objects });
    return fails(checks.filter(({ check, subject }) => check === 'object' && subject === name));
  }
  const signed = {
    revision: manifest.revision,
    manifestBytes: files.get(list) ?? new Uint8Array(),
    signing: manifest.signing,
    signature: files.get(seal),
    packageKey: files.get(pem),
  };
  const trusted = name === pem ? { trustedKeys: [pemOf(signingKey)] } : {};
  return fails(verifySignature({ ...signed, ...trusted }));
};

describe('tampering with a package', () => {
  it('is detected at every position of every file', async () => {
    const files = await small();
    const newest = revisionName(newestRevision([...files.keys()]), 'manifest.json');
    const { manifest } = readManifest(files.get(newest) ?? new Uint8Array(), newest);
    if (!manifest) throw new Error('the package has no manifest');
    expect(await isIntact(files)).toBe(true);
    const missed: string[] = [];
    let tried = 0;

    for (const [name, bytes] of files) {
      for (const [change, changed] of changesOf(bytes)) {
        const tampered = replaced(files, name, changed);
        const isWhole = tried % WHOLE_EVERY === 0;
        const seen = isWhole ? !(await isIntact(tampered)) : await isSeen(tampered, manifest, name);
        if (!seen) missed.push(`${name}: ${change}`);
        tried += 1;
      }
    }

    process.stdout.write(`tampering: ${tried} changes to ${files.size} files, ${tried - missed.length} detected\n`);
    expect(missed).toEqual([]);
    expect(tried).toBeGreaterThan(50_000);
  }, 240_000);

  it('is detected when files are removed, added, renamed or exchanged', async () => {
    const files = await small();
    const names = [...files.keys()];
    const exchanged = names.flatMap((one, index) =>
      names
        .slice(index + 1)
        .filter((other) => !Buffer.from(files.get(one) ?? []).equals(files.get(other) ?? new Uint8Array()))
        .map((other): readonly [string, Package] => [
          `${one} and ${other} exchanged`,
          new Map([...files, [one, files.get(other) ?? new Uint8Array()], [other, files.get(one) ?? new Uint8Array()]]),
        ]),
    );
    const attempts = [
      ...names.map((name): readonly [string, Package] => [`${name} removed`, without(files, name)]),
      ...names.map((name): readonly [string, Package] => [
        `${name} renamed`,
        replaced(without(files, name), `${name}.bak`, files.get(name) ?? new Uint8Array()),
      ]),
      ...['note.txt', 'captures/more.json', '.hidden'].map((name): readonly [string, Package] => [
        `${name} added`,
        replaced(files, name, Buffer.from('x')),
      ]),
      ...exchanged,
    ];

    const missed = [];
    for (const [what, changed] of attempts) if (await isIntact(changed)) missed.push(what);

    expect(missed).toEqual([]);
    expect(attempts.length).toBeGreaterThan(80);
  });
});
