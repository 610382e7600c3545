import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { HERE } from './lambda/deployed.ts';
import type { Mutant } from './mutants/mutant.ts';
import { mutants } from './mutants/mutants.ts';
import type { Options } from './options.ts';
import { isSummary } from './play-stage.ts';
import { directedCount } from './stages/directed.ts';
import type { StageName } from './stages/stage.ts';
import type { Workers } from './workers.ts';

/** What became of one mutant. */
export interface MutantResult {
  readonly mutant: Mutant;
  /** The schedule that shows it and how; absent when none did. */
  readonly caughtBy?: string;
  readonly schedules: number;
}

/** In this order, until one schedule shows the bug. */
const STAGES: readonly (readonly [stage: StageName, schedules: number])[] = [
  ['directed', directedCount],
  ['bounds', 60],
  ['reopenings', 60],
  ['races', 120],
  ['outages', 400],
  ['singles', 1_400],
  ['races', 600],
];

const FOLDER = new URL('prove/.mutants/', HERE);

/** A copy of the product with the bug in it. @throws Error when the text to change is not there */
const makeCopy = (mutant: Mutant, index: number): URL => {
  const root = new URL(`${index}/`, FOLDER);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  for (const folder of ['functions', 'state-machines'])
    cpSync(new URL(folder, HERE), new URL(folder, root), { recursive: true });
  const file = new URL(mutant.file, root);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(mutant.find)) throw new Error(`mutant "${mutant.name}" finds nothing to change in ${mutant.file}`);
  writeFileSync(
    file,
    text.replace(mutant.find, () => mutant.replace),
  );
  return root;
};

const playMutant = async (workers: Workers, mutant: Mutant, seed: number): Promise<MutantResult> => {
  const root = makeCopy(mutant, mutants.indexOf(mutant) + 1).href;
  let schedules = 0;
  for (const [stage, to] of STAGES) {
    const task = { stage, root, seed, rounds: 1, points: 110, from: 0, to, untilViolation: true };
    const summary = await workers.run(task, isSummary);
    schedules += summary.schedules;
    const [found] = summary.violations;
    if (found) return { mutant, schedules, caughtBy: `${found.schedule}: ${found.rule}` };
  }
  return { mutant, schedules };
};

/** Puts each bug into a copy of the product and lets the schedules find it. */
export const playMutants = async (
  workers: Workers,
  { seed, from, most }: Pick<Options, 'seed' | 'from' | 'most'>,
  told: (result: MutantResult) => void,
): Promise<readonly MutantResult[]> => {
  const results = await Promise.all(
    mutants.slice(from, from + most).map(async (mutant) => {
      const result = await playMutant(workers, mutant, seed);
      told(result);
      return result;
    }),
  );
  rmSync(FOLDER, { recursive: true, force: true });
  return results;
};
