import type { EngineEvent, ExecutionResult, RunningExecution } from '../../engine/state-machine.ts';
import { ApiError } from '../../wire/api-error.ts';

/** A state machine that can be started. */
export interface SimMachine {
  readonly arn: string;
  readonly run: (execution: {
    readonly arn: string;
    readonly input: unknown;
    readonly onEvent?: (event: EngineEvent) => void;
  }) => RunningExecution;
}

/** An execution of a state machine, as DescribeExecution tells of it. */
export interface SimulatedExecution {
  readonly stateMachineArn: string;
  readonly startedAtMs: number;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';
  readonly stoppedAtMs?: number;
  /** JSON text. */
  readonly input?: string;
  /** JSON text. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface StartRequest {
  readonly machineArn: string;
  readonly name: string;
  readonly input: unknown;
  readonly onEvent?: (event: EngineEvent) => void;
}

/** An execution that was started now. */
export interface StartedExecution {
  readonly arn: string;
  readonly startedAtMs: number;
  readonly ended: Promise<ExecutionResult>;
}

/** State machines and their executions. */
export interface StateMachines {
  readonly register: (machine: SimMachine) => void;
  readonly has: (machineArn: string) => boolean;
  /** @throws ApiError when there is no such machine, or the name is taken */
  readonly start: (request: StartRequest) => StartedExecution;
  /** @throws ApiError when there is no such execution */
  readonly find: (executionArn: string) => SimulatedExecution;
  /** Ends a running execution; what its functions are doing just now they finish. @throws ApiError */
  readonly stop: (executionArn: string, why: { readonly error?: string; readonly cause?: string }) => void;
}

/** @param executions by ARN, in the order of their start
 * @param nowMs the world's clock */
export const stateMachines = (executions: Map<string, SimulatedExecution>, nowMs: () => number): StateMachines => {
  const machines = new Map<string, SimMachine>();
  const aborts = new Map<string, () => void>();

  const find = (arn: string): SimulatedExecution => {
    const found = executions.get(arn);
    if (!found) throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return found;
  };
  const end = (arn: string, facts: Partial<SimulatedExecution>): void => {
    const known = find(arn);
    if (known.status === 'RUNNING') executions.set(arn, { ...known, stoppedAtMs: nowMs(), ...facts });
  };
  const record = (arn: string, { status, output, error: cause, errorName: error }: ExecutionResult): void =>
    end(arn, { status, ...(status === 'SUCCEEDED' ? { output: JSON.stringify(output) } : { error, cause }) });

  return {
    register: (machine) => void machines.set(machine.arn, machine),
    has: (arn) => machines.has(arn),
    start: ({ machineArn, name, input, onEvent }) => {
      const machine = machines.get(machineArn);
      if (!machine) throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
      const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      if (executions.has(arn)) throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      const startedAtMs = nowMs();
      const text = JSON.stringify(input);
      executions.set(arn, { stateMachineArn: machineArn, input: text, startedAtMs, status: 'RUNNING' });
      const { result, abort } = machine.run({ arn, input, ...(onEvent ? { onEvent } : {}) });
      aborts.set(arn, abort);
      const ended = result.then((settled) => {
        // An execution that the engine may still abort keeps all its events in memory.
        aborts.delete(arn);
        record(arn, settled);
        return settled;
      });
      return { arn, startedAtMs, ended };
    },
    find,
    stop: (arn, { error, cause }) => {
      end(arn, { status: 'ABORTED', error, cause });
      aborts.get(arn)?.();
    },
  };
};
