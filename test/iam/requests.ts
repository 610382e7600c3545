import { ownerTag } from '../../functions/lib/domain/flow-log-tags.ts';
import { at, listAt, textOf, textsAt } from '../infra/support/json.ts';
import type { Deployment } from './policies.ts';
import { hub } from './policies.ts';
import type { RecordedCall } from './record-calls.ts';

/** One question to IAM. */
export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  /** Owner of the resource. */
  readonly account: string;
  readonly context: Readonly<Record<string, string | string[]>>;
}

type Rule = (recorded: RecordedCall, deployment: Deployment) => readonly AccessRequest[];

interface Target {
  readonly resource: string;
  readonly account?: string;
  readonly context?: AccessRequest['context'];
}

const asked = ({ call }: RecordedCall, action: string, { resource, account, context }: Target): AccessRequest => ({
  action,
  resource,
  account: account ?? call.account ?? '',
  context: { ...context },
});

const ownArn = ({ call }: RecordedCall, service: string, resource: string, account = call.account): string =>
  `arn:aws:${service}:${call.region}:${account}:${resource}`;

/** Named in the request, or any of the account: list calls name none, and IAM's own list gives them a resource type. */
const firewallOf = (recorded: RecordedCall): string =>
  recorded.call.resource ?? ownArn(recorded, 'network-firewall', 'firewall/unnamed');

const associationOf = (recorded: RecordedCall): string =>
  recorded.call.resource ?? ownArn(recorded, 'network-firewall', 'vpc-endpoint-association/unnamed');

const onFirewall: Rule = (recorded) => [
  asked(recorded, `network-firewall:${recorded.call.operation}`, { resource: firewallOf(recorded) }),
];

const onAssociation: Rule = (recorded) => [
  asked(recorded, `network-firewall:${recorded.call.operation}`, { resource: associationOf(recorded) }),
];

const onNothing: Rule = (recorded) => [asked(recorded, `ec2:${recorded.call.operation}`, { resource: '*' })];

const onEc2 =
  (type: string): Rule =>
  (recorded) => [
    asked(recorded, `ec2:${recorded.call.operation}`, {
      resource: ownArn(recorded, 'ec2', `${type}/${recorded.call.resource}`),
    }),
  ];

/** Network Manager's ARNs name no Region. A list names no resource either. */
const onManaged =
  (type: string): Rule =>
  (recorded) => {
    const { operation, account, resource = 'unnamed' } = recorded.call;
    return [
      asked(recorded, `networkmanager:${operation}`, {
        resource: `arn:aws:networkmanager::${account}:${type}/${resource}`,
      }),
    ];
  };

/** What AWS does with a key in the caller's name. */
const withKey = (recorded: RecordedCall, deployment: Deployment, via: string, ...actions: readonly string[]) =>
  actions.map((action) =>
    asked(recorded, `kms:${action}`, {
      resource: deployment.arns.recordsKey,
      account: hub.account,
      context: { 'kms:ViaService': `${via}.${hub.region}.amazonaws.com` },
    }),
  );

const partitionKeyOf = (parameters: unknown): string =>
  textOf(
    at(parameters, 'Key', 'pk', 'S') ??
      at(parameters, 'Item', 'pk', 'S') ??
      at(parameters, 'ExpressionAttributeValues', ':pk', 'S') ??
      at(parameters, 'ExpressionAttributeValues', ':grade', 'S'),
  );

const tableOrIndex = (recorded: RecordedCall, { arns }: Deployment): string => {
  const index = at(recorded.call.parameters, 'IndexName');
  return index === undefined ? arns.table : `${arns.table}/index/${textOf(index)}`;
};

const onTable: Rule = (recorded, deployment) => [
  asked(recorded, `dynamodb:${recorded.call.operation}`, {
    resource: tableOrIndex(recorded, deployment),
    context: { 'dynamodb:LeadingKeys': [partitionKeyOf(recorded.call.parameters)] },
  }),
  ...withKey(recorded, deployment, 'dynamodb', 'Decrypt', 'DescribeKey'),
];

/** A missing object is only told apart from a forbidden one where the bucket may be listed. */
const readObject: Rule = (recorded, deployment) => [
  asked(recorded, 's3:GetObject', { resource: textOf(recorded.call.resource) }),
  ...(recorded.call.status === 404 ? [asked(recorded, 's3:ListBucket', { resource: deployment.arns.evidence })] : []),
  ...withKey(recorded, deployment, 's3', 'Decrypt'),
];

const putObject: Rule = (recorded, deployment) => {
  const condition = at(recorded.call.parameters, 'if-none-match');
  const context: AccessRequest['context'] = condition === undefined ? {} : { 's3:if-none-match': textOf(condition) };
  return [
    asked(recorded, 's3:PutObject', { resource: textOf(recorded.call.resource), context }),
    ...withKey(recorded, deployment, 's3', 'GenerateDataKey'),
  ];
};

