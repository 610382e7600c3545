import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Hex } from '../functions/lib/domain/ids.ts';
import type { EvidenceStore } from '../functions/lib/ports/evidence-store.ts';

/** Evidence in a folder: as in a bucket, what is written takes no memory. */
export const fileEvidence = (folder: string): EvidenceStore => ({
  put: async (key, bytes) => {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    return { key, sha256: sha256Hex(bytes), sizeBytes: bytes.byteLength };
  },
  get: async (key) => await readFile(join(folder, key)).catch(() => undefined),
});
