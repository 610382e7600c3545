import { type OptionValues, textOption, UsageError } from '../command.ts';

/** Settings that a shell keeps, such as `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The state machine that a command talks to. */
export interface Machine {
  readonly arn: string;
  readonly region: string;
  /** ARN of its execution of this name. */
  readonly executionArn: (name: string) => string;
}

const MACHINE_ARN = /^(arn:aws[a-z-]*:states:)([a-z0-9-]+)(:\d{12}:)stateMachine:([^:]{1,80})$/;

/** Option and variable of the state machine `respond`, the same for every command. */
export const machineOption = {
  name: 'state-machine-arn',
  variable: 'FLOWTRAP_RESPOND_ARN',
  help: 'the state machine: RespondArn of the stack flowtrap-stateless; FLOWTRAP_RESPOND_ARN by default',
} as const;

/** @throws UsageError when neither the option nor the variable holds the ARN of a state machine */
export const machineFrom = (values: OptionValues, env: Env): Machine => {
  const { name, variable } = machineOption;
  const arn = textOption(values, name) ?? env[variable];
  if (arn === undefined || arn === '')
    throw new UsageError(`name the state machine by --${name} or ${variable}: RespondArn of the stack's outputs`);
  const [, head, region, account, machine] = MACHINE_ARN.exec(arn) ?? [];
  if (!region) throw new UsageError(`"${arn}" is not the ARN of a state machine`);
  return { arn, region, executionArn: (execution) => `${head}${region}${account}execution:${machine}:${execution}` };
};
