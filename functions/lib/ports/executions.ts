import type { ExecutionEnd } from '../domain/execution-status.ts';

/** Executions of state machines. */
export interface Executions {
  /** How an execution ended, `RUNNING` as long as it has not, or may be redriven by AWS. */
  statusOf(executionArn: string): Promise<ExecutionEnd | 'RUNNING'>;
}
