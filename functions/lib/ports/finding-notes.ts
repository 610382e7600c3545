import type { AccountRegion } from '../domain/account-region.ts';
import type { HubFinding } from '../domain/hub-finding.ts';

/** What became of one update. Codes are names of errors: of the whole call, or of findings that it left out. */
export interface NoteOutcome {
  readonly annotated: number;
  readonly failures: readonly { readonly code: string; readonly findings: number }[];
}

/** Notes on findings in Security Hub. Writing the same note again leaves the same note. */
export interface FindingNotes {
  /** Replaces the note of each finding. What does not exist and what we may not touch is an outcome; a fault that passes is thrown.
   * @param findings of one hub and one format, 1 to 100 */
  annotate(hub: AccountRegion, findings: readonly HubFinding[], text: string): Promise<NoteOutcome>;
}
