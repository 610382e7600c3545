/** What was looked at. `object`: presence, size and hash of one listed object; `unlisted`: objects that nobody vouches for. */
export type CheckName =
  | 'schema'
  | 'canonical'
  | 'signature'
  | 'key'
  | 'object'
  | 'unlisted'
  | 'digests'
  | 'counts'
  | 'completeness'
  | 'grade'
  | 'chain';

/** One thing that holds or does not. `unchecked` where something that it needs is damaged already. */
export interface Check {
  readonly check: CheckName;
  /** The object, capture or member of the manifest that it is about. May hold text of a hostile package. */
  readonly subject: string;
  readonly outcome: 'holds' | 'fails' | 'unchecked';
  readonly detail: string;
}

export const holds = (check: CheckName, subject: string, detail: string): Check => ({
  check,
  subject,
  outcome: 'holds',
  detail,
});

export const fails = (check: CheckName, subject: string, detail: string): Check => ({
  check,
  subject,
  outcome: 'fails',
  detail,
});

/** `holds` where the facts agree, else what was stated and what was found. */
export const agree = (
  check: CheckName,
  subject: string,
  { stated, found, what }: { readonly stated: unknown; readonly found: unknown; readonly what: string },
): Check =>
  stated === found
    ? holds(check, subject, `${String(found)} ${what}`)
    : fails(check, subject, `${String(found)} ${what}, the manifest says ${String(stated)}`);

/** An evidence package, wherever it lies. Names are those of the case's folder: `manifest.json`, `captures/…`. */
export interface PackageSource {
  /** Every object that is there, whatever it is. */
  readonly list: () => Promise<readonly string[]>;
  /** Undefined when there is no such object. */
  readonly read: (name: string) => Promise<Uint8Array | undefined>;
}
