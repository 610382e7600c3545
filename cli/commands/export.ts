import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packageRevisionOf } from '../../functions/lib/domain/case-openings.ts';
import { bucketSource } from '../../functions/lib/evidence/bucket-source.ts';
import { verifyPackage } from '../../functions/lib/evidence/verify-package.ts';
import { caseArgument } from '../cases/case-argument.ts';
import { needCase, openSource, reading, sourceHelp, sourceOptions } from '../cases/open-source.ts';
import { type Command, exitCodes, flag, UsageError } from '../command.ts';
import { savePackage } from '../demo/save-evidence.ts';
import { folderSource } from '../evidence/folder-source.ts';
import { writeReport } from '../evidence/write-report.ts';
import { whatFails, whyNotShown } from '../render/what-fails.ts';

const unwritable = (folder: string, { code }: NodeJS.ErrnoException): UsageError =>
  new UsageError(`${folder} cannot be written to (${code}): name another folder`);

/** Makes a folder and those above it, one by one: where a file system refuses with ENOENT though the parent is there, as
 * /proc does, Node's own recursive mkdir never ends. */
const makeFolder = async (folder: string): Promise<void> => {
  const isMissing = await mkdir(folder).then(
    () => false,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      if (error.code === 'ENOENT' && dirname(folder) !== folder) return true;
      throw error;
    },
  );
  if (!isMissing) return;
  await makeFolder(dirname(folder));
  await mkdir(folder);
};

/** Nothing is overwritten: a folder with anything in it is refused. */
const emptyFolder = async (folder: string | undefined): Promise<string> => {
  if (folder === undefined) throw new UsageError('name a folder to write to');
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw unwritable(folder, error);
  });
  if (entries.length > 0) throw new UsageError(`${folder} is not empty: name a new folder, nothing is overwritten`);
  return folder;
};

/** Writes a case's evidence package to a folder. */
export const exportCase: Command = {
  name: 'export',
  summary: "write a case's evidence package to a folder, with its report, and verify it",
  usage: '<case> <folder> [options]',
  options: { ...sourceOptions, json: { type: 'boolean' } },
  optionHelp: { ...sourceHelp, json: 'one JSON document on standard output' },
  examples: ['flowtrap export c-4a544495250db9f04e3f2d031cabaffa38271193 evidence/'],
  run: async (positionals, values, io) => {
    const caseId = caseArgument(positionals, 1);
    const folder = await emptyFolder(positionals[1]);
    const files = await reading(await openSource(values), async (source) => {
      await needCase(source, caseId);
      const revision = packageRevisionOf(await source.cases.getCase(caseId));
      if (revision === undefined)
        throw new Error(`case ${caseId} has no manifest yet: it is open, or its package could not be written`);
      await makeFolder(folder).catch((error: NodeJS.ErrnoException) => {
        throw unwritable(folder, error);
      });
      const evidence = await bucketSource(source.evidence, caseId, revision);
      return await savePackage(
        { ...evidence, list: async () => (await evidence.list()).filter((name) => !name.endsWith('report.html')) },
        folder,
      );
    });
    const saved = await folderSource(folder);
    const verification = await verifyPackage(saved);
    const { intact, checks } = verification;
    const report = whyNotShown(verification) === undefined ? join(folder, 'report.html') : null;
    if (report !== null) await writeReport(saved, report);
    const written = `${files.length} files${report === null ? '' : ` and ${report}`}`;
    if (flag(values, 'json')) io.out(`${JSON.stringify({ caseId, folder, intact, report, files }, null, 2)}\n`);
    else io.out(`${written}; the package ${intact ? 'holds' : `does not hold: see "flowtrap verify ${folder}"`}\n`);
    const failure = whatFails(
      checks,
      () => `: the files are in ${folder} as they were found; look for who changed them`,
    );
    if (failure !== undefined) io.err(`flowtrap export: the package does not hold: ${failure}\n`);
    return intact ? exitCodes.ok : exitCodes.failed;
  },
};
