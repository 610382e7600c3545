/** An object of the evidence bucket, as written. */
export interface StoredObject {
  readonly key: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** The evidence bucket. Create-only: nothing here overwrites or deletes. */
export interface EvidenceStore {
  /** Writes a new object. Writing equal bytes again is success. @throws EvidenceConflictError when other bytes are there. */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<StoredObject>;
  /** The bytes, or undefined when there is no such object. */
  get(key: string): Promise<Uint8Array | undefined>;
}
