import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EvidenceStore } from '../functions/lib/ports/evidence-store.ts';

/** Evidence in a folder, so that what is stored does not count as memory in use. */
export const diskEvidence = (directory: string): EvidenceStore => ({
  put: async (key, bytes) => {
    const file = join(directory, key);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    return { key, sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.byteLength };
  },
  get: async (key) => await readFile(join(directory, key)).catch(() => undefined),
});
