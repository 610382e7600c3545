import { Aws, CfnOutput, CfnParameter, DefaultStackSynthesizer, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountPrincipal, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AccountRegion } from '../../functions/lib/domain/account-region.ts';
import { ownerOf } from '../../functions/lib/domain/flow-log-tags.ts';
import { acknowledgeWildcards } from './acknowledge.ts';
import type { Config } from './config/config.ts';
import { memberSteps } from './names.ts';
import { noteFindings } from './permissions/findings.ts';
import { discoverFirewalls, flowOperations } from './permissions/firewall.ts';
import { createFlowLogs, deleteFlowLogs, readFlowLogs } from './permissions/flow-logs.ts';
import { sessionNames } from './permissions/members.ts';
import { readNetwork } from './permissions/network.ts';
import { never } from './permissions/never.ts';

export interface MemberStackProps extends StackProps {
  readonly config: Config;
}

/** The role that the steps take on in an account that owns firewalls or workloads, and nothing else: a template without
 * assets, for a StackSet. Roles are global, so one Region an account is enough. */
export class MemberStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: MemberStackProps) {
    super(scope, id, { ...props, synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
    const hub = this.hubParameters(config);
    const { roleName, externalId } = config.policy.accounts;
    const role = new Role(this, 'MemberRole', {
      roleName,
      description: 'Flowtrap: captures flows and keeps flow logs in this account for the hub.',
      assumedBy: new AccountPrincipal(hub.account).withConditions({
        StringEquals: { 'sts:ExternalId': externalId },
        StringLike: { 'sts:RoleSessionName': sessionNames },
        ArnLike: { 'aws:PrincipalArn': stepRoleArns(config.name, hub.account) },
      }),
    });
    role.assumeRolePolicy?.addStatements(
      new PolicyStatement({
        principals: [new AccountPrincipal(hub.account)],
        actions: ['sts:SetSourceIdentity'],
        conditions: {
          StringLike: { 'sts:SourceIdentity': sessionNames },
          ArnLike: { 'aws:PrincipalArn': stepRoleArns(config.name, hub.account) },
        },
      }),
    );
    const { reading, acting } = memberStatements(config, hub);
    for (const [id, statements] of [
      ['MemberReading', reading],
      ['MemberPolicy', acting],
    ] as const)
      acknowledgeWildcards(new ManagedPolicy(this, id, { roles: [role], statements }), statements);
    new CfnOutput(this, 'MemberRoleArn', { value: role.roleArn });
  }

  private hubParameters({ account, region }: Config): AccountRegion {
    const hubAccount = new CfnParameter(this, 'HubAccountId', {
      description: 'The account that Flowtrap runs in.',
      allowedPattern: '^\\d{12}$',
      default: account,
    });
    const hubRegion = new CfnParameter(this, 'HubRegion', {
      description: 'The Region that Flowtrap runs in.',
      allowedPattern: '^[a-z]{2}(-[a-z]+)+-\\d$',
      default: region,
    });
    return { account: hubAccount.valueAsString, region: hubRegion.valueAsString };
  }
}

const stepRoleArns = (name: string, hubAccount: string): readonly string[] =>
  memberSteps.map((step) => `arn:${Aws.PARTITION}:iam::${hubAccount}:role/${name}-${step}-*`);

/** Two policies: each Region that the policy lists stands in every statement, and IAM takes 6,144 characters a policy. */
const memberStatements = (
  config: Config,
  hub: AccountRegion,
): Readonly<Record<'reading' | 'acting', PolicyStatement[]>> => {
  const owner = ownerOf(hub);
  const { regions } = config.policy.accounts;
  const place = { account: Aws.ACCOUNT_ID, regions: regions.length === 0 ? [] : [hub.region, ...regions] };
  const reading = [...readNetwork(place), ...discoverFirewalls(place), never()];
  const acting = [
    flowOperations(place, config.firewallArns, [
      'StartFlowCapture',
      'ListFlowOperations',
      'DescribeFlowOperation',
      'ListFlowOperationResults',
    ]),
    readFlowLogs(place),
    ...createFlowLogs({ place, owner, deliveryRoleArns: [] }),
    ...deleteFlowLogs(place, owner),
    noteFindings(place),
    never(),
  ];
  return { reading, acting };
};
