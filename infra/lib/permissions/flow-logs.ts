import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ownerTag } from '../../../functions/lib/domain/flow-log-tags.ts';
import { arnsIn, ec2RegionCondition, type Place } from './place.ts';

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
  new PolicyStatement({
    sid: 'ReadFlowLogs',
    actions: ['ec2:DescribeFlowLogs', ...more],
    resources: ['*'],
    conditions: ec2RegionCondition(place),
  });

export interface CreateFlowLogsScope {
  readonly place: Place;
  /** Value of the owner tag, which every flow log of ours carries from its first moment. */
  readonly owner: string;
  /** Roles that deliver to CloudWatch Logs; none where flow logs go elsewhere. */
  readonly deliveryRoleArns: readonly string[];
}

/** Creates flow logs that carry our tag, and no others. */
export const createFlowLogs = ({ place, owner, deliveryRoleArns }: CreateFlowLogsScope): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'CreateTaggedFlowLogs',
    actions: ['ec2:CreateFlowLogs'],
    resources: arnsIn(place, 'ec2', 'vpc-flow-log/*'),
    conditions: { StringEquals: { [`aws:RequestTag/${ownerTag}`]: owner } },
  }),
  new PolicyStatement({
    sid: 'MonitorResources',
    actions: ['ec2:CreateFlowLogs'],
    resources: monitored.flatMap((resource) => arnsIn(place, 'ec2', resource)),
  }),
  new PolicyStatement({
    sid: 'TagAtCreation',
    actions: ['ec2:CreateTags'],
    resources: arnsIn(place, 'ec2', 'vpc-flow-log/*'),
    conditions: { StringEquals: { 'ec2:CreateAction': 'CreateFlowLogs' } },
  }),
  new PolicyStatement({ sid: 'CreateLogDelivery', actions: ['logs:CreateLogDelivery'], resources: ['*'] }),
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
  new PolicyStatement({
    sid: 'LogDeliveryServiceRole',
    actions: ['iam:CreateServiceLinkedRole'],
    resources: ['arn:*:iam::*:role/aws-service-role/delivery.logs.amazonaws.com/*'],
    conditions: { StringEquals: { 'iam:AWSServiceName': 'delivery.logs.amazonaws.com' } },
  }),
];

/** Deletes flow logs that carry our tag, and no others. */
export const deleteFlowLogs = (place: Place, owner: string): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'DeleteOurFlowLogs',
    actions: ['ec2:DeleteFlowLogs'],
    resources: arnsIn(place, 'ec2', 'vpc-flow-log/*'),
    conditions: { StringEquals: { [`aws:ResourceTag/${ownerTag}`]: owner } },
  }),
  new PolicyStatement({ sid: 'DeleteLogDelivery', actions: ['logs:DeleteLogDelivery'], resources: ['*'] }),
];
