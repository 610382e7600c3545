import type { StormReport } from './stages/storm.ts';
import type { WaitTimes } from './stages/storm-waits.ts';
import type { Summary } from './summary.ts';

const counts = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

const total = (values: Readonly<Record<string, number>>): number =>
  Object.values(values).reduce((sum, count) => sum + count, 0);

/** One line of the table. */
export const stageRow = (stage: string, summary: Summary, seconds: number): string => {
  const { schedules, calls, captures, violationCounts, grades, digest } = summary;
  const bad = total(violationCounts);
  return [
    stage.padEnd(13),
    `${String(schedules).padStart(6)} schedules`,
    `${String(calls).padStart(9)} calls`,
    `${String(captures).padStart(7)} captures`,
    `violations ${bad}${bad > 0 ? ` (${counts(violationCounts)})` : ''}`,
    `ends: ${counts(grades)}`,
    `digest ${digest.slice(0, 12)}`,
    `${seconds.toFixed(0)} s`,
  ].join('  ');
};

/** What a stage tried and looked at, where it counts that. */
export const triedLines = ({ tried }: Summary): readonly string[] =>
  Object.keys(tried).length === 0 ? [] : [`  tried: ${counts(tried)}`];

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const times = ({ p50Ms, p99Ms }: WaitTimes): string => `p50 ${seconds(p50Ms)}, p99 ${seconds(p99Ms)}`;

export const stormLines = (report: StormReport): readonly string[] => [
  `storm         ${report.findings} findings, ${report.cases} cases (${counts(report.grades)}), ${report.calls} calls, ${report.seconds} s`,
  `              ${report.operations} captures started for ${report.served} rounds (20 filters each would allow ${report.fewestOperations})`,
  `              event to first capture, simulated: ${times(report.firstCapture)}; peak memory ${report.peakMemoryMb} MB`,
  `              by severity: ${report.bySeverity.map((one) => `${one.severity}: ${times(one)}`).join('; ')}`,
  ...report.violations.slice(0, 20).map(({ rule, what }) => `  ${rule}: ${what}`),
];

export interface Totals {
  readonly summary: Summary;
  readonly report: StormReport | undefined;
  readonly holds: boolean;
  readonly failures: number;
  readonly seed: number;
  readonly seconds: number;
}

const rules = ['duplicate-capture', 'lost-flows', 'silent-end', 'leaked-slot', 'orphaned-flow-log'] as const;

/** The last line. */
export const totalLine = ({ summary, report, holds, failures, seed, seconds: took }: Totals): string => {
  const found = (rule: string): number =>
    (summary.violationCounts[rule] ?? 0) + (report?.violations.filter((one) => one.rule === rule).length ?? 0);
  const [duplicates, lost, silent, leaked, orphaned] = rules.map(found);
  return [
    `${holds ? 'proved' : 'NOT PROVED'}: ${summary.schedules} schedules`,
    `${summary.calls + (report?.calls ?? 0)} calls`,
    `duplicated captures ${duplicates}`,
    `lost flows ${lost}`,
    `silent ends ${silent}`,
    `leaked slots ${leaked}`,
    `orphaned flow logs ${orphaned}`,
    `violations ${failures}`,
    `seed ${seed}`,
    `${took.toFixed(0)} s`,
  ].join(', ');
};
