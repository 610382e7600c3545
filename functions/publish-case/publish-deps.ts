import type { AccountRegion } from '../lib/domain/account-region.ts';
import type { Clock } from '../lib/domain/clock.ts';
import type { CaseStore } from '../lib/ports/case-store.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';
import type { FindingNotes } from '../lib/ports/finding-notes.ts';
import type { Log } from '../lib/ports/log.ts';
import type { PolicySource } from '../lib/ports/policy-source.ts';

/** What publishing a closed case needs. */
export interface PublishDeps {
  readonly cases: CaseStore;
  readonly evidence: EvidenceStore;
  /** Names the bucket in notes. */
  readonly evidenceBucket: string;
  readonly policy: PolicySource;
  /** Asked for only when there is a finding to annotate. */
  readonly notesFor: (caseId: string) => Promise<FindingNotes>;
  readonly home: AccountRegion;
  readonly clock: Clock;
  readonly log: Log;
}
