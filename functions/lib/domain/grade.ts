/** What a capture or a case is worth. Terminal: a grade is written once and never changes within its round. */
export const grades = ['COMPLETE', 'PARTIAL', 'EMPTY', 'NOT_ON_PATH', 'REFUSED', 'EXPIRED', 'NEEDS_OPERATOR'] as const;
export type Grade = (typeof grades)[number];

/** What each grade means for who reads it, one plain line. */
export const gradeMeanings: Readonly<Record<Grade, string>> = {
  COMPLETE: 'every capture answered in full',
  PARTIAL: 'evidence was taken, but flows may be missing',
  EMPTY: 'every capture answered, and no open flow matched',
  NOT_ON_PATH: 'no firewall was found that sees this traffic, so nothing could be captured',
  REFUSED: 'nothing was captured: the trigger gave no filter that is narrow and safe enough',
  EXPIRED: 'the captures ran, but their results were gone before they were read',
  NEEDS_OPERATOR: 'something failed that only a person can put right',
};
