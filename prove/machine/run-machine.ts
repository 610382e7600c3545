import { readFileSync } from 'node:fs';
import { StateMachine } from 'aws-local-stepfunctions';
import {
  type ExecutionResult,
  isDefinition,
  type LambdaFunction,
  type RunningExecution,
  statesOf,
} from '../../simulator/engine/state-machine.ts';

type MachineDefinition = ConstructorParameters<typeof StateMachine>[0];
type Json = Awaited<ReturnType<StateMachine['run']>['result']>;
type TaskHandler = (input: unknown) => Promise<Json>;

/** A state machine's real file, read and built once. */
export interface Machine {
  readonly name: string;
  readonly stateMachine: StateMachine;
  /** Task states, with the function that each calls. */
  readonly tasks: readonly { readonly state: string; readonly functionName: string }[];
}

const TOKEN = /\$\{(\w+)FunctionArn\}/;

/** Nothing of the file is changed: waits, retries and time-outs are the engine's own, in simulated time. */
export const loadMachine = (root: URL, name: string): Machine => {
  const text = readFileSync(new URL(`state-machines/${name}.asl.json`, root), 'utf8');
  const read: unknown = JSON.parse(text);
  if (!isDefinition(read)) throw new TypeError(`${name} is not a state machine`);
  const tasks = statesOf(read).flatMap(([state, { Type, Parameters }]) => {
    const functionName = TOKEN.exec(Parameters?.FunctionName ?? '')?.[1];
    return Type === 'Task' && functionName !== undefined ? [{ state, functionName }] : [];
  });
  const definition: MachineDefinition = JSON.parse(text);
  return { name, tasks, stateMachine: new StateMachine(definition, { validationOptions: { noValidate: true } }) };
};

const payloadOf = (parameters: unknown): unknown =>
  typeof parameters === 'object' && parameters !== null && 'Payload' in parameters ? parameters.Payload : null;

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null));

interface Aborted {
  now: boolean;
}

/** The engine repeats what was under way when the execution was stopped; Step Functions calls nothing any more. */
const handlerFor =
  (run: LambdaFunction, aborted: Aborted): TaskHandler =>
  async (parameters) => {
    if (aborted.now) throw new TypeError('the execution was stopped');
    // The pool makes the context that counts.
    const output = await Reflect.apply(run, undefined, [asJson(payloadOf(parameters))]);
    return asJson({ StatusCode: 200, Payload: output });
  };

const failure = (error: unknown): ExecutionResult => ({
  status: 'FAILED',
  ...(error instanceof Error
    ? { error: error.message, errorName: error.cause instanceof Error ? error.cause.name : error.name }
    : { error: 'unknown' }),
});

/** Starts one execution. */
export const startMachine = (
  { stateMachine, tasks }: Machine,
  functions: Readonly<Record<string, LambdaFunction>>,
  { input, executionArn }: { readonly input: unknown; readonly executionArn: string },
): RunningExecution => {
  const aborted: Aborted = { now: false };
  const taskResourceLocalHandlers = Object.fromEntries(
    tasks.map(({ state, functionName }) => {
      const run = functions[functionName];
      if (!run) throw new TypeError(`no function ${functionName}`);
      return [state, handlerFor(run, aborted)];
    }),
  );
  const context = { Execution: { Id: executionArn, Name: executionArn.split(':').at(-1) ?? '' } };
  const execution = stateMachine.run(asJson(input), { overrides: { taskResourceLocalHandlers }, context });
  return {
    result: execution.result.then((output): ExecutionResult => ({ status: 'SUCCEEDED', output }), failure),
    abort: () => {
      aborted.now = true;
      execution.abort();
    },
  };
};
