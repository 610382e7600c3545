import type { CaseClosed } from '../contracts/case-closed.ts';

/** Tells others. Publishing twice is possible and harmless: the case id and the revision tell copies apart. */
export interface CaseEvents {
  closed(event: CaseClosed): Promise<void>;
}
