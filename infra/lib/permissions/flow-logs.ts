import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ownerTag } from '../../../functions/lib/domain/flow-log-tags.ts';
import { BroadStatement } from './broad-statement.ts';
import { arnIn, inRegions, type Place } from './place.ts';

/** What `CreateFlowLogs` can monitor. */
const monitored = [
  'network-interface/*',
  'subnet/*',
  'vpc/*',
  'natgateway/*',
  'transit-gateway/*',
  'transit-gateway-attachment/*',
] as const;

/** Looks at flow logs and interfaces before anything is created or deleted. */
export const readFlowLogs = (place: Place, ...more: readonly 'ec2:DescribeNetworkInterfaces'[]): PolicyStatement =>
  new BroadStatement("EC2's describe calls know no resource, only a Region.", {
    sid: 'ReadFlowLogs',
    actions: ['ec2:DescribeFlowLogs', ...more],
    resources: ['*'],
    conditions: inRegions(place),
  });

export interface CreateFlowLogsScope {
  readonly place: Place;
  /** Value of the owner tag, which every flow log of ours carries from its first moment. */
  readonly owner: string;
  /** Roles that deliver to CloudWatch Logs; none where flow logs go elsewhere. */
  readonly deliveryRoleArns: readonly string[];
}

const anyFlowLog = 'A flow log has no id before it is created; the owner tag confines this to ours.';
const logDelivery = 'Log delivery knows no resource (service authorization reference).';

/** Creates flow logs that carry our tag, and no others. */
export const createFlowLogs = ({ place, owner, deliveryRoleArns }: CreateFlowLogsScope): PolicyStatement[] => [
  new BroadStatement(anyFlowLog, {
    sid: 'CreateTaggedFlowLogs',
    actions: ['ec2:CreateFlowLogs'],
    resources: [arnIn(place, 'ec2', 'vpc-flow-log/*')],
    conditions: inRegions(place, { [`aws:RequestTag/${ownerTag}`]: owner }),
  }),
  new BroadStatement('Any interface, subnet, VPC or gateway may be part of the next incident.', {
    sid: 'MonitorResources',
    actions: ['ec2:CreateFlowLogs'],
    resources: monitored.map((resource) => arnIn(place, 'ec2', resource)),
    conditions: inRegions(place),
  }),
  new BroadStatement(anyFlowLog, {
    sid: 'TagAtCreation',
    actions: ['ec2:CreateTags'],
    resources: [arnIn(place, 'ec2', 'vpc-flow-log/*')],
    conditions: inRegions(place, { 'ec2:CreateAction': 'CreateFlowLogs' }),
  }),
  new BroadStatement(logDelivery, { sid: 'CreateLogDelivery', actions: ['logs:CreateLogDelivery'], resources: ['*'] }),
  ...(deliveryRoleArns.length === 0
    ? []
    : [
        new PolicyStatement({
          sid: 'PassDeliveryRole',
          actions: ['iam:PassRole'],
          resources: [...deliveryRoleArns],
          conditions: { StringEquals: { 'iam:PassedToService': 'vpc-flow-logs.amazonaws.com' } },
        }),
      ]),
];

/** Delivery to a stream tags it and uses a service-linked role (CloudWatch Logs user guide, Firehose as a destination). */
export const deliverToStream = (deliveryStreamArn: string): PolicyStatement[] => [
  new PolicyStatement({ sid: 'TagStream', actions: ['firehose:TagDeliveryStream'], resources: [deliveryStreamArn] }),
  new BroadStatement('AWS names the service-linked role; the condition confines it to log delivery.', {
    sid: 'LogDeliveryServiceRole',
    actions: ['iam:CreateServiceLinkedRole'],
    resources: [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/aws-service-role/delivery.logs.amazonaws.com/*`],
    conditions: { StringEquals: { 'iam:AWSServiceName': 'delivery.logs.amazonaws.com' } },
  }),
];

/** Deletes flow logs that carry our tag, and no others. */
export const deleteFlowLogs = (place: Place, owner: string): PolicyStatement[] => [
  new BroadStatement('Flow logs are made at run time; the owner tag confines this to ours.', {
    sid: 'DeleteOurFlowLogs',
    actions: ['ec2:DeleteFlowLogs'],
    resources: [arnIn(place, 'ec2', 'vpc-flow-log/*')],
    conditions: inRegions(place, { [`aws:ResourceTag/${ownerTag}`]: owner }),
  }),
  new BroadStatement(logDelivery, { sid: 'DeleteLogDelivery', actions: ['logs:DeleteLogDelivery'], resources: ['*'] }),
];
