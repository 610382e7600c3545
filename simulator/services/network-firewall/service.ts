import { jsonService } from '../../wire/json-service.ts';
import {
  describeFirewall,
  describeFirewallMetadata,
  describeVpcEndpointAssociation,
  listFirewalls,
  listVpcEndpointAssociations,
} from './firewalls.ts';
import {
  describeFlowOperation,
  listFlowOperationResults,
  listFlowOperations,
  startFlowCapture,
  startFlowFlush,
} from './flow-operations.ts';

/** AWS Network Firewall, AWS JSON 1.0. */
export const networkFirewallService = jsonService({
  version: '1.0',
  target: 'NetworkFirewall_20201112',
  resourceMembers: ['FirewallArn', 'VpcEndpointAssociationArn', 'FirewallName'],
  operations: {
    StartFlowCapture: startFlowCapture,
    StartFlowFlush: startFlowFlush,
    DescribeFlowOperation: describeFlowOperation,
    ListFlowOperations: listFlowOperations,
    ListFlowOperationResults: listFlowOperationResults,
    ListFirewalls: listFirewalls,
    DescribeFirewall: describeFirewall,
    DescribeFirewallMetadata: describeFirewallMetadata,
    ListVpcEndpointAssociations: listVpcEndpointAssociations,
    DescribeVpcEndpointAssociation: describeVpcEndpointAssociation,
  },
});
