import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Simulator } from '../../../simulator/simulator.ts';
import type { Clients } from './clients.ts';
import type { Terminal } from './terminal.ts';

/** Where the guide is followed. */
export interface Place {
  readonly terminal: Terminal;
  readonly clients: Clients;
  readonly simulator: Simulator;
  /** All that the terminal showed. */
  readonly shown: string[];
}

export interface SeenStack {
  readonly status: string;
  readonly outputs: readonly (readonly [string, string])[];
}

/** Stacks that there are, by name. */
export const stacksOn = async ({ formation }: Clients): Promise<ReadonlyMap<string, SeenStack>> => {
  const { Stacks = [] } = await formation.send(new DescribeStacksCommand({}));
  return new Map(
    Stacks.map(({ StackName = '', StackStatus = '', Outputs = [] }) => [
      StackName,
      {
        status: StackStatus,
        outputs: Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const),
      },
    ]),
  );
};

/** Every output of every stack, by its name. */
export const outputsOn = async (clients: Clients): Promise<ReadonlyMap<string, string>> =>
  new Map([...(await stacksOn(clients)).values()].flatMap(({ outputs }) => outputs));
