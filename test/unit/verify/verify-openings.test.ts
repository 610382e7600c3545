import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { verifyPackage } from '../../../functions/lib/evidence/verify-package.ts';
import { signingKeyFrom } from '../../../simulator/services/kms/signing-key.ts';
import { apiRow, CASE_ID } from '../evidence/fixtures.ts';
import { failuresOf, textOf } from './failures.ts';
import {
  closedCase,
  closedPackage,
  openAndCloseAgain,
  type Package,
  pemOf,
  type Rounds,
  reopenedPackage,
  resealed,
  signingKey,
  sourceOf,
  withObject,
} from './package.ts';

describe('verifying a case that was opened again', () => {
  const rows = (round: number): Rounds => ({ [round]: [[apiRow('10.0.1.10', `198.51.100.${round}`)]] });
  const twice = () => reopenedPackage(rows(1), rows(2), rows(3));
  const without = (files: Package, ...names: readonly string[]): Package =>
    new Map([...files].filter(([name]) => !names.some((gone) => name.startsWith(gone))));
  const MANIFEST_2 = 'revisions/2/manifest.json';

  it('holds with every manifest back to the first, and shows the newest', async () => {
    const files = await twice();

    const { intact, revisions, manifest, manifestSha256, checks } = await verifyPackage(sourceOf(files), [
      pemOf(signingKey),
    ]);

    expect(checks.filter(({ outcome }) => outcome !== 'holds')).toEqual([]);
    expect({ intact, revisions, flows: manifest?.flowCount }).toEqual({ intact: true, revisions: 3, flows: 3 });
    expect(manifestSha256).toBe(sha256Hex(files.get('revisions/3/manifest.json') ?? ''));
    const signed = checks.filter(({ check }) => check === 'signature').map(({ subject }) => subject);
    expect(signed).toEqual(['revisions/3/manifest.sig', 'revisions/2/manifest.sig', 'manifest.sig']);
  });

  it('holds with both keys where the key changed between openings, and with neither alone', async () => {
    const [before, after, stranger] = [pemOf(signingKey), pemOf(signingKeyFrom(8)), pemOf(signingKeyFrom(9))];
    const files = resealed(await twice(), {}, signingKeyFrom(8));
    const isOfManifest = (line: string): boolean => line.startsWith('signature') || line.startsWith('key');
    const unsigned = async (...keys: readonly string[]) => (await failuresOf(files, ...keys)).filter(isOfManifest);

    expect(await failuresOf(files, before, after)).toEqual([]);
    expect(await failuresOf(files, after, before)).toEqual([]);
    expect(await unsigned(after)).toHaveLength(4);
    expect(await unsigned(before, stranger)).toEqual([
      'signature revisions/3/manifest.sig: does not sign this manifest.json with this key',
      'key revisions/3/public-key.pem: is not one of the keys that you gave: another key signed, or the file was replaced',
    ]);
  });

  it('takes no key of the package for one that was given', async () => {
    const files = new Map([...(await closedPackage()), ['public-key.pem', Buffer.from(pemOf(signingKeyFrom(8)))]]);

    expect(await failuresOf(files, pemOf(signingKey), pemOf(signingKeyFrom(8)))).toEqual([
      'signature manifest.sig: does not sign this manifest.json with this key',
    ]);
  });

  it('keeps every object of earlier rounds in the list', async () => {
    const files = await twice();
    const listedBy = (name: string): readonly string[] =>
      JSON.parse(textOf(files, name)).objects.map(({ key }: { key: string }) => key);

    const last = new Set(listedBy('revisions/3/manifest.json'));

    expect([...listedBy('manifest.json'), ...listedBy(MANIFEST_2)].filter((key) => !last.has(key))).toEqual([]);
    expect(last).toContain(`cases/${CASE_ID}/manifest.json`);
    expect(last).toContain(`cases/${CASE_ID}/${MANIFEST_2}`);
  });

  it.each([
    [
      'the middle one is removed',
      (files: Package) => without(files, 'revisions/2/'),
      `chain revisions/3/manifest.json: follows ${MANIFEST_2}, which is missing`,
    ],
    [
      'the first one is removed',
      (files: Package) => without(files, 'manifest.json', 'manifest.sig'),
      `chain ${MANIFEST_2}: follows manifest.json, which is missing`,
    ],
    [
      'two are swapped',
      (files: Package) =>
        new Map([
          ...files,
          [MANIFEST_2, files.get('revisions/3/manifest.json') ?? new Uint8Array()],
          ['revisions/3/manifest.json', files.get(MANIFEST_2) ?? new Uint8Array()],
        ]),
      'schema revisions/3/manifest.json: is that of revision 2, which belongs to revisions/2/manifest.json',
    ],
    [
      'the newest one alone is removed',
      (files: Package) => without(files, 'revisions/3/manifest.json'),
      'unlisted revisions/3/manifest.sig: is not listed in the manifest',
    ],
    [
      'the newest one comes from elsewhere',
      (files: Package) => resealed(files, { previousManifestSha256: sha256Hex('other') }),
      'chain revisions/3/manifest.json: names two manifests before it',
    ],
    [
      'the newest one denies those before it',
      (files: Package) => resealed(files, { previousManifestSha256: null, earlier: [] }),
      'chain revisions/3/manifest.json: is revision 3 and does not name every one before it once',
    ],
    [
      'an object of an earlier round is listed no more',
      (files: Package) => {
        const objects = JSON.parse(textOf(files, 'revisions/3/manifest.json')).objects.slice(1);
        return resealed(files, { objects });
      },
      `chain ${MANIFEST_2}: 1 of its objects are listed no more, or otherwise`,
    ],
  ])('notices that %s', async (_, tamper, expected) => {
    expect(await failuresOf(tamper(await twice()))).toContain(expected);
  });

  it('notices another manifest in the place of an earlier one, though it is signed and listed', async () => {
    const files = await twice();
    const lie = Buffer.from(textOf(files, MANIFEST_2).replace('arn:opening:2', 'arn:opening:9'));
    const signature = signingKey.signDigest(Buffer.from(sha256Hex(lie), 'hex'));
    const placed = withObject(withObject(files, MANIFEST_2, lie), 'revisions/2/manifest.sig', signature);

    expect(await failuresOf(placed)).toContainEqual(
      expect.stringContaining(`chain revisions/3/manifest.json: follows`),
    );
  });

  it('checks what an earlier manifest states, too', async () => {
    const stores = await closedCase({}, rows(1));
    const record = await stores.cases.getCase(CASE_ID);
    await openAndCloseAgain(stores, rows(2));

    expect(record.manifestSha256).toBe((await stores.cases.getCase(CASE_ID)).earlier?.[0]?.manifestSha256);
    const { checks } = await verifyPackage(sourceOf(await reopenedPackage(rows(1), rows(2))));
    expect(checks.filter(({ check, subject }) => check === 'counts' && subject === 'flowCount')).toHaveLength(2);
  });
});
