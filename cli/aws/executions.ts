import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import { canonicalJson, jsonValueOf } from '../../functions/lib/domain/canonical-json.ts';
import { sha256Hex } from '../../functions/lib/domain/ids.ts';
import type { Machine } from './machine.ts';

/** Most that an execution takes as input, bytes of UTF-8 (Step Functions quotas). */
const MAX_INPUT_BYTES = 262_144;

const POLL_MS = 2_000;

/** Waits, unless the signal aborts it. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Name of the execution for a trigger: equal JSON, however it is written, has one name, so that it starts once.
 * @param kind who starts it */
export const executionNameFrom = (kind: 'capture' | 'redrive', trigger: unknown): string =>
  `${kind}-${sha256Hex(canonicalJson(jsonValueOf(trigger))).slice(0, 40)}`;

/** Whether Step Functions takes the text as an input. */
export const fitsExecution = (text: string): boolean => Buffer.byteLength(text, 'utf8') <= MAX_INPUT_BYTES;

/** What to start, and under which name. */
export interface Start {
  readonly machine: Machine;
  readonly name: string;
  /** JSON text, passed on as it is. */
  readonly input: string;
}

/** An execution of the name, `known` when it was started before: names stay taken for 90 days after an execution ended
 * (StartExecution API reference). */
export interface Started {
  readonly executionArn: string;
  readonly known: boolean;
}

/** Starts an execution unless there is one of its name. */
export const startOnce = async (sfn: SFNClient, { machine, name, input }: Start): Promise<Started> => {
  const executionArn = machine.executionArn(name);
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn: machine.arn, name, input }));
    return { executionArn, known: false };
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return { executionArn, known: true };
    throw error;
  }
};

const statuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;

const described = z.object({
  status: z.enum(statuses),
  startDate: z.date(),
  stopDate: z.optional(z.date()),
  output: z.optional(z.string()),
  error: z.optional(z.string()),
  cause: z.optional(z.string()),
});

/** An execution as Step Functions describes it. */
export type Execution = z.output<typeof described> & { readonly executionArn: string };

export const describeExecution = async (sfn: SFNClient, executionArn: string): Promise<Execution> => {
  const answer = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return { ...described.parse(answer), executionArn };
};

export interface Following {
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
}

/** Asks until the execution has ended. */
export const followExecution = async (
  sfn: SFNClient,
  executionArn: string,
  { sleep, signal }: Following,
): Promise<Execution> => {
  for (;;) {
    const execution = await describeExecution(sfn, executionArn);
    if (execution.status !== 'RUNNING') return execution;
    await sleep(POLL_MS, signal);
  }
};
