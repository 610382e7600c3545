/** What a capture or a case is worth. Terminal: a grade is written once and never changes within its round. */
export const grades = ['COMPLETE', 'PARTIAL', 'EMPTY', 'NOT_ON_PATH', 'REFUSED', 'EXPIRED', 'NEEDS_OPERATOR'] as const;
export type Grade = (typeof grades)[number];
