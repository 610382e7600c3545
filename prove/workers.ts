import { Worker } from 'node:worker_threads';
import type { StormReport } from './stages/storm.ts';
import type { Summary } from './summary.ts';
import type { Task } from './worker.ts';

/** Threads that play schedules. Each has simulated time, and everything else, of its own. */
export interface Workers {
  /** @param told how far a long task has come, whenever it says so */
  readonly run: <T extends Summary | StormReport>(
    task: Task,
    is: (value: unknown) => value is T,
    told?: (progress: string) => void,
  ) => Promise<T>;
  readonly count: number;
  readonly close: () => Promise<void>;
}

interface Job {
  readonly task: Task;
  readonly told: (progress: string) => void;
  readonly done: (message: unknown) => void;
}

const progressIn = (message: unknown): string | undefined =>
  typeof message === 'object' && message !== null && 'progress' in message && typeof message.progress === 'string'
    ? message.progress
    : undefined;

const env = { ...process.env, POWERTOOLS_LOG_LEVEL: 'SILENT', AWS_LAMBDA_FUNCTION_NAME: '' };

/** A storm's world holds everything that ever happened in it. */
const resourceLimits = { maxOldGenerationSizeMb: 12_000 };

export const startWorkers = (count: number): Workers => {
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const all: Worker[] = [];

  const next = (worker: Worker): void => {
    const job = waiting.shift();
    if (!job) {
      idle.push(worker);
      return;
    }
    const fail = (error: Error): void => job.done({ error: String(error) });
    worker.once('error', fail);
    const hear = (message: unknown): void => {
      const progress = progressIn(message);
      if (progress !== undefined) {
        job.told(progress);
        return;
      }
      worker.off('error', fail);
      worker.off('message', hear);
      job.done(message);
      next(worker);
    };
    worker.on('message', hear);
    worker.postMessage(job.task);
  };

  for (let index = 0; index < count; index += 1) {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { env, resourceLimits });
    all.push(worker);
    idle.push(worker);
  }

  return {
    count,
    run: (task, is, told = () => {}) =>
      new Promise((resolve, reject) => {
        const done = (message: unknown): void => {
          const parts: { result?: unknown; error?: unknown } =
            typeof message === 'object' && message !== null ? message : {};
          if (is(parts.result)) resolve(parts.result);
          else reject(new Error(String(parts.error ?? 'a worker gave no result')));
        };
        waiting.push({ task, told, done });
        const worker = idle.pop();
        if (worker) next(worker);
      }),
    close: async () => {
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
};
