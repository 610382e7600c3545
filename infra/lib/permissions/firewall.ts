import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { arnsIn, type Place } from './place.ts';

/** Firewalls whose flow operations may be called: those named, else all of the place. */
export const firewallArns = (place: Place, named: readonly string[]): string[] =>
  named.length > 0 ? [...named] : arnsIn(place, 'network-firewall', 'firewall/*');

/** Finds firewalls, their endpoints and associations. List calls name no firewall, so no narrower resource exists. */
export const discoverFirewalls = (place: Place): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'DiscoverFirewalls',
    actions: [
      'network-firewall:ListFirewalls',
      'network-firewall:DescribeFirewall',
      'network-firewall:DescribeFirewallMetadata',
      'network-firewall:ListVpcEndpointAssociations',
    ],
    resources: arnsIn(place, 'network-firewall', 'firewall/*'),
  }),
  new PolicyStatement({
    sid: 'DiscoverAssociations',
    actions: ['network-firewall:ListVpcEndpointAssociations', 'network-firewall:DescribeVpcEndpointAssociation'],
    resources: arnsIn(place, 'network-firewall', 'vpc-endpoint-association/*'),
  }),
];

type FlowOperation = 'StartFlowCapture' | 'ListFlowOperations' | 'DescribeFlowOperation' | 'ListFlowOperationResults';

/** IAM has no condition on the filters of a capture: their narrowness is the code's promise, not this policy's. */
export const flowOperations = (firewalls: readonly string[], ...operations: FlowOperation[]): PolicyStatement =>
  new PolicyStatement({
    sid: 'FlowOperations',
    actions: operations.map((operation) => `network-firewall:${operation}`),
    resources: [...firewalls],
  });
