import * as z from 'zod/mini';
import { evidenceEnv, homeEnv, policyEnv, recordsEnv } from '../lib/contracts/environment.ts';
import { captureKey, caseId, round } from '../lib/contracts/states.ts';

export const planCaseContract = {
  name: 'plan-case',
  env: z.object({ ...recordsEnv, ...evidenceEnv, ...policyEnv, ...homeEnv }),
  input: z.object({
    /** The execution's whole input, exactly as EventBridge, Scheduler or an analyst gave it. Nothing of it is trusted. */
    trigger: z.unknown(),
    executionArn: z.string().check(z.minLength(1), z.maxLength(512)),
  }),
  output: z.object({
    caseId,
    /** `gather`: evidence is to be taken. `close`: nothing to take, the case still closes. `publish`: its case
     * has closed without knowing of this finding in Security Hub. `done`: another case has it, or nothing to do. */
    decision: z.enum(['gather', 'close', 'publish', 'done']),
    reason: z.string(),
    captures: z.array(z.object({ caseId, captureKey, round })),
  }),
};
export type PlanCaseInput = z.output<typeof planCaseContract.input>;
export type PlanCaseOutput = z.output<typeof planCaseContract.output>;
