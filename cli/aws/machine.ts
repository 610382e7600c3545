import { type OptionValues, textOption, UsageError } from '../command.ts';

/** Settings that a shell keeps, such as `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The state machine that a command talks to. */
export interface Machine {
  readonly arn: string;
  readonly region: string;
  /** ARN of its execution of this name. */
  readonly executionArn: (name: string) => string;
  /** Another machine of the same deployment. @throws UsageError when this one is not called `…-respond` */
  readonly sibling: (machine: Sibling) => Machine;
}

/** Machines of a deployment beside `respond`, by the names that infra gives them. */
export type Sibling = 'retire-flow-logs' | 'close-lost-cases';

const MACHINE_ARN = /^(arn:aws[a-z-]*:states:)([a-z0-9-]+)(:\d{12}:)stateMachine:([^:]{1,80})$/;

const RESPOND = 'respond';

/** Option and variable of the state machine `respond`, the same for every command. */
export const machineOption = {
  name: 'state-machine-arn',
  variable: 'FLOWTRAP_RESPOND_ARN',
  help: 'the state machine: RespondArn of the stack flowtrap-stateless; FLOWTRAP_RESPOND_ARN by default',
} as const;

const machineAt = (arn: string): Machine | undefined => {
  const [, head, region, account, machine] = MACHINE_ARN.exec(arn) ?? [];
  if (!region) return undefined;
  return {
    arn,
    region,
    executionArn: (execution) => `${head}${region}${account}execution:${machine}:${execution}`,
    sibling: (other) => {
      const found = arn.endsWith(RESPOND) ? machineAt(arn.slice(0, -RESPOND.length) + other) : undefined;
      if (!found)
        throw new UsageError(`"${arn}" does not end with "${RESPOND}": name RespondArn of the stack's outputs`);
      return found;
    },
  };
};

/** @throws UsageError when neither the option nor the variable holds the ARN of a state machine */
export const machineFrom = (values: OptionValues, env: Env): Machine => {
  const { name, variable } = machineOption;
  const arn = textOption(values, name) ?? env[variable];
  if (arn === undefined || arn === '')
    throw new UsageError(`name the state machine by --${name} or ${variable}: RespondArn of the stack's outputs`);
  const machine = machineAt(arn);
  if (!machine) throw new UsageError(`"${arn}" is not the ARN of a state machine`);
  return machine;
};
