import type { Clock } from '../lib/domain/clock.ts';
import type { CaseEvents } from '../lib/ports/case-events.ts';
import type { CaseStore } from '../lib/ports/case-store.ts';
import type { EvidenceStore } from '../lib/ports/evidence-store.ts';
import type { Log } from '../lib/ports/log.ts';
import type { PolicySource } from '../lib/ports/policy-source.ts';
import type { Signer } from '../lib/ports/signer.ts';

/** What closing a case needs. */
export interface CloseDeps {
  readonly cases: CaseStore;
  readonly evidence: EvidenceStore;
  /** Named to who is told of the end. */
  readonly evidenceBucket: string;
  readonly policy: PolicySource;
  readonly events: CaseEvents;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly log: Log;
  /** Names the signing key in the manifest. */
  readonly signingKeyId: string;
  readonly codeDigest: string;
}
