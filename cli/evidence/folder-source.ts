import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { PackageSource } from '../../functions/lib/evidence/verify-check.ts';
import { UsageError } from '../command.ts';

/** Regular files only: a link could name bytes that are not in the package. */
const readRegular = async (path: string, names: ReadonlySet<string>, name: string): Promise<Uint8Array | undefined> =>
  names.has(name) ? await readFile(path) : undefined;

/** An evidence package in a folder. Every entry below it is listed, links and sockets too; only regular files are read.
 * @throws UsageError when there is no such folder */
export const folderSource = async (folder: string): Promise<PackageSource> => {
  const facts = await stat(folder).catch(() => undefined);
  if (!facts?.isDirectory())
    throw new UsageError(
      `there is no folder ${folder}: name one that holds a manifest.json, or a case of "flowtrap cases"`,
    );
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const named = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ entry, name: relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/') }));
  const regular = new Set(named.filter(({ entry }) => entry.isFile()).map(({ name }) => name));
  return {
    list: async () => named.map(({ name }) => name),
    read: (name) => readRegular(join(folder, name), regular, name),
  };
};
