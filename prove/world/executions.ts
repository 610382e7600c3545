import type { LambdaFunction } from '../../simulator/engine/state-machine.ts';
import type { SimulatedExecution } from '../../simulator/services/step-functions/state-machines.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { ACCOUNT, REGION } from '../../simulator/worlds/rows.ts';
import { type Machine, startMachine } from '../machine/run-machine.ts';

/** One execution of a state machine, as AWS lists it. */
export interface ProvenExecution {
  readonly machine: string;
  readonly executionArn: string;
  readonly startedAtMs: number;
  /** Which trigger it carries; absent for sweeps. */
  readonly trigger?: number;
  endedAtMs?: number;
  result?: { readonly status: SimulatedExecution['status']; readonly error?: string };
}

export interface ProvenExecutions {
  /** In the order of their start. */
  readonly executions: readonly ProvenExecution[];
  /** Runs one to its end, whichever that is. */
  readonly execute: (machine: Machine, input: unknown, trigger?: number) => Promise<void>;
}

const arnOf = ({ name }: Machine): string => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;

/** Executions of these machines, which the simulator's Step Functions knows as well. */
export const provenExecutions = (
  { stateMachines, clock }: Simulation,
  functions: Readonly<Record<string, LambdaFunction>>,
  machines: readonly Machine[],
): ProvenExecutions => {
  for (const machine of machines)
    stateMachines.register({
      arn: arnOf(machine),
      run: ({ arn: executionArn, input }) => startMachine(machine, functions, { input, executionArn }),
    });
  const executions: ProvenExecution[] = [];
  const execute = async (machine: Machine, input: unknown, trigger?: number): Promise<void> => {
    const name = `e-${executions.length + 1}`;
    const { arn: executionArn, startedAtMs, ended } = stateMachines.start({ machineArn: arnOf(machine), name, input });
    const execution: ProvenExecution = {
      machine: machine.name,
      executionArn,
      startedAtMs,
      ...(trigger === undefined ? {} : { trigger }),
    };
    executions.push(execution);
    await ended;
    const { status, error, cause } = stateMachines.find(executionArn);
    execution.result = { status, ...(cause === undefined ? {} : { error: `${error}: ${cause}` }) };
    execution.endedAtMs = clock.nowMs();
  };
  return { executions, execute };
};
