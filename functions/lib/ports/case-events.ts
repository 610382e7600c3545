import type { Grade } from '../domain/grade.ts';

export interface CaseClosed {
  readonly caseId: string;
  readonly grade: Grade;
  readonly gradeReason: string;
  readonly flowCount: number;
  readonly manifestKey?: string;
  /** Present for the case of a sample finding, which was run on purpose. */
  readonly drill?: true;
  readonly closedAt: string;
}

/** Tells others. Publishing twice is possible and harmless: the case id tells copies apart. */
export interface CaseEvents {
  closed(event: CaseClosed): Promise<void>;
}
