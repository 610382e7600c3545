import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Hex } from '../../functions/lib/domain/ids.ts';
import type { PackageSource } from '../../functions/lib/evidence/verify-check.ts';

export interface SavedFile {
  /** As in the bucket, without `cases/<caseId>/`. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Writes a package to a folder. A file of the same name is replaced: what is verified is what came now.
 * @returns the files by name, ascending */
export const savePackage = async (source: PackageSource, folder: string): Promise<readonly SavedFile[]> => {
  const saved: SavedFile[] = [];
  for (const name of (await source.list()).toSorted()) {
    const bytes = await source.read(name);
    if (!bytes) continue;
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    saved.push({ name, sizeBytes: bytes.length, sha256: sha256Hex(bytes) });
  }
  return saved;
};
