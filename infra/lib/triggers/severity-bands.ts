interface Band {
  /** Security Hub's label (ASFF). */
  readonly label: string;
  /** OCSF's `severity_id`s. */
  readonly ids: readonly number[];
  /** Where the next band begins on GuardDuty's scale. */
  readonly below: number;
}

const bands: readonly Band[] = [
  { label: 'INFORMATIONAL', ids: [1], below: 1 },
  { label: 'LOW', ids: [2], below: 4 },
  { label: 'MEDIUM', ids: [3], below: 7 },
  { label: 'HIGH', ids: [4], below: 9 },
  { label: 'CRITICAL', ids: [5, 6], below: Number.POSITIVE_INFINITY },
];

/** The bands that hold findings of at least this severity, on GuardDuty's scale. A band that holds some is whole: the
 * exact comparison is made on the finding. */
export const bandsFrom = (minimumSeverity: number): readonly Band[] =>
  bands.filter(({ below }) => below > minimumSeverity);
