import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Hex } from '../../functions/lib/domain/ids.ts';
import type { Simulator } from '../../simulator/simulator.ts';

export interface SavedFile {
  /** As in the bucket, without `cases/<caseId>/`. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Writes a case's objects to a folder, laid out as in the bucket. @returns the files by name, ascending */
export const saveEvidence = async (
  simulator: Simulator,
  bucket: string,
  place: { readonly caseId: string; readonly folder: string },
): Promise<readonly SavedFile[]> => {
  const prefix = `cases/${place.caseId}/`;
  const objects = simulator.objects(bucket).filter(({ key }) => key.startsWith(prefix));
  const files = objects.map(({ key, bytes }) => ({ name: key.slice(prefix.length), bytes }));
  for (const { name, bytes } of files) {
    const path = join(place.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
  return files
    .map(({ name, bytes }) => ({ name, sizeBytes: bytes.length, sha256: sha256Hex(bytes) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
};
