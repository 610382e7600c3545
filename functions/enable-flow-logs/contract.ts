import * as z from 'zod/mini';
import { evidenceEnv, flowLogEnv, homeEnv, policyEnv, recordsEnv } from '../lib/contracts/environment.ts';
import { caseId } from '../lib/contracts/states.ts';

export const enableFlowLogsContract = {
  name: 'enable-flow-logs',
  env: z.object({ ...recordsEnv, ...evidenceEnv, ...policyEnv, ...homeEnv, ...flowLogEnv }),
  input: z.object({
    caseId,
    /** `subjects`: the interfaces in the plan. `peers`: interfaces of ours that the captured flows reveal. */
    stage: z.enum(['subjects', 'peers']),
  }),
  output: z.object({ caseId, created: z.int(), extended: z.int(), covered: z.int(), failed: z.int() }),
};
export type EnableFlowLogsInput = z.output<typeof enableFlowLogsContract.input>;
export type EnableFlowLogsOutput = z.output<typeof enableFlowLogsContract.output>;
