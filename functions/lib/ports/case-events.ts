import type { Grade } from '../domain/grade.ts';

export interface CaseClosed {
  readonly caseId: string;
  readonly grade: Grade;
  readonly gradeReason: string;
  readonly flowCount: number;
  readonly manifestKey?: string;
  readonly closedAt: string;
}

/** Tells others. Publishing twice is possible and harmless: the case id tells copies apart. */
export interface CaseEvents {
  closed(event: CaseClosed): Promise<void>;
}
