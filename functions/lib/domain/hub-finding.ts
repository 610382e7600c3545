import type { AccountRegion } from './account-region.ts';

/** A finding in Security Hub, as its API names it, and the hub that is asked to update it. */
export type HubFinding = {
  /** Whose finding it is. */
  readonly account: string;
  readonly hub: AccountRegion;
} & (
  | { readonly format: 'asff'; readonly id: string; readonly productArn: string }
  /** By `metadata.uid`, which is unique everywhere. */
  | { readonly format: 'ocsf'; readonly uid: string }
);

/** Most findings of one update (BatchUpdateFindings API reference). */
export const MOST_FINDINGS = 100;
/** Longest note of an ASFF finding, and longest comment of an OCSF finding (Security Hub API reference). */
export const MOST_NOTE_CHARACTERS = 512;

/** Who wrote a note of ours, and how every note begins: what tells our own updates from others when they come back. */
export const noteMarks = { author: 'flowtrap', prefix: 'Flowtrap case ' } as const;

export interface NoteFacts {
  readonly caseId: string;
  readonly grade: string;
  readonly flowCount: number;
  readonly bucket: string;
  /** Key of the report, or of the manifest; absent where the case has no package. */
  readonly key?: string;
  /** Region of the bucket. */
  readonly region: string;
}

const consoleHost = (region: string): string => {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  return region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com';
};

const linkTo = (bucket: string, key: string, region: string): string =>
  `https://${consoleHost(region)}/s3/object/${bucket}?region=${region}&prefix=${key}`;

/** What a finding's note says: ids, a grade and a number of ours, never text of a trigger. At most 512 characters. */
export const noteText = ({ caseId, grade, flowCount, bucket, key, region }: NoteFacts): string => {
  const evidence =
    key === undefined
      ? 'It has no evidence package.'
      : `Evidence: s3://${bucket}/${key} ${linkTo(bucket, key, region)}`;
  const flows = `${flowCount} flow${flowCount === 1 ? '' : 's'}`;
  const text = `${noteMarks.prefix}${caseId} ended ${grade} with ${flows}. ${evidence}`;
  return text.length <= MOST_NOTE_CHARACTERS ? text : `${noteMarks.prefix}${caseId} ended ${grade} with ${flows}.`;
};
