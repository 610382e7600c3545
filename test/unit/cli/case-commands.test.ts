import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { keepRecords } from '../../../cli/cases/records-file.ts';
import { commands } from '../../../cli/commands/registry.ts';
import { savePackage } from '../../../cli/demo/save-evidence.ts';
import { runCli } from '../../../cli/run.ts';
import { bucketSource } from '../../../functions/lib/evidence/bucket-source.ts';
import { flowSchema } from '../../../functions/lib/evidence/flow-schema.ts';
import { signingKeyFrom } from '../../../simulator/services/kms/signing-key.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { CASE_ID } from '../evidence/fixtures.ts';
import { closedCase, pemOf, signingKey } from '../verify/package.ts';

let place: string;
let kept: string;
const NOBODY = `c-${'f'.repeat(40)}`;

/** Leaves a case as `demo --keep` does. */
beforeAll(async () => {
  place = temporaryFolder();
  kept = join(place, 'kept');
  const { table, evidence } = await closedCase();
  await savePackage(await bucketSource(evidence, CASE_ID), join(kept, CASE_ID));
  await keepRecords(table, CASE_ID, kept);
});

const run = async (...args: readonly string[]) => {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(commands, args, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    stdin: async () => '',
    colour: false,
    width: 120,
    signal: new AbortController().signal,
  });
  return { code, out: out.join(''), err: err.join('') };
};

const here = (...args: readonly string[]) => run(...args, '--folder', kept);

describe('flowtrap cases', () => {
  it('lists a kept case with grade, flows and interface', async () => {
    const { code, out } = await here('cases');

    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`${CASE_ID}.*PARTIAL +3 +eni-0a1`));
  });

  it.each([
    [['--grade', 'partial'], 1],
    [['--grade', 'COMPLETE'], 0],
    [['--interface', 'eni-0a1'], 1],
    [['--interface', 'eni-0a2'], 0],
    [['--account', '111122223333'], 1],
    [['--account', '999999999999'], 0],
    [['--since', '2026-03-01T00:00:00Z', '--until', '2026-03-02T00:00:00Z'], 1],
    [['--until', '2026-02-01T00:00:00Z'], 0],
  ])('filters by %j', async (options, count) => {
    const { out } = await here('cases', '--json', ...options);

    expect(JSON.parse(out)).toHaveLength(count);
  });

  it('says where it found nothing, and is called wrongly where nothing is kept', async () => {
    const nothing = await here('cases', '--grade', 'COMPLETE');
    const nowhere = await run('cases', '--folder', join(place, 'nowhere'));

    expect(nothing).toEqual({ code: 0, out: '', err: `no case in ${kept} matches\n` });
    expect([nowhere.code, nowhere.out]).toEqual([2, '']);
    expect(nowhere.err).toContain(`no cases are kept in ${join(place, 'nowhere')}: run "npm run demo -- --keep" first`);
  });
});

