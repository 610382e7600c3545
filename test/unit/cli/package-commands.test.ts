import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signingKeyFrom } from '../../../simulator/services/kms/signing-key.ts';
import { CASE_ID } from '../evidence/fixtures.ts';
import { pemOf, signingKey } from '../verify/package.ts';
import { here, kept, place, run } from './kept-case.ts';

describe('flowtrap export, verify and report', () => {
  it('exports a package that verifies, with its report, and overwrites nothing', async () => {
    const folder = join(place, 'exported');

    const first = await here('export', CASE_ID, folder);
    const again = await here('export', CASE_ID, folder);

    expect(first).toMatchObject({ code: 0, err: '' });
    expect(await readdir(folder)).toContain('report.html');
    expect(await run('verify', folder)).toMatchObject({ code: 0 });
    expect(again.code).toBe(2);
    expect(again.err).toContain('is not empty: name a new folder, nothing is overwritten');
  });

  it('verifies with a key from elsewhere, and says what a key in the package is worth', async () => {
    const key = join(place, 'trusted.pem');
    await writeFile(key, pemOf(signingKey));

    const own = await run('verify', join(kept, CASE_ID));
    const given = await run('verify', join(kept, CASE_ID), '--key', key);

    expect(own.out).toContain('this shows only that the package agrees with itself');
    expect(given.out).toContain('Checked with the key that you gave');
    expect([own.code, given.code]).toEqual([0, 0]);
  });

  it('gives the verdict as JSON', async () => {
    const { out } = await run('verify', join(kept, CASE_ID), '--json');

    expect(JSON.parse(out)).toMatchObject({ intact: true, keyFrom: 'package', caseId: CASE_ID, grade: 'PARTIAL' });
  });

  it('names the damaged object and fails', async () => {
    const folder = join(place, 'damaged');
    await here('export', CASE_ID, folder);
    await writeFile(join(folder, 'plan.json'), '{}');

    const { code, out } = await run('verify', folder);

    expect(code).toBe(1);
    expect(out).toContain('fails      object        plan.json: has 2 bytes, the manifest says');
    expect(out).toContain('The package does not hold');
  });

  it('draws the report where it is told to', async () => {
    const file = join(place, 'case.html');

    const { code, out } = await run('report', join(kept, CASE_ID), '--out', file, '--json');

    expect([code, JSON.parse(out)]).toEqual([0, { report: file }]);
    expect(await readFile(file, 'utf8')).toContain('<title>PARTIAL: ');
  });

  it('draws over its own report alone, and follows no link from it', async () => {
    const folder = join(place, 'linked');
    await cp(join(kept, CASE_ID), folder, { recursive: true });
    const precious = join(place, 'precious.txt');
    await writeFile(precious, 'mine');
    await rm(join(folder, 'report.html'), { force: true });
    await symlink(precious, join(folder, 'report.html'));

    const own = await run('report', folder);
    const over = await run('report', folder, '--out', precious);
    const inside = await run('report', folder, '--out', join(folder, 'manifest.json'));

    expect(own.code).toBe(0);
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('<title>PARTIAL: ');
    expect([over.code, inside.code]).toEqual([2, 2]);
    expect(over.err).toContain(`${precious} is there already: name a new file`);
    expect(inside.err).toContain('is in the package: name a file outside of it');
    expect(await readFile(precious, 'utf8')).toBe('mine');
    expect((await run('verify', folder)).code).toBe(0);
  });

  it('verifies with every key that is given', async () => {
    const keys = await Promise.all(
      [signingKey, signingKeyFrom(8)].map(async (key, index) => {
        const file = join(place, `key-${index}.pem`);
        await writeFile(file, pemOf(key));
        return ['--key', file];
      }),
    );

    const { code, out } = await run('verify', join(kept, CASE_ID), ...keys.flat());

    expect(code).toBe(0);
    expect(out).toContain('is one of the keys that you gave');
  });

  it('says that no flow matches, and leaves standard output to what reads it', async () => {
    const table = await here('flows', CASE_ID, '--port', '444');
    const csv = await here('flows', CASE_ID, '--port', '444', '--output', 'csv');

    expect(table).toEqual({ code: 0, out: '', err: `no flow matches, of ${CASE_ID}\n` });
    expect(csv.out).toMatch(/^source,.*\r\n$/);
  });
});

