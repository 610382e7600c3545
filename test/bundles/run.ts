import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunctions } from '../../infra/build/bundle-functions.ts';
import { callsIn, type FileCalls, fileCalls } from './called-files.ts';
import { uncalled } from './uncalled.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sourceDirectory = join(root, 'functions');
const work = mkdtempSync(join(tmpdir(), 'flowtrap-called-'));
const coverage = join(work, 'coverage');
const functions = join(work, 'functions');

type Bundled = Awaited<ReturnType<typeof bundleFunctions>>;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** A handler from a bundle starts slower than one from a source that is loaded already. */
const TEST_TIMEOUT = '--testTimeout=120000';

/** The flow tests on the bundles. Node counts the calls of every function meanwhile. */
const runFlowTests = (): number =>
  spawnSync('vitest', ['run', 'test/flow', TEST_TIMEOUT, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FLOW_FUNCTIONS: functions, NODE_V8_COVERAGE: coverage },
  }).status ?? 1;

/** What is wrong with the bundles' files: called by nobody without a reason, or a reason for a file that no bundle holds. */
const problemsOf = (files: readonly FileCalls[]): readonly string[] => {
  const dead = files.filter(({ calls, path }) => calls === 0 && !uncalled.some((one) => one.files.test(path)));
  const stale = uncalled.filter((one) => !files.some(({ path }) => one.files.test(path)));
  return [
    ...dead.map(({ path, steps }) => `never called: ${relative(root, path)} in ${steps.join(', ')}`),
    ...stale.map(({ files: pattern }) => `no bundle holds ${pattern}`),
  ];
};

const checkFiles = (bundled: Bundled): number => {
  const calls = callsIn(coverage);
  const missing = bundled.filter(({ step }) => !calls.has(step)).map(({ step }) => `${step} was never loaded`);
  const files = fileCalls(bundled, sourceDirectory, calls);
  const problems = [...missing, ...problemsOf(files)];
  for (const problem of problems) say(problem);
  const silent = files.filter((file) => file.calls === 0).length;
  say(
    `bundles: ${files.length} files with functions, ${files.length - silent} called, ${silent} not called, ${problems.length} unexplained`,
  );
  return problems.length > 0 ? 1 : 0;
};

const bundled = await bundleFunctions({ sourceDirectory, outputDirectory: functions });
const tests = runFlowTests();
// Some of the tests say nothing about files that only others call.
const checked = process.argv.length > 2 ? 0 : checkFiles(bundled);
rmSync(work, { recursive: true, force: true });
process.exitCode = tests || checked;
