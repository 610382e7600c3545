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
  readonly grade?: Grade;
  readonly gradeReason?: string;
  readonly flowCount?: number;
  readonly closedAtMs?: number;
  readonly manifestKey?: string;
  readonly manifestSha256?: string;
  readonly closing?: CaseClosing;
  /** When others were told of the end, epoch ms; absent until the event was accepted. */
  readonly closedEventAtMs?: number;
  /** How often the case was opened, counted from 1; absent means once. */
  readonly revision?: number;
  /** When it was opened the last time, epoch ms, where that was not the first. */
  readonly reopenedAtMs?: number;
  /** How it ended before it was opened again, oldest first. */
  readonly earlier?: readonly CaseEnd[];
  /** Executions that asked to open it again and were answered otherwise, the latest last: a late invocation of one, which
   * finds the case closed by then, must not open it for an execution that has ended. */
  readonly answered?: readonly string[];
}

/** The end of one opening of a case. */
export interface CaseEnd
  extends Pick<
    CaseRecord,
    'caseId' | 'executionArn' | 'grade' | 'gradeReason' | 'flowCount' | 'manifestKey' | 'manifestSha256'
  > {
  readonly revision: number;
  readonly closedAtMs: number;
  readonly closedEventAtMs?: number;
}

/** The intent to close, written before anything that follows from it: a repeated step closes with the same facts, so it
 * writes the same manifest. */
export interface CaseClosing {
  readonly atMs: number;
  /** Name of the error that stopped the case, if one did. */
  readonly failure?: string;
  /** Name of the state that failed without stopping the case, if one did. */
  readonly failedStep?: string;
  /** Raw triggers that had come in by then. */
  readonly triggers: readonly { readonly key: string; readonly sha256: string }[];
}

/** What came of one accepted trigger: each has exactly one, so accepted = opened + reopened + joined +
 * ignored. */
export interface Sighting {
  readonly caseId: string;
  readonly executionArn: string;
  /** `opened` a case (a refusal is a case too), `reopened` a closed one, `joined` one that was there, or `ignored`. */
  readonly outcome: 'opened' | 'reopened' | 'joined' | 'ignored';
  readonly reason: string;
  readonly atMs: number;
  /** Where the raw trigger lies in the evidence bucket (with its case, where it has one), and its SHA-256. */
  readonly rawKey: string;
  readonly rawSha256: string;
  /** What would have been done: for a drill, and in monitor mode. */
  readonly plan?: Plan;
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
