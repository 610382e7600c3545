import { scheduler } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod/mini';
import { type LeaseChange, retireFlowLogsContract } from '../../functions/retire-flow-logs/contract.ts';
import { callerArn } from '../aws/caller.ts';
import { type Execution, followExecution, type Sleep, startOnce } from '../aws/executions.ts';
import { type Env, machineFrom, machineOption } from '../aws/machine.ts';
import { failureOf } from '../aws/outcome.ts';
import { type ExitCode, exitCodes, flag, type Io, type OptionValues, UsageError } from '../command.ts';
import { type Ask, terminalAsk } from '../confirm.ts';
import { table } from '../render/table.ts';

/** What a command about leases reaches outside of its own process. */
export interface LeaseOrderDeps {
  readonly env: Env;
  readonly sfn: (region: string) => SFNClient;
  readonly sts: (region: string) => STSClient;
  readonly sleep: Sleep;
  readonly nowMs: () => number;
  /** Undefined where nobody can be asked. */
  readonly ask?: Ask;
}

export const leaseOrderDeps = (): LeaseOrderDeps => ({
  env: process.env,
  sfn: (region) => new SFNClient({ region }),
  sts: (region) => new STSClient({ region }),
  sleep: (ms, signal) => scheduler.wait(ms, { signal }),
  nowMs: Date.now,
  ask: terminalAsk(),
});

export const leaseOptions = {
  [machineOption.name]: { type: 'string' },
  detach: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;
export const leaseHelp = {
  [machineOption.name]: machineOption.help,
  detach: 'start, and do not wait for the end: then states:StartExecution is all that is needed',
  json: 'one JSON document on standard output, nothing else',
};

/** The case or flow log that a command is about. @throws UsageError when it is none */
export const leaseArgument = ([named, ...more]: readonly string[]): string => {
  if (named === undefined || more.length > 0) throw new UsageError('name one case (c-…) or one flow log (fl-…)');
  if (/^(c-[0-9a-f]{40}|fl-[0-9a-f]{8,17})$/.test(named)) return named;
  throw new UsageError(`"${named}" is neither a case (c- and 40 hexadecimal digits) nor a flow log (fl-…)`);
};

const orderOutput = z.object({ leases: retireFlowLogsContract.output.shape.leases });

const changesIn = ({ output }: Execution): readonly LeaseChange[] => {
  const parsed = orderOutput.safeParse(JSON.parse(output ?? '{}'));
  return parsed.success ? parsed.data.leases : [];
};

const COLUMNS = [
  { title: 'flow log', whole: true },
  { title: 'resource', whole: true },
  { title: 'outcome' },
  { title: 'until (UTC)' },
  { title: 'reason' },
];

const changeRow = ({ flowLogId, resourceId, outcome, until, reason }: LeaseChange): readonly string[] => [
  flowLogId,
  resourceId,
  outcome,
  until.slice(0, 19),
  reason,
];

/** What the execution's end means for whoever gave the order. @throws Error when nothing came of it, with what to do next */
const conclude = (execution: Execution, named: string, values: OptionValues, io: Io): ExitCode => {
  const { status, executionArn } = execution;
  if (status !== 'SUCCEEDED')
    throw new Error(`the order ended ${status}: ${failureOf(execution) ?? 'no reason is given'}: see ${executionArn}`);
  const leases = changesIn(execution);
  if (flag(values, 'json')) io.out(`${JSON.stringify({ executionArn, status, leases }, null, 2)}\n`);
  else if (leases.length > 0) io.out(table(COLUMNS, leases.map(changeRow), io.width));
  if (leases.length === 0) {
    io.err(`Flowtrap made no flow log for ${named}: "flowtrap show <case>" lists those of a case\n`);
    return exitCodes.failed;
  }
  return leases.some(({ outcome }) => outcome === 'refused') ? exitCodes.failed : exitCodes.ok;
};

/** Gives an order to the machine that keeps the leases, and follows it to its end. Whoever may start that machine may do
 * so; nothing else of the deployment is read.
 * @param order without who gives it */
export const giveOrder = async (
  deps: LeaseOrderDeps,
  order: { readonly action: 'extend' | 'retire'; readonly lease: string; readonly hours?: number },
  { values, io }: { readonly values: OptionValues; readonly io: Io },
): Promise<ExitCode> => {
  const machine = machineFrom(values, deps.env).sibling('retire-flow-logs');
  const sfn = deps.sfn(machine.region);
  const input = JSON.stringify({ ...order, actor: await callerArn(deps.sts(machine.region)) });
  const name = `${order.action}-${order.lease}-${deps.nowMs().toString(36)}`;
  const { executionArn } = await startOnce(sfn, { machine, name, input });
  if (flag(values, 'detach')) {
    io.out(flag(values, 'json') ? `${JSON.stringify({ executionArn }, null, 2)}\n` : `Started ${executionArn}\n`);
    return exitCodes.ok;
  }
  const ended = await followExecution(sfn, executionArn, { sleep: deps.sleep, signal: io.signal }).catch(
    (error: unknown) => {
      if (io.signal.aborted) io.err(`Stopped looking. The order goes on: ${executionArn}\n`);
      throw error;
    },
  );
  return conclude(ended, order.lease, values, io);
};
