import { scheduler } from 'node:timers/promises';
import { DescribeStateMachineCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import type { CaseRecord } from '../../functions/lib/domain/case.ts';
import { callerArn } from '../aws/caller.ts';
import { describeExecution, followExecution, type Sleep, startOnce } from '../aws/executions.ts';
import { type Env, machineFrom, machineOption } from '../aws/machine.ts';
import { exitCodeOfGrade, failureOf } from '../aws/outcome.ts';
import { caseArgument } from '../cases/case-argument.ts';
import type { CaseSource } from '../cases/case-source.ts';
import { needCase, openSource, reading, sourceHelp, sourceOptions } from '../cases/open-source.ts';
import { type Command, type ExitCode, exitCodes, flag, type Io, type OptionValues, UsageError } from '../command.ts';
import { type Ask, confirmHelp, confirmOption, isConfirmed, terminalAsk } from '../confirm.ts';

/** What the command reaches outside of its own process. */
export interface CloseDeps {
  readonly env: Env;
  readonly source: (values: OptionValues) => Promise<CaseSource>;
  readonly sfn: (region: string) => SFNClient;
  readonly sts: (region: string) => STSClient;
  readonly sleep: Sleep;
  readonly nowMs: () => number;
  /** Undefined where nobody can be asked. */
  readonly ask?: Ask;
}

interface Closing {
  readonly deps: CloseDeps;
  readonly source: CaseSource;
  readonly record: CaseRecord;
  readonly values: OptionValues;
  readonly io: Io;
}

const openCase = async (source: CaseSource, caseId: string): Promise<CaseRecord> => {
  if (!source.isLive)
    throw new UsageError(`the cases in ${source.place} are kept copies: name the deployment by --table and --bucket`);
  await needCase(source, caseId);
  const record = await source.cases.getCase(caseId);
  if (record.status !== 'CLOSED') return record;
  throw new Error(`case ${caseId} is closed already, ${record.grade}: "flowtrap show ${caseId}" shows it`);
};

const say = ({ values, io }: Closing, text: string): void => {
  if (!flag(values, 'json')) io.out(text);
};

/** Stops the case's execution, where it still runs. @returns whether it ran */
const stopExecution = async (closing: Closing, sfn: SFNClient, region: string): Promise<boolean> => {
  const { executionArn } = closing.record;
  // Executions are kept for 90 days after their end; one that is gone runs no more.
  const gone = (error: unknown): undefined => {
    if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
    throw error;
  };
  const execution = await describeExecution(sfn, executionArn).catch(gone);
  if (execution?.status !== 'RUNNING') return false;
  const cause = `flowtrap close, asked by ${await callerArn(closing.deps.sts(region))}`;
  await sfn.send(new StopExecutionCommand({ executionArn, error: 'ClosedByHand', cause }));
  // A case whose execution still shows as running is left alone by the machine that closes lost cases.
  await followExecution(sfn, executionArn, { sleep: closing.deps.sleep, signal: closing.io.signal });
  say(closing, `Stopped   ${executionArn}\n`);
  return true;
};

/** Looked for before anything is stopped: without it, the case would stay open. */
const needMachine = async (sfn: SFNClient, stateMachineArn: string): Promise<void> => {
  await sfn.send(new DescribeStateMachineCommand({ stateMachineArn })).catch((cause: unknown) => {
    if (!(cause instanceof Error && cause.name === 'StateMachineDoesNotExist')) throw cause;
    throw new Error(`there is no ${stateMachineArn}: run "npm run deploy" with this version first`, { cause });
  });
};

const print = (closing: Closing, closed: CaseRecord, stopped: boolean): void => {
  const { caseId, grade, gradeReason, flowCount = 0 } = closed;
  closing.io.out(
    flag(closing.values, 'json')
      ? `${JSON.stringify({ caseId, grade, reason: gradeReason, flowCount, stopped }, null, 2)}\n`
      : `Closed    ${caseId}\n  grade   ${grade}\n  reason  ${gradeReason}\n  flows   ${flowCount}\n`,
  );
};

const close = async (closing: Closing): Promise<ExitCode> => {
  const { deps, source, record, values, io } = closing;
  const { caseId } = record;
  const respond = machineFrom(values, deps.env);
  const machine = respond.sibling('close-lost-cases');
  const sfn = deps.sfn(respond.region);
  await needMachine(sfn, machine.arn);
  const stopped = await stopExecution(closing, sfn, respond.region);
  const name = `close-${caseId}-${deps.nowMs().toString(36)}`;
  const { executionArn } = await startOnce(sfn, { machine, name, input: JSON.stringify({ caseId }) });
  say(closing, `Started   ${executionArn}\n`);
  const ended = await followExecution(sfn, executionArn, { sleep: deps.sleep, signal: io.signal }).catch(
    (error: unknown) => {
      if (io.signal.aborted) io.err(`Stopped looking. The case is being closed: ${executionArn}\n`);
      throw error;
    },
  );
  const closed = await source.cases.getCase(caseId);
  if (closed.status !== 'CLOSED')
    throw new Error(
      `case ${caseId} is still open: the execution ended ${ended.status}${failureOf(ended) ? ` (${failureOf(ended)})` : ''}: see ${executionArn}`,
    );
  print(closing, closed, stopped);
  return exitCodeOfGrade(closed.grade);
};

/** The command on the given clients and clock. */
export const closeWith = (deps: CloseDeps): Command => ({
  name: 'close',
  summary: 'end an open case now: stop its execution, and grade and sign what it has',
  usage: '<case> [options]',
  options: {
    [machineOption.name]: { type: 'string' },
    ...sourceOptions,
    ...confirmOption,
    json: { type: 'boolean' },
  },
  optionHelp: {
    [machineOption.name]: machineOption.help,
    ...sourceHelp,
    ...confirmHelp,
    json: 'one JSON document on standard output, nothing else',
  },
  examples: [
    'flowtrap close c-4a544495250db9f04e3f2d031cabaffa38271193',
    'flowtrap close c-4a544495250db9f04e3f2d031cabaffa38271193 --yes --json',
  ],
  run: async (positionals, values, io) => {
    const caseId = caseArgument(positionals);
    machineFrom(values, deps.env).sibling('close-lost-cases');
    const source = await deps.source(values);
    const record = await reading(source, () => openCase(source, caseId));
    const question = `This stops case ${caseId}: rounds that have not ended are lost, what was collected is kept.`;
    if (!(await isConfirmed(values, deps.ask, question))) {
      io.err('Nothing was done.\n');
      return exitCodes.failed;
    }
    return await close({ deps, source, record, values, io });
  },
});

/** Ends a case early. */
export const closeCase: Command = closeWith({
  env: process.env,
  source: openSource,
  sfn: (region) => new SFNClient({ region }),
  sts: (region) => new STSClient({ region }),
  sleep: (ms, signal) => scheduler.wait(ms, { signal }),
  nowMs: Date.now,
  ask: terminalAsk(),
});