describe('a package that is not as it was', () => {
  const P = `flows.ndjson.gz`;
  const later = (text: string): string => text.replace('flowtrap-manifest/1', 'flowtrap-manifest/9');
  /** What becomes of a file, and what is said of it. */
  const damages: readonly (readonly [
    what: string,
    file: string,
    change: (text: Buffer) => Buffer | undefined,
    said: string,
  ])[] = [
    ['cut', P, (bytes) => bytes.subarray(0, 60), 'flows.ndjson.gz has 60 bytes, the manifest says'],
    ['gone', P, () => undefined, 'flows.ndjson.gz is missing'],
    ['gone', 'plan.json', () => undefined, 'plan.json is missing'],
    [
      'changed',
      'plan.json',
      (bytes) => Buffer.from(bytes.toString().replace('eni-0a1', 'eni-0b2')),
      'plan.json has other content',
    ],
    ['of a later form', 'manifest.json', (bytes) => Buffer.from(later(bytes.toString())), 'use a newer Flowtrap'],
    ['cut', 'manifest.json', (bytes) => bytes.subarray(0, 60), 'manifest.json is not JSON: the file is damaged'],
    ['gone', 'manifest.json', () => undefined, 'manifest.json is missing'],
    ['gone', 'manifest.sig', () => undefined, 'manifest.sig is missing'],
  ];

  it.each(damages)('is %s: %s', async (_, file, change, said) => {
    const folder = await mkdtemp(join(place, 'damaged-'));
    await cp(join(kept, CASE_ID), folder, { recursive: true });
    await writeFile(join(folder, 'report.html'), 'the report from before');
    const changed = change(await readFile(join(folder, file)));
    if (changed) await writeFile(join(folder, file), changed);
    else await rm(join(folder, file));

    const verified = await run('verify', folder);
    const drawn = await run('report', folder);

    expect([verified.code, drawn.code]).toEqual([1, 1]);
    for (const { err } of [verified, drawn]) {
      expect(err).toContain(said);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toBe('the report from before');
  });

  it.each([
    ['show', (bytes: Buffer) => bytes.subarray(0, 60), 'flows.ndjson.gz is damaged'],
    ['flows', (bytes: Buffer) => bytes.subarray(0, 60), 'flows.ndjson.gz is damaged'],
    ['flows', () => undefined, 'flows.ndjson.gz is missing'],
    ['export', () => undefined, 'flows.ndjson.gz is missing'],
  ])('is told by %s', async (command, change, said) => {
    const other = await mkdtemp(join(place, 'kept-'));
    await cp(kept, other, { recursive: true });
    const file = join(other, CASE_ID, P);
    const changed = change(await readFile(file));
    if (changed) await writeFile(file, changed);
    else await rm(file);
    const more = command === 'export' ? [join(other, 'exported')] : [];

    const { code, err } = await run(command, CASE_ID, ...more, '--folder', other);

    expect(code).toBe(1);
    expect(err).toContain(said);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('is not drawn over what cannot be written, and a key that is none is a wrong call', async () => {
    const key = join(place, 'no-key.pem');
    await writeFile(key, 'no key');

    const drawn = await run('report', join(kept, CASE_ID), '--out', '/nowhere/at/all.html');
    const verified = await run('verify', join(kept, CASE_ID), '--key', key);

    expect([drawn.code, verified.code]).toEqual([2, 2]);
    expect(drawn.err).toContain('/nowhere/at/all.html cannot be written (ENOENT)');
    expect(verified.err).toContain('is no ECC P-256 public key in PEM form: get it with');
  });

  it('does not hold with a key of somebody else', async () => {
    const key = join(place, 'other.pem');
    await writeFile(key, pemOf(signingKeyFrom(9)));

    const { code, err } = await run('verify', join(kept, CASE_ID), '--key', key);

    expect(code).toBe(1);
    expect(err).toMatch(/^flowtrap verify: manifest.sig does not sign .* get the key from its owner/);
  });
});
