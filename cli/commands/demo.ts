import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { scheduler } from 'node:timers/promises';
import * as z from 'zod/mini';
import { visible } from '../../functions/lib/domain/visible-text.ts';
import { bucketSource } from '../../functions/lib/evidence/bucket-source.ts';
import type { LocalStack } from '../../simulator/local-stack.ts';
import { type CaseView, loadCaseView } from '../case-view.ts';
import { keepRecords } from '../cases/records-file.ts';
import { type Command, exitCodes, flag, type Io, type OptionValues, textOption, UsageError } from '../command.ts';
import { progressPrinter } from '../demo/progress.ts';
import { type SavedFile, savePackage } from '../demo/save-evidence.ts';
import { LOCAL_FOLDER } from '../evidence/package-folder.ts';
import { writeReport } from '../evidence/write-report.ts';
import { caseReport } from '../render/case-report.ts';
import { painter } from '../render/colour.ts';
import { table } from '../render/table.ts';

const shipped = (path: string): URL => new URL(`../../simulator/${path}`, import.meta.url);

const DEFAULT_SPEED = 60;

const readJson = async (file: string | URL): Promise<unknown> => {
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`cannot read ${file instanceof URL ? file.pathname : file}`, { cause });
  });
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new UsageError(`${file instanceof URL ? file.pathname : file} is not JSON`, { cause });
  }
};

const speedFrom = (values: OptionValues): number => {
  const speed = Number(textOption(values, 'speed') ?? DEFAULT_SPEED);
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new UsageError('--speed takes a number above 0: simulated seconds in a real one');
};

const triggerFile = (values: OptionValues): string | URL => {
  const event = textOption(values, 'event');
  const request = textOption(values, 'request');
  if (event !== undefined && request !== undefined) throw new UsageError('--event and --request exclude each other');
  return event ?? request ?? shipped('events/backdoor-c2.json');
};

const stackFor = async (values: OptionValues, io: Io): Promise<LocalStack> => {
  const speed = speedFrom(values);
  const policyFile = textOption(values, 'policy');
  // The simulated world takes longer to load than any other command takes to run.
  const { startLocalStack } = await import('../../simulator/local-stack.ts');
  return await startLocalStack({
    world: await readJson(textOption(values, 'world') ?? shipped('worlds/beacon.json')),
    ...(policyFile === undefined ? {} : { policy: JSON.stringify(await readJson(policyFile)) }),
    // Once stopped, simulated time stands still for good: nothing of the case goes on.
    beforeJump: (ms) => scheduler.wait(ms / speed, { signal: io.signal }).catch(() => new Promise(() => {})),
  });
};

const stopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });

