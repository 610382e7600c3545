import { scheduler } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import {
  executionNameFrom,
  fitsExecution,
  followExecution,
  type Sleep,
  type Started,
  startOnce,
} from '../aws/executions.ts';
import { type Env, machineFrom, machineOption } from '../aws/machine.ts';
import { exitCodeOf, outcomeOf, outcomeText } from '../aws/outcome.ts';
import { readRequest, requestHelp, requestOptions } from '../capture/request.ts';
import { type Command, type ExitCode, exitCodes, flag, type Io, type OptionValues, UsageError } from '../command.ts';

/** What the command reaches outside of its own process. */
export interface CaptureDeps {
  readonly env: Env;
  readonly sfn: (region: string) => SFNClient;
  readonly sleep: Sleep;
  readonly nowMs: () => number;
}

/** A request starts once, however often it is repeated. To open a case again is another request each time: a case that is
 * still open is joined, so asking twice does no harm. */
const nameOf = ({ nowMs }: CaptureDeps, request: unknown, values: OptionValues): string =>
  executionNameFrom('capture', values.case === undefined ? request : [request, nowMs()]);

const startText = ({ executionArn, known }: Started): string =>
  known
    ? `This very request was started before, and starts no second case; its outcome follows.\nAnother --reason makes another case.\n  ${executionArn}\n`
    : `Started ${executionArn}\n`;

const run = async (deps: CaptureDeps, request: string, values: OptionValues, io: Io): Promise<ExitCode> => {
  const machine = machineFrom(values, deps.env);
  const sfn = deps.sfn(machine.region);
  const name = nameOf(deps, JSON.parse(request), values);
  const started = await startOnce(sfn, { machine, name, input: request });
  const json = flag(values, 'json');
  if (!json) io.out(startText(started));
  if (flag(values, 'detach')) {
    if (json) io.out(`${JSON.stringify(started, null, 2)}\n`);
    return exitCodes.ok;
  }
  const ended = await followExecution(sfn, started.executionArn, { sleep: deps.sleep, signal: io.signal }).catch(
    (error: unknown) => {
      if (io.signal.aborted) io.err(`Stopped looking. The execution goes on: ${started.executionArn}\n`);
      throw error;
    },
  );
  const outcome = outcomeOf(ended);
  io.out(json ? `${JSON.stringify({ ...outcome, known: started.known }, null, 2)}\n` : outcomeText(outcome));
  return exitCodeOf(outcome);
};

/** The command on the given clients and clock. */
export const captureWith = (deps: CaptureDeps): Command => ({
  name: 'capture',
  summary: 'capture flows now: start a case in an account, and follow it to its end',
  usage:
    '<file|-> | --subject ID --reason TEXT [options] | --event FILE --reason TEXT [options] | --case CASE [--rounds N]',
  options: {
    ...requestOptions,
    [machineOption.name]: { type: 'string' },
    detach: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  optionHelp: {
    ...requestHelp,
    [machineOption.name]: machineOption.help,
    detach: 'start, and do not wait for the end',
    json: 'one JSON document on standard output, nothing else',
  },
  examples: [
    'flowtrap capture --subject eni-0123456789abcdef0 --reason "beacon to 198.51.100.7" --peer 198.51.100.7 --port 443',
    'flowtrap capture request.json --state-machine-arn arn:aws:states:eu-central-1:111122223333:stateMachine:flowtrap-respond',
    "jq '.Findings[0]' findings.json | flowtrap capture - --detach",
    'flowtrap capture --event finding.json --reason "ticket 4711" --rounds 3',
    'flowtrap capture --case c-4a544495250db9f04e3f2d031cabaffa38271193 --rounds 3',
    'flowtrap capture --event sample.json --run-drill --reason "drill of the first Monday"',
  ],
  run: async (positionals, values, io) => {
    const request = await readRequest(positionals, values, io);
    if (!fitsExecution(request)) throw new UsageError('the request is too large: an execution takes at most 256 KiB');
    return await run(deps, request, values, io);
  },
});

/** Captures by hand, through the state machine that events start as well. */
export const capture: Command = captureWith({
  env: process.env,
  sfn: (region) => new SFNClient({ region }),
  sleep: (ms, signal) => scheduler.wait(ms, { signal }),
  nowMs: Date.now,
});
