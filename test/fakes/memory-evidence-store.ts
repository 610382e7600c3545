import { EvidenceConflictError } from '../../functions/lib/domain/errors.ts';
import { sha256Hex } from '../../functions/lib/domain/ids.ts';
import type { EvidenceStore } from '../../functions/lib/ports/evidence-store.ts';

export interface MemoryEvidenceStore extends EvidenceStore {
  /** Every key, ascending. */
  readonly keys: () => readonly string[];
  /** @throws Error when there is no such object */
  readonly text: (key: string) => string;
  readonly contentType: (key: string) => string | undefined;
}

/** The evidence bucket in memory: create-only, the same answers as the one on S3. */
export const memoryEvidenceStore = (): MemoryEvidenceStore => {
  const objects = new Map<string, { readonly bytes: Uint8Array; readonly contentType: string }>();

  return {
    put: async (key, bytes, contentType) => {
      const sha256 = sha256Hex(bytes);
      const existing = objects.get(key);
      if (existing && sha256Hex(existing.bytes) !== sha256)
        throw new EvidenceConflictError(`${key} already holds other bytes`, { key, sha256 });
      if (!existing) objects.set(key, { bytes: Uint8Array.from(bytes), contentType });
      return { key, sha256, sizeBytes: bytes.byteLength };
    },
    get: async (key) => objects.get(key)?.bytes,
    keys: () => [...objects.keys()].sort(),
    text: (key) => {
      const object = objects.get(key);
      if (!object) throw new Error(`no object ${key}`);
      return new TextDecoder().decode(object.bytes);
    },
    contentType: (key) => objects.get(key)?.contentType,
  };
};
