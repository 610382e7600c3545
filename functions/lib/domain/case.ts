import type { Grade } from './grade.ts';
import type { Plan } from './plan.ts';

/** One incident, as recorded. `gradeReason` says why, in words for an analyst. */
export interface CaseRecord {
  readonly caseId: string;
  readonly executionArn: string;
  readonly status: 'OPEN' | 'CLOSED';
  readonly openedAtMs: number;
  /** When the trigger's own event happened, epoch ms, where it says so. */
  readonly triggerAtMs?: number;
  readonly triggerKey?: string;
  readonly triggerSha256: string;
  readonly plan: Plan;
  /** The policy this case runs under, as JSON text, and its SHA-256. */
  readonly policyText: string;
  readonly policySha256: string;
  /** Repeats and copies of the trigger that joined this case. */
  readonly sightings: number;
  readonly grade?: Grade;
  readonly gradeReason?: string;
  readonly flowCount?: number;
  readonly closedAtMs?: number;
  readonly manifestKey?: string;
  readonly manifestSha256?: string;
}

/** One line of the case's timeline; append-only. */
export interface TimelineEntry {
  readonly atMs: number;
  /** The step that did it. */
  readonly actor: string;
  /** What happened, a short verb phrase of ours. */
  readonly what: string;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}
