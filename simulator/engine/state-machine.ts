import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { StateMachine } from 'aws-local-stepfunctions';
import type { SimTime } from './sim-time.ts';

/** A Lambda handler as Step Functions calls it. */
export type LambdaFunction = (input: unknown, context: Context) => Promise<unknown>;

type Machine = ConstructorParameters<typeof StateMachine>[0];
type Run = ReturnType<StateMachine['run']>;
export type EngineEvent = Run['eventLogs'] extends AsyncGenerator<infer E> ? E : never;
type Json = Awaited<Run['result']>;

interface State {
  readonly Type: string;
  readonly SecondsPath?: string;
  readonly Seconds?: number;
  readonly Parameters?: { readonly FunctionName?: string; readonly [member: string]: unknown };
  readonly Branches?: readonly Definition[];
  readonly ItemProcessor?: Definition;
  readonly Comment?: string;
  readonly Next?: string;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** How an execution ended. `output` is the last state's; `error` its name where it failed. */
export interface ExecutionResult {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly output?: unknown;
  readonly error?: string;
  /** What a Fail state calls its error, or the name of the error that nothing caught. */
  readonly errorName?: string;
}

export interface ExecutionOptions {
  readonly definition: Definition;
  /** By the name in the token: `StartCapture` for `${StartCaptureFunctionArn}`. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  readonly input: unknown;
  readonly executionArn: string;
  readonly time: SimTime;
  readonly onEvent?: (event: EngineEvent) => void;
}

const TOKEN = /\$\{(\w+)FunctionArn\}/;

/** Pause of simulated time after a failed task, before the engine's own retry. */
const RETRY_PAUSE_MS = 2_000;

export const isDefinition = (value: unknown): value is Definition =>
  typeof value === 'object' && value !== null && 'StartAt' in value && 'States' in value;

/** The state machine's file as deployed. @throws SyntaxError, TypeError */
export const loadDefinition = (file: URL): Definition => {
  const definition: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isDefinition(definition)) throw new TypeError('not a state machine definition');
  return definition;
};

/** Every state with its name, those of nested machines included; names are unique over all of them. */
export const statesOf = (definition: Definition): readonly (readonly [string, State])[] =>
  Object.entries(definition.States).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.Branches ?? []).flatMap(statesOf),
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);

/** The engine sleeps in real time. So a Wait becomes a Task with the same name that sleeps in simulated time; nothing
 * else of the definition changes. */
const withSimulatedWaits = (definition: Definition): Definition => ({
  ...definition,
  States: Object.fromEntries(Object.entries(definition.States).map(([name, state]) => [name, simulatedWait(state)])),
});

const simulatedWait = (state: State): State => {
  if (state.Branches) return { ...state, Branches: state.Branches.map(withSimulatedWaits) };
  if (state.ItemProcessor) return { ...state, ItemProcessor: withSimulatedWaits(state.ItemProcessor) };
  if (state.Type !== 'Wait') return state;
  const { SecondsPath, Seconds, ...rest } = state;
  const Parameters = SecondsPath ? { 'seconds.$': SecondsPath } : { seconds: Seconds };
  const task: State & Record<string, unknown> = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters,
    ResultPath: null,
    TimeoutSeconds: 3_600,
  };
  return { ...rest, ...task };
};

const lambdaContext = (functionName: string): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:us-east-1:111122223333:function:${functionName}`,
  memoryLimitInMB: '1024',
  awsRequestId: 'local',
  logGroupName: '',
  logStreamName: '',
  getRemainingTimeInMillis: () => 60_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

interface TaskParameters {
  readonly Payload?: unknown;
  readonly seconds?: unknown;
}

/** Only JSON crosses between states, exactly as on AWS. */
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null));

const parametersOf = (value: unknown): TaskParameters => (typeof value === 'object' && value !== null ? value : {});

const handlerFor = (state: State, { functions, time }: ExecutionOptions) => {
  if (state.Type === 'Wait')
    return async (parameters: unknown): Promise<Json> => {
      await time.sleep(Number(parametersOf(parameters).seconds) * 1_000);
      return null;
    };
  const name = TOKEN.exec(state.Parameters?.FunctionName ?? '')?.[1] ?? '';
  const run = functions[name];
  if (!run) throw new TypeError(`no function for ${name}`);
  return async (parameters: unknown): Promise<Json> => {
    const payload = asJson(parametersOf(parameters).Payload);
    try {
      return asJson({ StatusCode: 200, Payload: await time.during(() => run(payload, lambdaContext(name))) });
    } catch (error) {
      await time.sleep(RETRY_PAUSE_MS);
      throw error;
    }
  };
};

/** Texts of definitions that were found valid. */
const valid = new Set<string>();

/** The engine's machine, validated when its text is seen for the first time: validating takes longer than most executions. */
const machineFrom = (definition: Definition): StateMachine => {
  const text = JSON.stringify(definition);
  const parsed: Machine = JSON.parse(text);
  const machine = new StateMachine(parsed, { validationOptions: { checkArn: false, noValidate: valid.has(text) } });
  valid.add(text);
  return machine;
};

/** An execution that was started. */
export interface RunningExecution {
  readonly result: Promise<ExecutionResult>;
  /** Ends it: no state is entered any more. */
  readonly abort: () => void;
}

/** Runs a state machine's real file in process. The definition is validated first. Retries follow each other after a
 * short pause of simulated time; waits take no real time. */
export const startExecution = (options: ExecutionOptions): RunningExecution => {
  const states = statesOf(options.definition).filter(([, { Type }]) => Type === 'Task' || Type === 'Wait');
  const taskResourceLocalHandlers = Object.fromEntries(
    states.map(([name, state]) => [name, handlerFor(state, options)]),
  );
  const retryIntervalOverrides = Object.fromEntries(states.map(([name]) => [name, 0]));
  const execution = machineFrom(withSimulatedWaits(options.definition)).run(asJson(options.input), {
    overrides: { taskResourceLocalHandlers, retryIntervalOverrides },
    context: { Execution: { Id: options.executionArn, Name: options.executionArn.split(':').at(-1) ?? '' } },
  });
  const watching = watch(execution.eventLogs, options.onEvent);
  const settled = execution.result.then(
    (output): ExecutionResult => ({ status: 'SUCCEEDED', output }),
    (error: unknown): ExecutionResult => ({
      status: 'FAILED',
      error: error instanceof Error ? error.message : 'unknown',
      errorName: error instanceof Error && error.cause instanceof Error ? error.cause.name : 'unknown',
    }),
  );
  return {
    abort: () => execution.abort(),
    result: settled.then(async (result) => {
      await watching;
      return result;
    }),
  };
};

const watch = async (events: AsyncGenerator<EngineEvent>, onEvent: ExecutionOptions['onEvent']): Promise<void> => {
  for await (const event of events) onEvent?.(event);
};
