import { scheduler } from 'node:timers/promises';
import { visible } from '../../functions/lib/domain/visible-text.ts';
import type { Sleep } from '../aws/executions.ts';
import { exitCodeOfGrade } from '../aws/outcome.ts';
import { caseArgument } from '../cases/case-argument.ts';
import type { CaseSource } from '../cases/case-source.ts';
import { needCase, openSource, reading, sourceHelp, sourceOptions } from '../cases/open-source.ts';
import {
  type Command,
  type ExitCode,
  exitCodes,
  flag,
  type Io,
  type OptionValues,
  textOption,
  UsageError,
} from '../command.ts';
import { followCase } from '../follow/follow-case.ts';
import type { ProgressLine } from '../follow/progress.ts';
import { progressText } from '../follow/progress-text.ts';
import { painter } from '../render/colour.ts';

/** What the command reaches outside of its own process. */
export interface FollowDeps {
  readonly source: (values: OptionValues) => Promise<CaseSource>;
  readonly sleep: Sleep;
  readonly nowMs: () => number;
}

/** Longer than any case takes: captures end after at most 11 hours. */
const DEFAULT_TIMEOUT_MINUTES = 780;

const minutesFrom = (values: OptionValues): number => {
  const text = textOption(values, 'timeout');
  const minutes = text === undefined ? DEFAULT_TIMEOUT_MINUTES : /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (minutes >= 1 && minutes <= 10_080) return minutes;
  throw new UsageError('--timeout takes a whole number of minutes from 1 to 10080');
};

/** A line of JSON: times in words, as everywhere that people read. */
const jsonLine = ({ atMs, ...line }: ProgressLine): string =>
  `${JSON.stringify({ at: new Date(atMs).toISOString(), ...line })}\n`;

const teller = (values: OptionValues, io: Io) => {
  const paint = painter(io.colour);
  return (line: ProgressLine): void =>
    io.out(flag(values, 'json') ? jsonLine(line) : progressText(line, paint, io.width));
};

const run = async (deps: FollowDeps, caseId: string, values: OptionValues, io: Io): Promise<ExitCode> => {
  const minutes = minutesFrom(values);
  const source = await deps.source(values);
  await reading(source, (found) => needCase(found, caseId));
  const untilMs = source.isLive ? deps.nowMs() + minutes * 60_000 : deps.nowMs();
  const { sleep, nowMs } = deps;
  const options = { source, sleep, nowMs, signal: io.signal, untilMs, tell: teller(values, io) };
  const record = await reading(source, () => followCase(caseId, options)).catch((error: unknown) => {
    if (io.signal.aborted) io.err(`Stopped looking. The case goes on: "flowtrap follow ${caseId}" looks again\n`);
    throw error;
  });
  if (record.status === 'CLOSED') return exitCodeOfGrade(record.grade);
  const next = source.isLive
    ? `still open after ${minutes} min`
    : `open in ${source.place}, where it does not change any more`;
  io.err(`Case ${caseId} is ${next}; its execution is ${visible(record.executionArn, 300)}\n`);
  return exitCodes.failed;
};

/** The command on the given clock. */
export const followWith = (deps: FollowDeps): Command => ({
  name: 'follow',
  summary: "follow a case's progress until it is closed",
  usage: '<case> [options]',
  options: { timeout: { type: 'string' }, ...sourceOptions, json: { type: 'boolean' } },
  optionHelp: {
    timeout: `minutes until it stops looking; ${DEFAULT_TIMEOUT_MINUTES} by default`,
    ...sourceHelp,
    json: 'one JSON object a line, as things happen',
  },
  examples: [
    'flowtrap follow c-4a544495250db9f04e3f2d031cabaffa38271193',
    'flowtrap follow c-4a544495250db9f04e3f2d031cabaffa38271193 --json | jq -c "select(.type == \\"round\\")"',
  ],
  run: async (positionals, values, io) => await run(deps, caseArgument(positionals), values, io),
});

/** Follows a case. */
export const follow: Command = followWith({
  source: openSource,
  sleep: (ms, signal) => scheduler.wait(ms, { signal }),
  nowMs: Date.now,
});
