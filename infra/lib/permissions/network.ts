import { Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BroadStatement } from './broad-statement.ts';
import { arnIn, inRegions, type Place } from './place.ts';

const described =
  "EC2's describe calls know no resource, and CloudWatch describes composite alarms only to those who may describe all; which task or database a trigger names is found out at run time.";

/** Reads interfaces, routes, gateways and core networks, and what tasks, databases and alarms have in them. */
export const readNetwork = (place: Place): PolicyStatement[] => [
  new BroadStatement(described, {
    sid: 'ReadNetwork',
    actions: [
      'cloudwatch:DescribeAlarms',
      'ec2:DescribeNatGateways',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSubnets',
      'ec2:DescribeTransitGatewayAttachments',
      'ec2:DescribeTransitGatewayRouteTables',
      'ec2:DescribeTransitGatewayVpcAttachments',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcPeeringConnections',
      'ecs:DescribeTasks',
      'rds:DescribeDBInstances',
    ],
    resources: ['*'],
    conditions: inRegions(place),
  }),
  new BroadStatement('The route tables and prefix lists on a path are found out at run time.', {
    sid: 'ReadRoutesAndPrefixes',
    actions: ['ec2:SearchTransitGatewayRoutes', 'ec2:GetManagedPrefixListEntries'],
    resources: [
      arnIn(place, 'ec2', 'transit-gateway-route-table/*'),
      arnIn(place, 'ec2', 'prefix-list/*'),
      `arn:${Aws.PARTITION}:ec2:*:aws:prefix-list/*`,
    ],
    conditions: inRegions(place),
  }),
  new BroadStatement(
    'The core network on a path is found out at run time; Network Manager has one Region for all, whichever the policy names.',
    {
      sid: 'ReadCoreNetworks',
      actions: [
        'networkmanager:GetCoreNetwork',
        'networkmanager:GetNetworkRoutes',
        'networkmanager:GetVpcAttachment',
        'networkmanager:ListAttachments',
      ],
      resources: [`arn:${Aws.PARTITION}:networkmanager::${place.account}:*`],
    },
  ),
];
