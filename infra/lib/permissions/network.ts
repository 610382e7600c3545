import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { arnsIn, ec2RegionCondition, type Place } from './place.ts';

/** Reads interfaces, routes and gateways. EC2's describe calls know no resource, only a Region. */
export const readNetwork = (place: Place): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'ReadNetwork',
    actions: [
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeInstances',
      'ec2:DescribeInternetGateways',
      'ec2:DescribeManagedPrefixLists',
      'ec2:DescribeNatGateways',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSubnets',
      'ec2:DescribeTransitGatewayAttachments',
      'ec2:DescribeTransitGatewayRouteTables',
      'ec2:DescribeTransitGatewayVpcAttachments',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcs',
      'ec2:GetTransitGatewayRouteTableAssociations',
    ],
    resources: ['*'],
    conditions: ec2RegionCondition(place),
  }),
  new PolicyStatement({
    sid: 'ReadRoutesAndPrefixes',
    actions: ['ec2:SearchTransitGatewayRoutes', 'ec2:GetManagedPrefixListEntries'],
    resources: [
      ...arnsIn(place, 'ec2', 'transit-gateway-route-table/*'),
      ...arnsIn(place, 'ec2', 'prefix-list/*'),
      ...arnsIn({ ...place, account: 'aws' }, 'ec2', 'prefix-list/*'),
    ],
  }),
];