/** The case that the execution opened, by its evidence: a failed execution has no output to name it. */
const caseIdIn = ({ simulator, evidenceBucket }: LocalStack): string | undefined =>
  simulator.objects(evidenceBucket).flatMap(({ key }) => /^cases\/(c-[0-9a-f]{40})\//.exec(key)?.[1] ?? [])[0];

/** What PlanCase said, where it opened no case. */
const planOutput = z.object({ plan: z.object({ reason: z.string() }) });

const reasonIn = (output: unknown): string => {
  const read = planOutput.safeParse(output);
  return read.success ? read.data.plan.reason : 'the execution gave no reason';
};

const filesReport = (files: readonly SavedFile[], width: number): string =>
  table(
    [{ title: 'evidence' }, { title: 'bytes', align: 'right' }, { title: 'SHA-256' }],
    files.map(({ name, sizeBytes, sha256 }) => [name, String(sizeBytes), sha256]),
    width,
  );

interface Outcome {
  readonly view: CaseView;
  readonly folder: string;
  readonly files: readonly SavedFile[];
  /** The report's file. */
  readonly report: string;
}

/** The trigger was read and recorded, and nothing was to be captured. */
interface NoCase {
  readonly noCase: string;
}

const toJson = ({ view, ...rest }: Outcome): string => `${JSON.stringify({ ...view, ...rest }, null, 2)}\n`;

const toText = ({ view, folder, files, report }: Outcome, io: Io): string => {
  const keys = [
    `CASE#${view.record.caseId} / CASE`,
    ...view.captures.map(({ captureKey, round }) => `CASE#… / CAPTURE#${captureKey}#${String(round).padStart(4, '0')}`),
    ...view.flowLogs.map(({ resourceId }) => `CASE#… / FLOWLOG#${resourceId}`),
    `CASE#… / EVENT#… (${view.timeline.length})`,
  ];
  return [
    `\n${caseReport(view, painter(io.colour), io.width)}`,
    `\n${painter(io.colour)('bold', 'Records')}\n${keys.map((key) => `  ${key}\n`).join('')}`,
    `\n${painter(io.colour)('bold', `Evidence in ${folder}`)}\n${filesReport(files, io.width)}`,
    `\n${painter(io.colour)('bold', 'Next')}\n`,
    `  report     ${report}, drawn again by\n             npm run flowtrap -- report ${folder}\n`,
    `  verify     npm run flowtrap -- verify ${folder}\n`,
  ].join('');
};

const runCase = async (stack: LocalStack, values: OptionValues, io: Io): Promise<Outcome | NoCase> => {
  const input = await readJson(triggerFile(values));
  const quiet = flag(values, 'json');
  const onEvent = progressPrinter({
    startMs: stack.time.nowMs(),
    nowMs: stack.time.nowMs,
    calls: stack.simulator.calls,
    paint: painter(io.colour),
    line: quiet ? () => {} : io.out,
    speed: speedFrom(values),
  });
  const result = await Promise.race([stack.respond({ name: 'demo', input, onEvent }), stopped(io.signal)]);
  const caseId = caseIdIn(stack);
  if (caseId === undefined) {
    if (result.status === 'FAILED') throw new Error(`the execution failed: ${result.error}`);
    return { noCase: reasonIn(result.output) };
  }
  const view = await loadCaseView(stack.cases, stack.evidence, caseId);
  const folder = join(LOCAL_FOLDER, caseId);
  const source = await bucketSource(stack.evidence, caseId);
  // An earlier run's files would be strangers in this package.
  await rm(folder, { recursive: true, force: true });
  const files = await savePackage(source, folder);
  const report = join(folder, 'report.html');
  await writeReport(source, report);
  if (flag(values, 'keep')) await keepRecords(stack.table, caseId);
  return { view, folder, files, report };
};

/** Runs one case on this machine, from trigger to closed record. */
export const demo: Command = {
  name: 'demo',
  summary: 'run a whole case on this machine, against a simulated network',
  usage: '[--event FILE | --request FILE] [options]',
  options: {
    event: { type: 'string' },
    request: { type: 'string' },
    policy: { type: 'string' },
    world: { type: 'string' },
    speed: { type: 'string' },
    keep: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  optionHelp: {
    event: 'an EventBridge event, instead of the shipped GuardDuty finding',
    request: "an analyst's request, as docs/triggers.md describes it",
    policy: 'a policy document; every member has a default',
    world: 'a world file, instead of the shipped network',
    speed: `simulated seconds in a real second; ${DEFAULT_SPEED} by default`,
    keep: `keep the case's records in ${LOCAL_FOLDER}, for the commands cases, show, flows and export`,
    json: 'one JSON document on standard output, nothing else',
  },
  examples: [
    'flowtrap demo',
    'flowtrap demo --keep',
    'flowtrap demo --speed 1000 --json',
    'flowtrap demo --request docs/examples/request.json',
  ],
  run: async (_, values, io) => {
    // The handlers log to standard output as on Lambda; here that is the person's screen.
    process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
    const stack = await stackFor(values, io);
    try {
      const outcome = await runCase(stack, values, io);
      if ('noCase' in outcome) {
        io.out(
          flag(values, 'json') ? `${JSON.stringify(outcome)}\n` : `\nNo case was opened: ${visible(outcome.noCase)}\n`,
        );
        return exitCodes.ok;
      }
      io.out(flag(values, 'json') ? toJson(outcome) : toText(outcome, io));
      const { grade } = outcome.view.record;
      return grade === 'COMPLETE' || grade === 'EMPTY' ? exitCodes.ok : exitCodes.needsPerson;
    } finally {
      await stack.close();
    }
  },
};
