import type { CaseRecord } from '../../functions/lib/domain/case.ts';
import type { CaseStore } from '../../functions/lib/ports/case-store.ts';
import type { EvidenceStore } from '../../functions/lib/ports/evidence-store.ts';
import type { SlotStore } from '../../functions/lib/ports/slot-store.ts';

/** When cases were opened, epoch ms, both included. */
export interface Period {
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

/** Where cases are read from: the folder that a demo keeps, or the table and the bucket on AWS. */
export interface CaseSource {
  /** In words, for messages. */
  readonly place: string;
  readonly cases: CaseStore;
  readonly slots: Pick<SlotStore, 'read' | 'waiters'>;
  readonly evidence: EvidenceStore;
  /** Whether a case that is open may still change. */
  readonly isLive: boolean;
  /** Ids of the cases that decided about a flow log on this interface, whether the trigger named it or flows revealed it. */
  readonly casesOf: (interfaceId: string) => Promise<ReadonlySet<string>>;
  /** Every case that was opened in the period, newest first. */
  readonly list: (period: Period) => Promise<readonly CaseRecord[]>;
}
