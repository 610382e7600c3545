import * as z from 'zod/mini';
import { textLike } from './ranges.ts';

export const accountId = textLike(/^\d{12}$/, 'an account id of 12 digits');
const regionName = textLike(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a Region such as eu-central-1');

/** The accounts and Regions that are ours, and the role that reaches them. */
export const accounts = z.strictObject({
  /** Accounts that own firewalls or workloads, beside the one we run in. Others are refused before any call. */
  members: z._default(z.array(accountId), []),
  regions: z._default(z.array(regionName), []),
  roleName: z._default(textLike(/^[\w+=,.@-]{1,64}$/, 'an IAM role name of 1 to 64 characters'), 'flowtrap-member'),
  externalId: z.optional(textLike(/^[\w+=,.@:/-]{2,1224}$/, 'an external id of 2 to 1224 characters')),
});

/** A policy of which only the accounts are read. Building the schema of a whole policy takes longer than loading an AWS
 * client, and functions that only need to know whose account is whose do not wait for it. */
export const accountsOfPolicySchema = z.object({ accounts: z.prefault(accounts, () => ({})) });
