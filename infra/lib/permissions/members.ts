import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Config } from '../config/config.ts';

/** Sessions in member accounts are named for their case: CloudTrail there tells which case a call belongs to. */
export const sessionNames = 'flowtrap-*';

/** Takes on the member role in the accounts of the policy; nothing where there are none. */
export const assumeMembers = ({ policy: { accounts } }: Config): PolicyStatement[] => {
  if (accounts.members.length === 0) return [];
  const resources = accounts.members.map((account) => `arn:${Aws.PARTITION}:iam::${account}:role/${accounts.roleName}`);
  return [
    new PolicyStatement({
      sid: 'AssumeMemberRole',
      actions: ['sts:AssumeRole'],
      resources,
      conditions: {
        StringEquals: { 'sts:ExternalId': accounts.externalId },
        StringLike: { 'sts:RoleSessionName': sessionNames },
      },
    }),
    new PolicyStatement({
      sid: 'NameMemberSession',
      actions: ['sts:SetSourceIdentity'],
      resources,
      conditions: { StringLike: { 'sts:SourceIdentity': sessionNames } },
    }),
  ];
};
