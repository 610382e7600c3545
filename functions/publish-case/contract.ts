import * as z from 'zod/mini';
import { evidenceEnv, homeEnv, policyEnv, recordsEnv } from '../lib/contracts/environment.ts';
import { caseId } from '../lib/contracts/states.ts';

export const publishCaseContract = {
  name: 'publish-case',
  env: z.object({ ...recordsEnv, ...evidenceEnv, ...policyEnv, ...homeEnv }),
  input: z.object({
    caseId,
    /** From a Catch: publishing was given up, and only that is put on record. */
    failure: z.optional(z.object({ Error: z.string(), Cause: z.optional(z.unknown()) })),
  }),
  output: z.object({
    caseId,
    /** `kept`: a report was there already. `none`: the case has no package to draw. */
    report: z.enum(['written', 'kept', 'none', 'failed']),
    /** Findings in Security Hub that got the case's note. */
    annotated: z.int().check(z.minimum(0)),
  }),
};
export type PublishCaseInput = z.output<typeof publishCaseContract.input>;
export type PublishCaseOutput = z.output<typeof publishCaseContract.output>;
