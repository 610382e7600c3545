import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ownerOf } from '../../../functions/lib/domain/flow-log-tags.ts';
import type { Config } from '../config/config.ts';
import { machineName } from '../machines/state-machine.ts';
import { caseEvents, type Step } from '../names.ts';
import { BroadStatement } from '../permissions/broad-statement.ts';
import { noteFindings } from '../permissions/findings.ts';
import { discoverFirewalls, flowOperations } from '../permissions/firewall.ts';
import { createFlowLogs, deleteFlowLogs, deliverToStream, readFlowLogs } from '../permissions/flow-logs.ts';
import { assumeMembers } from '../permissions/members.ts';
import { readNetwork } from '../permissions/network.ts';
import { homePlace } from '../permissions/place.ts';
import {
  createEvidence,
  findCases,
  type RecordsScope,
  readEvidence,
  readPolicy,
  removableKeys,
  removeEntries,
  signManifests,
  useTable,
} from '../permissions/records.ts';

/** Everything that the permissions of the steps name. */
export interface PermissionScope extends RecordsScope {
  readonly config: Config;
  readonly signingKeyArn: string;
  readonly eventBusName: string;
  readonly flowLogRoleArn: string;
}

const publishCases = (eventBusName: string): PolicyStatement =>
  new PolicyStatement({
    sid: 'PublishCases',
    actions: ['events:PutEvents'],
    resources: [`arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/${eventBusName}`],
    // PutEvents brings many entries, so each key holds many values; without any, "for all" would hold as well.
    conditions: {
      'ForAllValues:StringEquals': { 'events:source': caseEvents.source, 'events:detail-type': caseEvents.closed },
      Null: { 'events:source': 'false', 'events:detail-type': 'false' },
    },
  });

/** Roles that flow logs may be created with. An analyst's own request can name the stack's role as well as the policy's. */
const deliveryRoles = ({ config, flowLogRoleArn }: PermissionScope): readonly string[] => {
  const { destination } = config.policy.flowLogs;
  const named = destination.type === 'cloud-watch-logs' ? destination.deliverLogsPermissionArn : undefined;
  return named === undefined ? [flowLogRoleArn] : [flowLogRoleArn, named];
};

const everyExecution = 'An execution is named when it starts; those of the one machine are all asked about.';

const describeExecutions = (name: string): PolicyStatement =>
  new BroadStatement(everyExecution, {
    sid: 'DescribeExecutions',
    actions: ['states:DescribeExecution'],
    resources: [
      `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:execution:${machineName(name, 'respond')}:*`,
    ],
  });

/** What each step may do: the calls that its use case makes, on what it makes them on. */
export const stepPermissions = (scope: PermissionScope): Readonly<Record<Step, readonly PolicyStatement[]>> => {
  const { config } = scope;
  const place = homePlace(config);
  const owner = ownerOf({ account: Aws.ACCOUNT_ID, region: Aws.REGION });
  const { destination } = config.policy.flowLogs;
  const items = (): PolicyStatement[] => [...useTable(scope), readPolicy(scope)];
  const records = (): PolicyStatement[] => [...useTable(scope, 'dynamodb:Query'), readPolicy(scope)];
  const members = (): PolicyStatement[] => assumeMembers(config);
  return {
    'plan-case': [
      ...records(),
      ...readEvidence(scope, 'cases', 'triggers'),
      ...createEvidence(scope, 'cases', 'triggers'),
      ...readNetwork(place),
      ...discoverFirewalls(place),
      ...members(),
    ],
    'start-capture': [
      ...records(),
      removeEntries(scope, removableKeys.waiters),
      flowOperations(place, config.firewallArns, ['StartFlowCapture', 'ListFlowOperations', 'DescribeFlowOperation']),
      ...members(),
    ],
    'check-capture': [
      ...items(),
      removeEntries(scope, removableKeys.waiters),
      flowOperations(place, config.firewallArns, ['DescribeFlowOperation']),
      ...members(),
    ],
    'collect-flows': [
      ...items(),
      ...readEvidence(scope, 'cases'),
      ...createEvidence(scope, 'cases'),
      flowOperations(place, config.firewallArns, ['ListFlowOperationResults']),
      ...members(),
    ],
    'enable-flow-logs': [
      ...records(),
      ...readEvidence(scope, 'cases'),
      removeEntries(scope, removableKeys.openLeases),
      readFlowLogs(place, 'ec2:DescribeNetworkInterfaces'),
      ...createFlowLogs({ place, owner, deliveryRoleArns: deliveryRoles(scope) }),
      ...(destination.type === 'kinesis-data-firehose' ? deliverToStream(destination.deliveryStreamArn) : []),
      ...members(),
    ],
    'close-case': [
      ...records(),
      ...readEvidence(scope, 'cases', 'flows'),
      ...createEvidence(scope, 'cases', 'flows'),
      ...signManifests(scope.signingKeyArn),
      publishCases(scope.eventBusName),
    ],
    'publish-case': [
      ...records(),
      ...readEvidence(scope, 'cases'),
      ...createEvidence(scope, 'cases'),
      noteFindings(place),
      ...members(),
    ],
    'retire-flow-logs': [
      ...records(),
      removeEntries(scope, removableKeys.openLeases),
      readFlowLogs(place),
      ...deleteFlowLogs(place, owner),
      ...members(),
    ],
    'find-lost-cases': [...findCases(scope), describeExecutions(config.name)],
  };
};
