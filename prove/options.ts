import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** How much is proved. */
export interface Amounts {
  /** Rounds of the capture that single faults and pairs hit. */
  readonly rounds: number;
  readonly singles: number;
  readonly directed: number;
  readonly outages: number;
  readonly pairs: number;
  readonly races: number;
  readonly bounds: number;
  readonly reopenings: number;
  readonly models: number;
  readonly hostile: number;
  readonly findings: number;
  readonly minutes: number;
  readonly mutants: boolean;
}

export interface Options {
  readonly seed: number;
  readonly short: boolean;
  readonly workers: number;
  readonly amounts: Amounts;
  /** Only these; all when empty. */
  readonly only: readonly string[];
  /** First schedule of a stage: a long run may be made in parts. */
  readonly from: number;
  /** Most schedules of a stage. */
  readonly most: number;
}

const EVERY = Number.POSITIVE_INFINITY;

export const LONG: Amounts = {
  rounds: 2,
  singles: EVERY,
  directed: EVERY,
  outages: EVERY,
  pairs: 20_000,
  races: 5_000,
  bounds: 1_000,
  reopenings: 6_000,
  models: 10_000,
  hostile: 20_000,
  findings: 10_000,
  minutes: 10,
  mutants: true,
};

export const SHORT: Amounts = {
  rounds: 1,
  singles: EVERY,
  directed: EVERY,
  outages: 60,
  pairs: 150,
  races: 80,
  bounds: 25,
  reopenings: 200,
  models: 300,
  hostile: 400,
  findings: 250,
  minutes: 1,
  mutants: false,
};

export const HELP = `npm run prove -- [--short] [--seed N] [--workers N] [--only stage,…] [--from N] [--most N]

Plays the real handlers and state machines in a simulated AWS under injected faults, and checks what is left in it.
  --short     what runs in CI: fewer schedules, no mutants
  --seed      every schedule follows from it; 1 by default
  --workers   threads; one for each processor by default
  --from      leaves out so many schedules of each stage: a long run can be made in parts
  --most      at most so many schedules of each stage
  --only      some of: singles, outages, directed, pairs, races, bounds, reopenings, models, hostile, storm, mutants`;

export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string' },
      only: { type: 'string' },
      from: { type: 'string', default: '0' },
      most: { type: 'string' },
    },
  });
  if (values.help) return undefined;
  return {
    seed: Number.parseInt(values.seed, 10),
    short: values.short,
    workers: values.workers === undefined ? Math.max(1, availableParallelism()) : Number.parseInt(values.workers, 10),
    amounts: values.short ? SHORT : LONG,
    only: values.only?.split(',') ?? [],
    from: Number.parseInt(values.from, 10),
    most: values.most === undefined ? EVERY : Number.parseInt(values.most, 10),
  };
};
