import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BroadStatement } from '../permissions/broad-statement.ts';
import { ServiceRole } from '../permissions/service-role.ts';
import { retentionOf } from './log-retention.ts';

export interface FlowLogGroupProps {
  readonly name: string;
  readonly encryptionKey: IKey;
  readonly retentionDays: number;
}

/** Where VPC flow logs go when the policy chooses CloudWatch Logs without naming a group. */
export const flowLogGroup = (scope: Construct, { name, encryptionKey, retentionDays }: FlowLogGroupProps): LogGroup =>
  new LogGroup(scope, 'FlowLogGroup', {
    logGroupName: `/${name}/flow-logs`,
    retention: retentionOf(retentionDays),
    encryptionKey,
    removalPolicy: RemovalPolicy.RETAIN,
  });

/** The role that VPC flow logs write to `group` with (VPC user guide, IAM role for publishing to CloudWatch Logs). */
export const flowLogDeliveryRole = (scope: Construct, name: string, group: LogGroup): ServiceRole =>
  new ServiceRole(scope, 'FlowLogDelivery', {
    roleName: `${name}-flow-log-delivery-${Aws.REGION}`,
    description: 'Flowtrap: delivers VPC flow logs to their log group.',
    service: 'vpc-flow-logs.amazonaws.com',
    sourceArns: [`arn:${Aws.PARTITION}:ec2:${Aws.REGION}:${Aws.ACCOUNT_ID}:vpc-flow-log/*`],
    statements: [
      new PolicyStatement({
        sid: 'WriteFlowLogs',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        resources: [group.logGroupArn],
      }),
      new BroadStatement('Flow logs look their group up among all.', {
        sid: 'FindLogGroup',
        actions: ['logs:DescribeLogGroups'],
        resources: ['*'],
      }),
    ],
  });
