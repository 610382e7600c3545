import type { FaultMode } from '../aws/fault-modes.ts';
import type { ScheduleResult } from '../run-schedule.ts';
import type { Product } from '../world/product.ts';
import { bounded } from './bounds.ts';
import { directed } from './directed.ts';
import { hostileInput } from './hostile.ts';
import { outageAt } from './outages.ts';
import { race } from './races.ts';
import { reopening } from './reopenings.ts';
import { faultPair, playWithFaults, playWithOutage, singleFault } from './single-faults.ts';

/** What every schedule of a stage is given. */
export interface StageContext {
  readonly product: Product;
  readonly seed: number;
  /** Rounds of the capture in the scenario of single faults and pairs. */
  readonly rounds: number;
  /** Effect points of the scenario without faults. */
  readonly points: number;
}

/** Plays one schedule: everything about it follows from the seed and the index. */
export type PlaySchedule = (context: StageContext, index: number) => Promise<ScheduleResult>;

const withPlan =
  (planOf: (context: StageContext, index: number) => ReadonlyMap<number, FaultMode>): PlaySchedule =>
  (context, index) =>
    playWithFaults(context, planOf(context, index));

/** Stages that consist of many schedules, each a world of its own. */
export const stages = {
  singles: withPlan((_, index) => singleFault(index)),
  outages: (context, index) => playWithOutage(context, outageAt(index)),
  pairs: withPlan(({ seed, points }, index) => faultPair(seed, index, points)),
  directed,
  races: ({ product, seed }, index) => race(product, seed, index),
  bounds: ({ product, seed }, index) => bounded(product, seed, index),
  reopenings: ({ product, seed }, index) => reopening(product, seed, index),
  hostile: ({ product, seed }, index) => hostileInput(product, seed, index),
} as const satisfies Readonly<Record<string, PlaySchedule>>;

export type StageName = keyof typeof stages;
