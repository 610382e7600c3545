import { createHash } from 'node:crypto';
import type { Violation } from './check/seen.ts';
import type { ScheduleResult } from './run-schedule.ts';

/** A violation with the schedule that shows it. */
export interface FoundViolation extends Violation {
  readonly schedule: string;
}

/** Many schedules' results in one. */
export interface Summary {
  readonly schedules: number;
  readonly calls: number;
  readonly captures: number;
  readonly failedExecutions: number;
  readonly eventCopies: number;
  readonly violationCounts: Readonly<Record<string, number>>;
  /** The first few. */
  readonly violations: readonly FoundViolation[];
  readonly recoveries: readonly string[];
  readonly grades: Readonly<Record<string, number>>;
  readonly tried: Readonly<Record<string, number>>;
  readonly digest: string;
}

const SHOWN = 20;

export const noSummary: Summary = {
  schedules: 0,
  calls: 0,
  captures: 0,
  failedExecutions: 0,
  eventCopies: 0,
  violationCounts: {},
  violations: [],
  recoveries: [],
  grades: {},
  tried: {},
  digest: '',
};

const addCounts = (
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> => {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
};

const chain = (...digests: readonly string[]): string => createHash('sha256').update(digests.join('\n')).digest('hex');

/** Two summaries in one. Digests chain, so their order counts. */
export const merged = (a: Summary, b: Summary): Summary => ({
  schedules: a.schedules + b.schedules,
  calls: a.calls + b.calls,
  captures: a.captures + b.captures,
  failedExecutions: a.failedExecutions + b.failedExecutions,
  eventCopies: a.eventCopies + b.eventCopies,
  violationCounts: addCounts(a.violationCounts, b.violationCounts),
  violations: [...a.violations, ...b.violations].slice(0, SHOWN),
  recoveries: [...new Set([...a.recoveries, ...b.recoveries])],
  grades: addCounts(a.grades, b.grades),
  tried: addCounts(a.tried, b.tried),
  digest: chain(a.digest, b.digest),
});

export const summaryOf = (result: ScheduleResult, schedule: string): Summary => {
  const violationCounts: Record<string, number> = {};
  for (const { rule } of result.violations) violationCounts[rule] = (violationCounts[rule] ?? 0) + 1;
  const { calls, captures, failedExecutions, eventCopies, recoveries, grades, tried = {}, digest } = result;
  const violations = result.violations.map((found) => ({ ...found, schedule }));
  return {
    schedules: 1,
    calls,
    captures,
    failedExecutions,
    eventCopies,
    violationCounts,
    violations,
    recoveries,
    grades,
    tried,
    digest,
  };
};
