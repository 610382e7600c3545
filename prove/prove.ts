import { performance } from 'node:perf_hooks';
import { faultModes } from './aws/fault-modes.ts';
import { recoveries } from './check/sometimes.ts';
import { HERE } from './lambda/deployed.ts';
import type { Options } from './options.ts';
import { isSummary, playStage } from './play-stage.ts';
import { stageRow, stormLines, totalLine, triedLines } from './report.ts';
import { playMutants } from './run-mutants.ts';
import { directedCount } from './stages/directed.ts';
import { outageServices } from './stages/outages.ts';
import type { StageName } from './stages/stage.ts';
import { isStorm, type StormReport } from './stages/storm.ts';
import { merged, noSummary, type Summary } from './summary.ts';
import { startWorkers, type Workers } from './workers.ts';

type Say = (line: string) => void;

interface Proof {
  readonly options: Options;
  readonly workers: Workers;
  readonly say: Say;
  readonly root: string;
}

const wants = ({ options }: Proof, stage: string): boolean => options.only.length === 0 || options.only.includes(stage);

const countPoints = async ({ workers, root, options }: Proof): Promise<Summary> =>
  await workers.run(
    { stage: 'count', root, seed: options.seed, rounds: options.amounts.rounds, points: 0, from: 0, to: 0 },
    isSummary,
  );

/** One run of a seed must equal the next, to the byte. */
const repeats = async (proof: Proof): Promise<boolean> => {
  const [first, second] = [await countPoints(proof), await countPoints(proof)];
  proof.say(
    `repeated run  ${first.digest.slice(0, 16)} ${first.digest === second.digest ? '=' : '≠'} ${second.digest.slice(0, 16)}`,
  );
  return first.digest === second.digest;
};

/** How many schedules there are at all. */
const exhausted = (stage: StageName | 'models', points: number): number => {
  if (stage === 'singles') return points * faultModes.length;
  if (stage === 'directed') return directedCount;
  return stage === 'outages' ? points * outageServices.length : Number.MAX_SAFE_INTEGER;
};

const runStage = async (proof: Proof, stage: StageName | 'models', points: number): Promise<Summary> => {
  const { options, workers, root, say } = proof;
  const { from, most, amounts } = options;
  const to = Math.min(amounts[stage], from + most, exhausted(stage, points));
  if (!wants(proof, stage)) return noSummary;
  const begin = performance.now();
  const summary = await playStage(workers, {
    stage,
    root,
    seed: options.seed,
    rounds: options.amounts.rounds,
    points,
    from,
    to,
  });
  say(stageRow(stage, summary, (performance.now() - begin) / 1_000));
  for (const line of triedLines(summary)) say(line);
  for (const { rule, what, schedule } of summary.violations) say(`  ${schedule}: ${rule}: ${what}`);
  return summary;
};

const runStorm = async (proof: Proof): Promise<StormReport | undefined> => {
  const { options, workers, root, say } = proof;
  if (!wants(proof, 'storm')) return undefined;
  const { findings, minutes } = options.amounts;
  const size = { findings, minutes };
  const report = await workers.run(
    {
      stage: 'storm',
      storm: size,
      root,
      seed: options.seed,
      rounds: options.amounts.rounds,
      points: 0,
      from: 0,
      to: 0,
    },
    isStorm,
    (progress) => say(`  storm        ${progress}`),
  );
  for (const line of stormLines(report)) say(line);
  return report;
};

const runMutants = async (proof: Proof): Promise<boolean> => {
  const { options, workers, say } = proof;
  const asked = options.only.includes('mutants');
  if (!asked && (options.only.length > 0 || !options.amounts.mutants)) return true;
  const results = await playMutants(workers, options, ({ mutant, caughtBy, schedules }) =>
    say(
      `  mutant       ${mutant.name}: ${caughtBy === undefined ? `NOT CAUGHT in ${schedules} schedules` : `caught after ${schedules}, ${caughtBy}`}`,
    ),
  );
  const caught = results.filter(({ caughtBy }) => caughtBy !== undefined).length;
  say(`mutants       ${caught} of ${results.length} caught`);
  return caught === results.length;
};

/** Every recovery must have been taken at least once, or the schedules prove less than they say. */
const untaken = (proof: Proof, taken: readonly string[]): readonly string[] =>
  proof.options.only.length > 0 ? [] : recoveries.filter((recovery) => !taken.includes(recovery));

const STAGES: readonly (StageName | 'models')[] = [
  'singles',
  'outages',
  'directed',
  'pairs',
  'races',
  'bounds',
  'reopenings',
  'models',
  'hostile',
];

/** Proves, and prints what was proved. False when anything was not as promised. */
export const prove = async (options: Options, say: Say): Promise<boolean> => {
  const begin = performance.now();
  const workers = startWorkers(options.workers);
  const proof: Proof = { options, workers, say, root: HERE.href };
  try {
    say(`flowtrap prove   seed ${options.seed}   ${options.short ? 'short' : 'long'}   ${options.workers} threads`);
    const points = (await countPoints(proof)).calls;
    const same = await repeats(proof);
    say(`effect points ${points}   fault modes ${faultModes.length}`);
    const storm = runStorm(proof);
    let all = noSummary;
    for (const stage of STAGES) all = merged(all, await runStage(proof, stage, points));
    const report = await storm;
    const missing = untaken(proof, all.recoveries);
    say(
      `recoveries    ${all.recoveries.length} of ${recoveries.length} taken${missing.length > 0 ? `; never: ${missing.join(', ')}` : ''}`,
    );
    const failures =
      Object.values(all.violationCounts).reduce((sum, count) => sum + count, 0) + (report?.violations.length ?? 0);
    const allCaught = await runMutants(proof);
    const holds = failures === 0 && missing.length === 0 && same && allCaught;
    say(
      totalLine({
        summary: all,
        report,
        holds,
        failures,
        seed: options.seed,
        seconds: (performance.now() - begin) / 1_000,
      }),
    );
    return holds;
  } finally {
    await workers.close();
  }
};
