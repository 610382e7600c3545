import type { SFNClient } from '@aws-sdk/client-sfn';
import { describeExecution, executionNameFrom, fitsExecution, startOnce } from './executions.ts';
import type { Machine } from './machine.ts';

/** What became of a dead letter; `done` when the queue need not keep it any longer. */
export interface Redriven {
  readonly done: boolean;
  readonly what: string;
}

const parsed = (body: string): { readonly trigger: unknown } | undefined => {
  try {
    return { trigger: JSON.parse(body) };
  } catch {
    return undefined;
  }
};

/** Starts the case of a dead letter under a name that its content alone decides: a letter that comes twice, or a command
 * that is run twice, starts nothing new. */
export const redriveOne = async (sfn: SFNClient, machine: Machine, body: string): Promise<Redriven> => {
  const letter = parsed(body);
  if (!letter) return { done: false, what: 'is not JSON, so no execution can take it: look at it by hand' };
  if (!fitsExecution(body)) return { done: false, what: 'is too large for an execution: look at it by hand' };
  const name = executionNameFrom('redrive', letter.trigger);
  const { executionArn, known } = await startOnce(sfn, { machine, name, input: body });
  if (!known) return { done: true, what: `started ${executionArn}` };
  const { status } = await describeExecution(sfn, executionArn);
  return status === 'RUNNING' || status === 'SUCCEEDED'
    ? { done: true, what: `was started before, ${status}: ${executionArn}` }
    : { done: false, what: `was started before and ended ${status}: see to ${executionArn} first` };
};
