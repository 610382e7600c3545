import * as z from 'zod/mini';
import { homeEnv, policyEnv, recordsEnv } from '../lib/contracts/environment.ts';
import { leaseHours, textLike } from '../lib/policy/ranges.ts';

/** One flow log, or every flow log that a case has a lease for. */
const lease = textLike(/^(c-[0-9a-f]{40}|fl-[0-9a-f]{8,17})$/, 'a case (c-…) or a flow log (fl-…)');
/** Who asks, by their own word: the execution that carries the order is in CloudTrail with who started it. */
const actor = textLike(/^[\w+=,.@:/-]{1,200}$/, 'an ARN or a name of 1 to 200 characters');

const extendOrder = z.strictObject({ action: z.literal('extend'), lease, hours: leaseHours, actor });
const retireOrder = z.strictObject({ action: z.literal('retire'), lease, actor });

export const retireFlowLogsContract = {
  name: 'retire-flow-logs',
  env: z.object({ ...recordsEnv, ...policyEnv, ...homeEnv }),
  /** The machine's own input as `order`, which is empty for the schedule: then every lease is looked at. */
  input: z.union([
    z.strictObject({
      order: z.union([extendOrder, retireOrder, z.strictObject({})]),
      /** The execution that carries the order. */
      executionArn: z.string(),
    }),
    z.strictObject({}),
  ]),
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
    /** What an order did, one entry a lease; empty for the schedule, and where there is no such lease. */
    leases: z.array(
      z.object({
        flowLogId: z.string(),
        resourceId: z.string(),
        /** `kept`: it lasts longer already. `released`: other cases still need it. `waits`: its deletion is tried again.
         * `refused`: nothing was done, and the reason says what to do instead. */
        outcome: z.enum(['extended', 'kept', 'retired', 'released', 'waits', 'needs-operator', 'refused']),
        /** ISO 8601, UTC. */
        until: z.string(),
        reason: z.string(),
      }),
    ),
  }),
};
export type ExtendOrder = z.output<typeof extendOrder>;
export type RetireOrder = z.output<typeof retireOrder>;
export type RetireFlowLogsInput = z.output<typeof retireFlowLogsContract.input>;
export type RetireFlowLogsOutput = z.output<typeof retireFlowLogsContract.output>;
export type LeaseChange = RetireFlowLogsOutput['leases'][number];