const signDigest: Rule = (recorded, { arns }) => [
  asked(recorded, 'kms:Sign', {
    resource: arns.signingKey,
    context: {
      'kms:SigningAlgorithm': textOf(at(recorded.call.parameters, 'SigningAlgorithm')),
      'kms:MessageType': textOf(at(recorded.call.parameters, 'MessageType')),
    },
  }),
];

const assumeRole: Rule = (recorded) => {
  const { parameters } = recorded.call;
  const resource = textOf(at(parameters, 'RoleArn'));
  const account = resource.split(':')[4] ?? '';
  const session = { 'sts:RoleSessionName': textOf(at(parameters, 'RoleSessionName')) };
  const identity = { 'sts:SourceIdentity': textOf(at(parameters, 'SourceIdentity')) };
  return [
    asked(recorded, 'sts:AssumeRole', {
      resource,
      account,
      context: { ...session, ...identity, 'sts:ExternalId': textOf(at(parameters, 'ExternalId')) },
    }),
    asked(recorded, 'sts:SetSourceIdentity', { resource, account, context: identity }),
  ];
};

const putEvents: Rule = (recorded) =>
  listAt(recorded.call.parameters, 'Entries').map((entry) =>
    asked(recorded, 'events:PutEvents', {
      resource: ownArn(recorded, 'events', `event-bus/${textOf(at(entry, 'EventBusName') ?? 'default')}`),
      context: {
        'events:source': [textOf(at(entry, 'Source'))],
        'events:detail-type': [textOf(at(entry, 'DetailType'))],
      },
    }),
  );

/** Both operations are one action, on the caller's own hub; each member that is changed is a condition key. */
const updateFindings =
  (format: 'ASFF' | 'OCSF', hub: string): Rule =>
  (recorded) => {
    const { parameters } = recorded.call;
    const path = `securityhub:${format}SyntaxPath`;
    const context =
      format === 'ASFF'
        ? {
            [`${path}/Note.Text`]: textOf(at(parameters, 'Note', 'Text')),
            [`${path}/Note.UpdatedBy`]: textOf(at(parameters, 'Note', 'UpdatedBy')),
          }
        : { [`${path}/comment`]: textOf(at(parameters, 'Comment')) };
    const resource = ownArn(recorded, 'securityhub', hub);
    return [asked(recorded, 'securityhub:BatchUpdateFindings', { resource, context })];
  };

const monitored: Readonly<Record<string, string>> = {
  NetworkInterface: 'network-interface',
  Subnet: 'subnet',
  VPC: 'vpc',
  TransitGateway: 'transit-gateway',
  TransitGatewayAttachment: 'transit-gateway-attachment',
  RegionalNatGateway: 'natgateway',
};

const deliveryOf = (recorded: RecordedCall): readonly AccessRequest[] => {
  const role = at(recorded.call.parameters, 'DeliverLogsPermissionArn');
  const kind = at(recorded.call.parameters, 'LogDestinationType');
  const stream = textOf(at(recorded.call.parameters, 'LogDestination'));
  return [
    asked(recorded, 'logs:CreateLogDelivery', { resource: '*' }),
    ...(role === undefined
      ? []
      : [
          asked(recorded, 'iam:PassRole', {
            resource: textOf(role),
            context: { 'iam:PassedToService': 'vpc-flow-logs.amazonaws.com' },
          }),
        ]),
    ...(kind === 'kinesis-data-firehose' ? [asked(recorded, 'firehose:TagDeliveryStream', { resource: stream })] : []),
  ];
};

const createFlowLogs: Rule = (recorded) => {
  const { parameters } = recorded.call;
  const tags = listAt(parameters, 'TagSpecifications', 0, 'Tags').map((tag): readonly [string, string] => [
    textOf(at(tag, 'Key')),
    textOf(at(tag, 'Value')),
  ]);
  const type = monitored[textOf(at(parameters, 'ResourceType'))];
  if (type === undefined) throw new Error(`no resource type ${textOf(at(parameters, 'ResourceType'))}`);
  const tagging = {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': tags.map(([key]) => key),
  };
  const flowLog = ownArn(recorded, 'ec2', 'vpc-flow-log/fl-new');
  return [
    asked(recorded, 'ec2:CreateFlowLogs', { resource: flowLog, context: tagging }),
    ...textsAt(parameters, 'ResourceIds').map((id) =>
      asked(recorded, 'ec2:CreateFlowLogs', { resource: ownArn(recorded, 'ec2', `${type}/${id}`) }),
    ),
    asked(recorded, 'ec2:CreateTags', {
      resource: flowLog,
      context: { ...tagging, 'ec2:CreateAction': 'CreateFlowLogs' },
    }),
    ...deliveryOf(recorded),
  ];
};