describe('flowtrap show and flows', () => {
  it('shows the case', async () => {
    const { code, out } = await here('show', CASE_ID);

    expect(code).toBe(0);
    expect(out).toContain('grade      PARTIAL: round 1 of');
  });

  it('gives the same case as JSON', async () => {
    const { out } = await here('show', CASE_ID, '--json');

    expect(JSON.parse(out).record).toMatchObject({ caseId: CASE_ID, status: 'CLOSED' });
  });

  it.each([
    [['--state', 'persistent'], ['198.51.100.7']],
    [['--address', '2001:DB8::7'], ['2001:db8::7']],
    [['--address', '2001:db8::/32'], ['2001:db8::7']],
    [['--address', '198.51.100.8/32'], ['198.51.100.8']],
    [['--address', '203.0.113.0/24'], []],
    [['--port', '444'], []],
    [['--protocol', 'udp'], []],
    [['--interface', 'eni-0a1', '--limit', '1'], ['198.51.100.8']],
    [['--interface', 'eni-0a2'], []],
    [['--service', 'HTTPS', '--state', 'persistent'], ['198.51.100.7']],
    [['--service', 'dns'], []],
    [['--matched', 'collateral', '--limit', '1'], ['198.51.100.8']],
    [['--matched', 'f-0000000000000000'], []],
    [
      ['--direction', 'outbound', '--sort', 'destination', '--limit', '2'],
      ['198.51.100.7', '198.51.100.8'],
    ],
  ])('selects flows by %j', async (options, destinations) => {
    const { out } = await here('flows', CASE_ID, '--output', 'json', ...options);

    expect(JSON.parse(out).map(({ destination }: { destination: string }) => destination)).toEqual(destinations);
  });

  it('gives flows of the published form', async () => {
    const { out } = await here('flows', CASE_ID, '--json');

    expect(JSON.parse(out).map((one: unknown) => flowSchema.safeParse(one).error)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('writes flows as CSV and as OCSF, one a line', async () => {
    const csv = (await here('flows', CASE_ID, '--output', 'csv')).out.trimEnd().split('\r\n');
    const ocsf = (await here('flows', CASE_ID, '--output', 'ocsf')).out.trimEnd().split('\n');

    expect(csv).toHaveLength(4);
    expect(ocsf.map((line) => JSON.parse(line).class_uid)).toEqual([4001, 4001, 4001]);
  });

  it('fits the table to the terminal', async () => {
    const { out } = await here('flows', CASE_ID);

    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
  });
});

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

describe('what cannot be done', () => {
  it.each([
    [['show', NOBODY], 1, `no case ${NOBODY} in`],
    [['flows', NOBODY], 1, 'run "npm run demo -- --keep" first'],
    [['show', 'c-1'], 2, '"c-1" is no case'],
    [['show'], 2, 'name one case'],
    [['flows', CASE_ID, '--sort', 'size'], 2, '--sort takes one of bytes'],
    [['flows', CASE_ID, '--port', 'https'], 2, '--port takes a whole number'],
    [['flows', CASE_ID, '--output', 'xml'], 2, '--output takes one of table'],
    [['cases', '--grade', 'GOOD'], 2, '--grade takes one of COMPLETE'],
    [['cases', '--since', 'yesterday'], 2, '--since takes a time'],
    [['cases', '--since', '1h', '--until', '2h'], 2, '--since is after --until'],
    [['cases', '--account', '1111'], 2, '--account takes the 12 digits'],
    [['cases', '--interface', 'i-0a1'], 2, '--interface takes the id of an interface'],
    [['flows', CASE_ID, '--interface', 'eni'], 2, '--interface takes the id of an interface'],
    [['flows', CASE_ID, '--address', 'here'], 2, '--address takes an address or a CIDR'],
    [['flows', CASE_ID, '--address', '10.0.0.1/8'], 2, 'without host bits'],
    [['flows', CASE_ID, '--matched', 'all'], 2, '--matched takes the id of a filter'],
    [['flows', CASE_ID, '--limit', '0'], 2, '--limit takes a whole number from 1'],
    [['export', CASE_ID, '/proc/flowtrap'], 2, '/proc/flowtrap cannot be written to'],
    [['export', CASE_ID], 2, 'name a folder to write to'],
  ])('is one line that says what to do: %j', async (args, code, message) => {
    const result = await here(...args);

    expect(result.code).toBe(code);
    expect(result.out).toBe('');
    expect(result.err.split('\n')[0]).toContain(message);
  });

  it.each([
    [['verify', '/nowhere/at/all'], 'there is no folder /nowhere/at/all'],
    [['verify', NOBODY], 'get it first with "flowtrap export'],
    [['verify', '.', '--key', '/nowhere.pem'], 'cannot read the key /nowhere.pem'],
    [['cases', '--table', 'flowtrap'], 'name both: --table'],
  ])('is a wrong call: %j', async (args, message) => {
    const { code, err } = await run(...args);

    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
