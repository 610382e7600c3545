/** One version of an object. A delete marker has no content. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly bytes: Buffer;
  readonly deleteMarker: boolean;
  readonly contentType?: string;
  readonly etag: string;
  /** Checksum headers that the writer sent or S3 worked out, `x-amz-checksum-sha256` for example. */
  readonly checksums: Readonly<Record<string, string>>;
  /** `x-amz-meta-…` headers as sent. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly modifiedAtMs: number;
}

/** What a bucket was made with. */
export interface BucketFacts {
  readonly versioned?: boolean;
  /** The bucket policy as JSON. */
  readonly policy?: object;
  /** The default retention of its Object Lock. */
  readonly objectLock?: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number };
}

interface Bucket {
  readonly facts: BucketFacts;
  readonly versions: ObjectVersion[];
}

/** Buckets, which are global: every account sees them. */
export interface BucketStore {
  readonly create: (name: string, facts?: BucketFacts) => void;
  readonly facts: (name: string) => BucketFacts;
  readonly has: (name: string) => boolean;
  /** The newest version, which may be a delete marker; or the one asked for. */
  readonly version: (bucket: string, key: string, versionId?: string) => ObjectVersion | undefined;
  /** Live objects, ascending by key. */
  readonly list: (bucket: string) => readonly ObjectVersion[];
  /** Every version ever written, in order. */
  readonly history: (bucket: string) => readonly ObjectVersion[];
  /** In a bucket without versions, the object before is gone. */
  readonly add: (version: ObjectVersion) => void;
  /** Removes one version, or in a bucket without versions the object. */
  readonly erase: (bucket: string, key: string, versionId?: string) => void;
  readonly isVersioned: (bucket: string) => boolean;
}

const byKey = (a: ObjectVersion, b: ObjectVersion): number => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));

export const bucketStore = (): BucketStore => {
  const buckets = new Map<string, Bucket>();
  const versionsOf = (bucket: string): ObjectVersion[] => buckets.get(bucket)?.versions ?? [];
  const erase = (bucket: string, key: string, versionId?: string): void => {
    const versions = versionsOf(bucket);
    const kept = versions.filter((row) => row.key !== key || (versionId !== undefined && row.versionId !== versionId));
    versions.splice(0, versions.length, ...kept);
  };
  return {
    create: (name, facts = {}) => {
      if (!buckets.has(name)) buckets.set(name, { facts, versions: [] });
    },
    facts: (name) => buckets.get(name)?.facts ?? {},
    has: (name) => buckets.has(name),
    version: (bucket, key, versionId) =>
      versionsOf(bucket).findLast((row) => row.key === key && (versionId === undefined || row.versionId === versionId)),
    list: (bucket) =>
      [...new Map(versionsOf(bucket).map((row) => [row.key, row])).values()]
        .filter((row) => !row.deleteMarker)
        .toSorted(byKey),
    history: (bucket) => [...versionsOf(bucket)],
    add: (version) => {
      if (!buckets.get(version.bucket)?.facts.versioned) erase(version.bucket, version.key);
      versionsOf(version.bucket).push(version);
    },
    erase,
    isVersioned: (bucket) => buckets.get(bucket)?.facts.versioned ?? false,
  };
};
