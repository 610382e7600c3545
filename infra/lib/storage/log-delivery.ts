import { Aws } from 'aws-cdk-lib';
import type { Config } from '../config/config.ts';

/** Accounts whose flow logs are delivered here, and the Regions they come from. */
export interface LogDeliverySources {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

export const logDeliverySources = ({ policy: { accounts } }: Config): LogDeliverySources => ({
  accounts: [...new Set([Aws.ACCOUNT_ID, ...accounts.members])],
  regions: accounts.regions.length === 0 ? ['*'] : [...new Set([Aws.REGION, ...accounts.regions])],
});

/** Delivery only in the name of a flow log of these accounts (VPC user guide, publish flow logs to Amazon S3). */
export const logDeliveryConditions = ({ accounts, regions }: LogDeliverySources) => ({
  StringEquals: { 'aws:SourceAccount': accounts },
  ArnLike: {
    'aws:SourceArn': accounts.flatMap((account) =>
      regions.map((region) => `arn:${Aws.PARTITION}:logs:${region}:${account}:*`),
    ),
  },
});
