import { Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BroadStatement } from './broad-statement.ts';
import { arnIn, inRegions, type Place } from './place.ts';

/** Reads interfaces, routes, gateways and core networks. */
export const readNetwork = (place: Place): PolicyStatement[] => [
  new BroadStatement("EC2's describe calls know no resource, only a Region.", {
    sid: 'ReadNetwork',
    actions: [
      'ec2:DescribeNatGateways',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSubnets',
      'ec2:DescribeTransitGatewayAttachments',
      'ec2:DescribeTransitGatewayRouteTables',
      'ec2:DescribeTransitGatewayVpcAttachments',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcPeeringConnections',
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
      resources: ['attachment/*', 'core-network/*', 'global-network/*'].map(
        (resource) => `arn:${Aws.PARTITION}:networkmanager::${place.account}:${resource}`,
      ),
    },
  ),
];
