import * as z from 'zod/mini';
import { recordsEnv } from '../lib/contracts/environment.ts';
import { caseId } from '../lib/contracts/states.ts';
import { executionEnds } from '../lib/domain/execution-status.ts';

const count = z._default(z.int().check(z.minimum(0)), 0);

/** What a run of the state machine has done so far. */
const progress = z.object({
  /** The case that was looked at last. */
  after: z.optional(z.object({ caseId, openedAtMs: z.int() })),
  /** Nothing is left to look at. */
  ended: z._default(z.boolean(), false),
  looked: count,
  /** Cases whose execution still runs. */
  running: count,
  closed: count,
  /** Cases that could not be looked at, or not be closed. */
  failed: count,
});
export type Progress = z.output<typeof progress>;

export const findLostCasesContract = {
  name: 'find-lost-cases',
  env: z.object(recordsEnv),
  input: z.object({
    /** The state machine's own input: one case, however young, or all of them. */
    asked: z.strictObject({ caseId: z.optional(caseId) }),
    progress,
    /** What came of the cases that the call before had found. */
    outcomes: z.array(z.object({ outcome: z.enum(['closed', 'failed']) })),
  }),
  output: z.object({
    next: z.enum(['close', 'done']),
    lost: z.array(z.object({ caseId, executionArn: z.string(), executionStatus: z.enum(executionEnds) })),
    progress,
  }),
};
export type FindLostCasesInput = z.output<typeof findLostCasesContract.input>;
export type FindLostCasesOutput = z.output<typeof findLostCasesContract.output>;
export type LostCase = FindLostCasesOutput['lost'][number];
