/** Tags on every flow log that we create. They find what a crash left without a record; they prove nothing alone. */
const caseTag = 'flowtrap:case';
const leaseTag = 'flowtrap:lease-until';
/** Which deployment made it: its home account and Region. */
export const ownerTag = 'flowtrap:owner';

export type Tags = Readonly<Record<string, string>>;

/** The owner that a deployment writes and looks for, `111122223333/eu-central-1`. */
export const ownerOf = (home: { readonly account: string; readonly region: string }): string =>
  `${home.account}/${home.region}`;

/** @param leaseUntilMs written as ISO 8601, UTC */
export const ownershipTags = (ownership: {
  readonly owner: string;
  readonly caseId: string;
  readonly leaseUntilMs: number;
}): Tags => ({
  [caseTag]: ownership.caseId,
  [leaseTag]: new Date(ownership.leaseUntilMs).toISOString(),
  [ownerTag]: ownership.owner,
});

/** What the tags claim. */
export interface ClaimedOwnership {
  readonly caseId: string;
  /** Absent when the tag is gone or is not a time. */
  readonly leaseUntilMs?: number;
}

/** Reads our tags strictly. Undefined when another owner, or no case of ours, is named. */
export const claimedOwnership = (tags: Tags, owner: string): ClaimedOwnership | undefined => {
  const caseId = tags[caseTag] ?? '';
  if (tags[ownerTag] !== owner || !/^c-[0-9a-f]{40}$/.test(caseId)) return undefined;
  const leaseUntilMs = Date.parse(tags[leaseTag] ?? '');
  return Number.isNaN(leaseUntilMs) ? { caseId } : { caseId, leaseUntilMs };
};
