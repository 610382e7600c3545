import { spawn } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { verifyPackage } from '../../functions/lib/evidence/verify-package.ts';
import { type Command, exitCodes, flag, textOption, UsageError } from '../command.ts';
import { folderSource } from '../evidence/folder-source.ts';
import { packageFolder } from '../evidence/package-folder.ts';
import { writeReport } from '../evidence/write-report.ts';
import { whyNotShown } from '../render/what-fails.ts';

const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', linux: 'xdg-open' };

/** Hands a file to the desktop. @throws UsageError where there is none */
const openFile = async (file: string): Promise<void> => {
  const opener = OPENERS[process.platform];
  if (opener === undefined)
    throw new UsageError(`--open knows no desktop on ${process.platform}; open ${file} yourself`);
  await new Promise<void>((resolve, reject) => {
    const child = spawn(opener, [file], { stdio: 'ignore', detached: true });
    child.once('error', () => reject(new UsageError(`--open found no ${opener} here; open ${file} yourself`)));
    child.once('spawn', () => resolve());
    child.unref();
  });
};

const isThere = async (path: string): Promise<boolean> => (await lstat(path).catch(() => undefined)) !== undefined;

/** Where to draw. The package's own report is drawn again; nothing else is overwritten, and nothing else put in a package.
 * @throws UsageError where the file may not be written */
const fileFor = async (folder: string, out: string | undefined): Promise<string> => {
  const own = join(folder, 'report.html');
  if (out === undefined || resolve(out) === resolve(own)) return own;
  if (resolve(out).startsWith(resolve(folder) + sep))
    throw new UsageError(`${out} is in the package: name a file outside of it, or leave --out out`);
  if (await isThere(out)) throw new UsageError(`${out} is there already: name a new file, nothing is overwritten`);
  return out;
};

/** Draws a case as one HTML file. */
export const report: Command = {
  name: 'report',
  summary: 'draw a case as one HTML file that needs nothing else',
  usage: '<folder|case> [options]',
  options: { out: { type: 'string' }, open: { type: 'boolean' }, json: { type: 'boolean' } },
  optionHelp: {
    out: 'a new file to write; by default report.html in the folder of the package, which is drawn again',
    open: 'show it in the browser',
    json: 'one JSON document on standard output',
  },
  examples: ['flowtrap report evidence/', 'flowtrap report evidence/ --out /tmp/case.html --open'],
  run: async ([place, ...more], values, io) => {
    if (place === undefined || more.length > 0) throw new UsageError('name one folder or one case');
    const folder = await packageFolder(place);
    const file = await fileFor(folder, textOption(values, 'out'));
    const source = await folderSource(folder);
    const problem = whyNotShown(await verifyPackage(source));
    if (problem !== undefined) throw new Error(`nothing is drawn, the package does not hold: ${problem}`);
    await writeReport(source, file);
    io.out(flag(values, 'json') ? `${JSON.stringify({ report: file })}\n` : `${file}\n`);
    if (flag(values, 'open')) await openFile(file);
    return exitCodes.ok;
  },
};
