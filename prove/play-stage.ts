import type { StageName } from './stages/stage.ts';
import { merged, noSummary, type Summary } from './summary.ts';
import type { Workers } from './workers.ts';

export interface StagePlan {
  readonly stage: StageName | 'models';
  readonly root: string;
  readonly seed: number;
  readonly rounds: number;
  readonly points: number;
  /** The first schedule, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

const CHUNK = 20;

export const isSummary = (value: unknown): value is Summary =>
  typeof value === 'object' && value !== null && 'schedules' in value && 'violationCounts' in value;

/** Plays every schedule of a stage, spread over the workers; the summary does not depend on how. */
export const playStage = async (workers: Workers, plan: StagePlan): Promise<Summary> => {
  const { from, to, ...task } = plan;
  const starts = Array.from({ length: Math.ceil(Math.max(0, to - from) / CHUNK) }, (_, index) => from + index * CHUNK);
  const parts = await Promise.all(
    starts.map((start) => workers.run({ ...task, from: start, to: Math.min(to, start + CHUNK) }, isSummary)),
  );
  return parts.reduce(merged, noSummary);
};
