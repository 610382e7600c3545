import { Aws } from 'aws-cdk-lib';
import type { Config } from '../config/config.ts';

/** Where a set of permissions holds: the account that the resources belong to and the Regions that may be called. */
export interface Place {
  readonly account: string;
  /** Region names; `*` stands for all. Never empty. */
  readonly regions: readonly string[];
}

/** The account and the Regions of the policy; a policy without Regions means all. */
export const homePlace = ({ policy }: Config): Place => ({
  account: Aws.ACCOUNT_ID,
  regions: policy.accounts.regions.length === 0 ? ['*'] : [...new Set([Aws.REGION, ...policy.accounts.regions])],
});

/** One ARN for each Region of a place. */
export const arnsIn = (place: Place, service: string, resource: string): string[] =>
  place.regions.map((region) => `arn:${Aws.PARTITION}:${service}:${region}:${place.account}:${resource}`);

/** Condition that an EC2 call stays in the place's Regions; none where all are allowed. */
export const ec2RegionCondition = ({ regions }: Place): { readonly StringEquals?: { readonly 'ec2:Region': readonly string[] } } =>
  regions.includes('*') ? {} : { StringEquals: { 'ec2:Region': regions } };
