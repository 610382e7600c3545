import * as z from 'zod/mini';
import { codeEnv, eventsEnv, evidenceEnv, policyEnv, recordsEnv, signingEnv } from '../lib/contracts/environment.ts';
import { caseId } from '../lib/contracts/states.ts';
import { executionEnds } from '../lib/domain/execution-status.ts';
import { grades } from '../lib/domain/grade.ts';

export const closeCaseContract = {
  name: 'close-case',
  env: z.object({ ...recordsEnv, ...evidenceEnv, ...policyEnv, ...eventsEnv, ...signingEnv, ...codeEnv }),
  input: z.object({
    /** Absent when the failure came before the case was claimed. */
    caseId: z.optional(caseId),
    executionArn: z.string().check(z.minLength(1), z.maxLength(512)),
    /** A step that failed without stopping the case: what it would have brought is missing. */
    failedStep: z.optional(z.enum(['EnableFlowLogsOnPeers'])),
    /** How the case's execution had ended, where it is another that closes the case. */
    executionStatus: z.optional(z.enum(executionEnds)),
    /** From RecordFailure: the state machine's own words for what failed. */
    failure: z.optional(z.object({ Error: z.string(), Cause: z.optional(z.unknown()) })),
  }),
  output: z.object({ caseId, grade: z.enum(grades), gradeReason: z.string(), flowCount: z.int() }),
};
export type CloseCaseInput = z.output<typeof closeCaseContract.input>;
export type CloseCaseOutput = z.output<typeof closeCaseContract.output>;
