import type { Clock } from '../lib/domain/clock.ts';
import type { CaseStore } from '../lib/ports/case-store.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';
import type { Log } from '../lib/ports/log.ts';

/** What publishing a closed case needs. */
export interface PublishDeps {
  readonly cases: CaseStore;
  readonly evidence: EvidenceStore;
  readonly clock: Clock;
  readonly log: Log;
}
