import { parentPort } from 'node:worker_threads';
import { leaveChartsBlank } from './lambda/blank-charts.ts';
import { playModels } from './stages/models.ts';
import { type StageName, stages } from './stages/stage.ts';
import { type StormSize, storm } from './stages/storm.ts';
import { merged, noSummary, type Summary, summaryOf } from './summary.ts';
import { loadProduct, type Product } from './world/product.ts';

/** A piece of work for one thread: schedules `from` to `to` (not included) of a stage, or a storm. */
export interface Task {
  readonly root: string;
  readonly seed: number;
  readonly rounds: number;
  readonly points: number;
  readonly stage: StageName | 'storm' | 'count' | 'models';
  readonly from: number;
  readonly to: number;
  readonly storm?: StormSize;
  /** Ends at the first schedule that shows a violation. */
  readonly untilViolation?: boolean;
}

leaveChartsBlank();

const products = new Map<string, Promise<Product>>();

/** What the SDK loads late is loaded by a first schedule that does not count. */
const productAt = async (root: string): Promise<Product> => {
  const known = products.get(root);
  if (known) return await known;
  const loading = loadProduct(new URL(root));
  products.set(root, loading);
  const product = await loading;
  await stages.races({ product, seed: 0, rounds: 1, points: 0 }, 0).catch(() => {});
  await stages.hostile({ product, seed: 0, rounds: 1, points: 0 }, 0).catch(() => {});
  return product;
};

const playOne = async (task: Task, product: Product, index: number): Promise<Summary> => {
  const schedule = `${task.stage} ${index}`;
  if (task.stage === 'storm' || task.stage === 'count' || task.stage === 'models') return noSummary;
  try {
    return summaryOf(await stages[task.stage]({ ...task, product }, index), schedule);
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : 'unknown';
    return {
      ...noSummary,
      schedules: 1,
      violationCounts: { threw: 1 },
      violations: [{ rule: 'threw', what, schedule }],
    };
  }
};

const playTask = async (task: Task): Promise<Summary | Awaited<ReturnType<typeof storm>>> => {
  const product = await productAt(task.root);
  if (task.stage === 'models') return await playModels(task.seed + task.from, task.to - task.from);
  if (task.stage === 'storm') {
    const tell = (progress: string): void => parentPort?.postMessage({ progress });
    return await storm(product, { seed: task.seed, ...(task.storm ?? { findings: 100, minutes: 1 }) }, tell);
  }
  if (task.stage === 'count')
    return summaryOf(await stages.singles({ ...task, product }, Number.MAX_SAFE_INTEGER), 'count');
  let summary = noSummary;
  for (let index = task.from; index < task.to; index += 1) {
    summary = merged(summary, await playOne(task, product, index));
    if (task.untilViolation && summary.violations.length > 0) break;
  }
  return summary;
};

parentPort?.on('message', (task: Task) => {
  playTask(task).then(
    (result) => parentPort?.postMessage({ result }),
    (error: unknown) =>
      parentPort?.postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : 'unknown' }),
  );
});
