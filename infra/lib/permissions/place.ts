import { Aws } from 'aws-cdk-lib';
import type { Config } from '../config/config.ts';

/** Where a set of permissions holds: the account that the resources belong to and the Regions that may be called. */
export interface Place {
  readonly account: string;
  /** Empty: every Region. */
  readonly regions: readonly string[];
}

/** The account deployed to, and the Regions of the policy with our own; a policy without Regions means all. */
export const homePlace = ({ policy }: Config): Place => ({
  account: Aws.ACCOUNT_ID,
  regions: policy.accounts.regions.length === 0 ? [] : [Aws.REGION, ...policy.accounts.regions],
});

/** ARN of a resource of the place, in whichever Region the call may go to. */
export const arnIn = ({ account }: Place, service: string, resource: string): string =>
  `arn:${Aws.PARTITION}:${service}:*:${account}:${resource}`;

/** Condition that a call stays in the place's Regions, beside others on equal text. */
export const inRegions = ({ regions }: Place, equals: Readonly<Record<string, string>> = {}) => {
  const all = { ...equals, ...(regions.length > 0 && { 'aws:RequestedRegion': regions }) };
  return Object.keys(all).length === 0 ? {} : { StringEquals: all };
};
