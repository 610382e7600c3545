import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readReport } from '../../../functions/lib/evidence/report/read-report.ts';
import { verificationSection } from '../../../functions/lib/evidence/report/verification-section.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { apiRow } from '../evidence/fixtures.ts';
import { closedPackage, type Package, pemOf, reopenedPackage, signingKey, sourceOf } from '../verify/package.ts';

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', '#39': "'", amp: '&', lt: '<', gt: '>' };

/** The lines that the page tells a reader to run. */
const printedLines = async (files: Package): Promise<readonly string[]> => {
  const text = verificationSection(await readReport(sourceOf(files))).markup;
  return [...text.matchAll(/<pre>([\s\S]*?)<\/pre>/g)].map(([, line = '']) =>
    line.replace(/&(\w+|#\d+);/g, (whole, name: string) => ENTITIES[name] ?? whole),
  );
};

/** A folder with the package, and the key of its owner beside it. */
const writtenOut = async (files: Package): Promise<string> => {
  const place = temporaryFolder();
  const folder = join(place, 'package');
  await mkdir(folder);
  await writeFile(join(place, 'trusted-key.pem'), pemOf(signingKey));
  for (const [name, bytes] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return folder;
};

const hasJq = spawnSync('jq', ['--version']).status === 0;
const bash = (line: string, cwd: string) =>
  spawnSync('bash', ['-o', 'pipefail', '-c', line], { cwd, encoding: 'utf8' });

const again = () =>
  reopenedPackage({ 1: [[apiRow('10.0.1.10', '198.51.100.1')]] }, { 2: [[apiRow('10.0.1.10', '198.51.100.2')]] });

describe.each([
  ['of a case', closedPackage],
  ['of a case that was opened again', again],
] as const)('the steps that the report %s prints', (_, packageOf) => {
  it('verify the signature with openssl alone, and no other manifest', async () => {
    const files = await packageOf();
    const folder = await writtenOut(files);
    const [signature = '', digest = ''] = await printedLines(files);
    const manifest = signature.split(' ').at(-1) ?? '';

    expect(execFileSync('bash', ['-c', signature], { cwd: folder, encoding: 'utf8' })).toBe('Verified OK\n');
    expect(bash(digest, folder).stdout).toContain((await readReport(sourceOf(files))).evidence.manifestSha256);
    await writeFile(join(folder, manifest), `${Buffer.from(files.get(manifest) ?? [])} `);
    expect(bash(signature, folder).status).not.toBe(0);
  });

  it.runIf(hasJq)('check each object that the manifest lists, and see one that was changed', async () => {
    const files = await packageOf();
    const folder = await writtenOut(files);
    const [, , objects = ''] = await printedLines(files);

    const whole = bash(objects, folder);
    await writeFile(join(folder, 'plan.json'), '{}');
    const changed = bash(objects, folder);

    const { evidence } = await readReport(sourceOf(files));
    expect(whole.status).toBe(0);
    expect(whole.stdout.trimEnd().split('\n')).toHaveLength(evidence.objects);
    expect(changed.status).not.toBe(0);
    expect(changed.stdout).toContain('plan.json: FAILED');
  });
});
