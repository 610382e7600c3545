import type { BucketStore, ObjectVersion } from '../../simulator/services/s3/bucket-store.ts';

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
    add: (version) => {
      const bucket = buckets.get(version.bucket);
      bucket?.newest.set(version.key, version);
      bucket?.versions.push(version);
    },
    erase: (bucket, key) => {
      throw new Error(`${bucket}/${key} was deleted: evidence never is`);
    },
    isVersioned: () => false,
  };
};
