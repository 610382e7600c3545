import type { BucketStore, ObjectVersion } from '../../simulator/services/s3/bucket-store.ts';

/** Bytes in memory of their own. A small body is a view of a pool of 64 KiB, which it would keep from being freed. */
const ownCopy = (bytes: Buffer): Buffer => {
  const copy = Buffer.alloc(bytes.length);
  copy.set(bytes);
  return copy;
};

/** Buckets that find an object at once however many there are, and keep every version that was ever written. */
export const provenBuckets = (): BucketStore => {
  const buckets = new Map<
    string,
    { readonly newest: Map<string, ObjectVersion>; readonly versions: ObjectVersion[] }
  >();
  const newestIn = (bucket: string): Map<string, ObjectVersion> => buckets.get(bucket)?.newest ?? new Map();
  return {
    create: (name) => {
      if (!buckets.has(name)) buckets.set(name, { newest: new Map(), versions: [] });
    },
    facts: () => ({}),
    has: (name) => buckets.has(name),
    version: (bucket, key) => newestIn(bucket).get(key),
    list: (bucket) => [...newestIn(bucket).values()].filter((row) => !row.deleteMarker),
    history: (bucket) => buckets.get(bucket)?.versions ?? [],
    add: (added) => {
      const bucket = buckets.get(added.bucket);
      const version = { ...added, bytes: ownCopy(added.bytes) };
      bucket?.newest.set(version.key, version);
      bucket?.versions.push(version);
    },
    erase: (bucket, key) => {
      throw new Error(`${bucket}/${key} was deleted: evidence never is`);
    },
    isVersioned: () => false,
  };
};
