import * as z from 'zod/mini';
import { homeEnv, policyEnv, recordsEnv } from '../lib/contracts/environment.ts';

export const retireFlowLogsContract = {
  name: 'retire-flow-logs',
  env: z.object({ ...recordsEnv, ...policyEnv, ...homeEnv }),
  input: z.object({}),
  output: z.object({
    retired: z.int(),
    /** Leases that have not ended. */
    active: z.int(),
    /** Deletions that failed and will be tried again. */
    failed: z.int(),
    /** Leases that this run gave up, because only a person can end them: access denied for example. */
    needOperator: z.int(),
    /** Flow logs with our tag and no lease: adopted with an end, so that none is forgotten. */
    adopted: z.int(),
    /** Accounts and Regions that could not be read, so that nobody knows what is forgotten there. */
    unreadable: z.int(),
    /** True while more leases wait: the state machine calls again. */
    more: z.boolean(),
  }),
};
export type RetireFlowLogsOutput = z.output<typeof retireFlowLogsContract.output>;
