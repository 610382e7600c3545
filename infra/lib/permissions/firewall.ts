import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BroadStatement } from './broad-statement.ts';
import { arnIn, inRegions, type Place } from './place.ts';

const discovery = 'Which firewall sees an interface is found out at run time, and list calls name no firewall.';

/** Finds firewalls, their endpoints and associations. */
export const discoverFirewalls = (place: Place): PolicyStatement[] => [
  new BroadStatement(discovery, {
    sid: 'DiscoverFirewalls',
    actions: [
      'network-firewall:ListFirewalls',
      'network-firewall:DescribeFirewall',
      'network-firewall:ListVpcEndpointAssociations',
    ],
    resources: ['firewall/*', 'vpc-endpoint-association/*'].map((kind) => arnIn(place, 'network-firewall', kind)),
    conditions: inRegions(place),
  }),
  new BroadStatement('Associations with a shared firewall belong to the accounts that made them.', {
    sid: 'ReadAssociations',
    actions: ['network-firewall:DescribeVpcEndpointAssociation'],
    resources: [arnIn({ ...place, account: '*' }, 'network-firewall', 'vpc-endpoint-association/*')],
    conditions: inRegions(place),
  }),
];

type FlowOperation = 'StartFlowCapture' | 'ListFlowOperations' | 'DescribeFlowOperation' | 'ListFlowOperationResults';

/** Flow operations on the firewalls that the configuration names, else on all of the place. IAM has no condition on the
 * filters of a capture: their narrowness is the code's promise, not this policy's. */
export const flowOperations = (
  place: Place,
  named: readonly string[],
  operations: readonly FlowOperation[],
): PolicyStatement => {
  const scope = {
    sid: 'FlowOperations',
    actions: operations.map((operation) => `network-firewall:${operation}`),
    conditions: inRegions(place),
  };
  if (named.length > 0) return new PolicyStatement({ ...scope, resources: [...named] });
  const resources = [arnIn(place, 'network-firewall', 'firewall/*')];
  return new BroadStatement(
    'Any firewall may carry the next incident; firewallArns of the configuration narrows this.',
    {
      ...scope,
      resources,
    },
  );
};