const deleteFlowLogs: Rule = (recorded) => [
  ...textsAt(recorded.call.parameters, 'FlowLogIds').map((id) =>
    asked(recorded, 'ec2:DeleteFlowLogs', {
      resource: ownArn(recorded, 'ec2', `vpc-flow-log/${id}`),
      context: { [`aws:ResourceTag/${ownerTag}`]: recorded.tagsOf(id)[ownerTag] ?? '' },
    }),
  ),
  asked(recorded, 'logs:DeleteLogDelivery', { resource: '*' }),
];

/** What IAM is asked for each operation of the SDK (service authorization reference), and for what AWS does on its way. */
const rules: Readonly<Record<string, Rule>> = {
  'network-firewall:StartFlowCapture': onFirewall,
  'network-firewall:DescribeFlowOperation': onFirewall,
  'network-firewall:ListFlowOperations': onFirewall,
  'network-firewall:ListFlowOperationResults': onFirewall,
  'network-firewall:ListFirewalls': onFirewall,
  'network-firewall:DescribeFirewall': onFirewall,
  'network-firewall:ListVpcEndpointAssociations': onAssociation,
  'network-firewall:DescribeVpcEndpointAssociation': onAssociation,
  'ec2:DescribeFlowLogs': onNothing,
  'ec2:DescribeNatGateways': onNothing,
  'ec2:DescribeNetworkInterfaces': onNothing,
  'ec2:DescribeRouteTables': onNothing,
  'ec2:DescribeSubnets': onNothing,
  'ec2:DescribeTransitGatewayAttachments': onNothing,
  'ec2:DescribeTransitGatewayRouteTables': onNothing,
  'ec2:DescribeTransitGatewayVpcAttachments': onNothing,
  'ec2:DescribeVpcEndpoints': onNothing,
  'ec2:SearchTransitGatewayRoutes': onEc2('transit-gateway-route-table'),
  'ec2:GetManagedPrefixListEntries': onEc2('prefix-list'),
  'ec2:DescribeVpcPeeringConnections': onNothing,
  'networkmanager:GetCoreNetwork': onManaged('core-network'),
  'networkmanager:GetNetworkRoutes': onManaged('global-network'),
  'networkmanager:GetVpcAttachment': onManaged('attachment'),
  'networkmanager:ListAttachments': onManaged('attachment'),
  'ecs:DescribeTasks': (recorded) =>
    textsAt(recorded.call.parameters, 'tasks').map((resource) => asked(recorded, 'ecs:DescribeTasks', { resource })),
  // Filters name no resource to IAM: the call is for any database.
  'rds:DescribeDBInstances': (recorded) => [
    asked(recorded, 'rds:DescribeDBInstances', { resource: ownArn(recorded, 'rds', 'db:unnamed') }),
  ],
  'monitoring:DescribeAlarms': (recorded) => [
    asked(recorded, 'cloudwatch:DescribeAlarms', { resource: ownArn(recorded, 'cloudwatch', 'alarm:unnamed') }),
  ],
  'ec2:CreateFlowLogs': createFlowLogs,
  'ec2:DeleteFlowLogs': deleteFlowLogs,
  'dynamodb:GetItem': onTable,
  'dynamodb:PutItem': onTable,
  'dynamodb:Query': onTable,
  'dynamodb:DeleteItem': onTable,
  's3:GetObject': readObject,
  's3:HeadObject': readObject,
  's3:PutObject': putObject,
  'kms:Sign': signDigest,
  'kms:GetPublicKey': (recorded, { arns }) => [asked(recorded, 'kms:GetPublicKey', { resource: arns.signingKey })],
  'ssm:GetParameter': (recorded, { arns }) => [asked(recorded, 'ssm:GetParameter', { resource: arns.parameter })],
  'events:PutEvents': putEvents,
  'securityhub:BatchUpdateFindings': updateFindings('ASFF', 'hub/default'),
  'securityhub:BatchUpdateFindingsV2': updateFindings('OCSF', 'hubv2/unnamed'),
  'states:DescribeExecution': (recorded) => [
    asked(recorded, 'states:DescribeExecution', { resource: textOf(at(recorded.call.parameters, 'executionArn')) }),
  ],
  'sts:AssumeRole': assumeRole,
};

/** Everything that IAM is asked when a call is made. @throws Error for an operation that is not in the table */
export const requestsOf = (recorded: RecordedCall, deployment: Deployment): readonly AccessRequest[] => {
  const name = `${recorded.call.service}:${recorded.call.operation}`;
  const rule = rules[name];
  if (!rule) throw new Error(`no rule says what IAM is asked for ${name}`);
  return rule(recorded, deployment);
};
