import { ownerTag } from '../../functions/lib/domain/flow-log-tags.ts';
import type { Asked } from './matrix.ts';
import { type Deployment, hub, spoke } from './policies.ts';
import type { Caller } from './record-calls.ts';
import type { AccessRequest } from './requests.ts';

const ec2 = (resource: string): string => `arn:aws:ec2:${hub.region}:${hub.account}:${resource}`;
const execution = (name: string): string => `arn:aws:states:${hub.region}:${hub.account}:execution:${name}`;
const firewall = `arn:aws:network-firewall:${hub.region}:${hub.account}:firewall/probe`;
const memberRole = `arn:aws:iam::${spoke.account}:role/flowtrap-member`;
const bus = `arn:aws:events:${hub.region}:${hub.account}:event-bus/default`;
const hubArn = `arn:aws:securityhub:${hub.region}:${hub.account}:hub/default`;
const hubV2Arn = `arn:aws:securityhub:${hub.region}:${hub.account}:hubv2/1`;
const flowLog = ec2('vpc-flow-log/fl-0');

type Probe = readonly [caller: Caller, action: string, resource: string, context?: AccessRequest['context']];

const session = { 'sts:RoleSessionName': 'flowtrap-c-0', 'sts:ExternalId': 'flowtrap-test' };
const ours = { 'events:source': ['flowtrap'], 'events:detail-type': ['Flowtrap Case Closed'] };
const digest = { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' };

/** Actions that a role has, asked for in a way that it must not use. Each is refused. */
const probesOn = ({ arns }: Deployment): readonly Probe[] => [
  ['plan-case', 's3:PutObject', `${arns.evidence}/cases/c-0/x`],
  ['find-lost-cases', 'dynamodb:Query', `${arns.table}/index/byInterface`],
  ['find-lost-cases', 'dynamodb:PutItem', arns.table],
  ['find-lost-cases', 'states:DescribeExecution', execution('another:e-1')],
  ['find-lost-cases', 'states:StopExecution', execution('flowtrap-respond:e-1')],
  ['collect-flows', 's3:PutObject', `${arns.evidence}/cases/c-0/x`],
  ['close-case', 's3:PutObject', `${arns.evidence}/cases/c-0/x`],
  ['close-case', 's3:PutObject', `${arns.evidence}/triggers/x`, { 's3:if-none-match': '*' }],
  ['close-case', 's3:PutObject', `${arns.evidence}/flows/day=2026-03-01/x`],
  ['collect-flows', 's3:PutObject', `${arns.evidence}/flows/day=2026-03-01/x`, { 's3:if-none-match': '*' }],
  ['enable-flow-logs', 's3:PutObject', `${arns.evidence}/cases/c-0/x`, { 's3:if-none-match': '*' }],
  ['close-case', 's3:DeleteObjectVersion', `${arns.evidence}/cases/c-0/x`],
  ['administrator', 's3:PutObject', `${arns.evidence}/cases/c-0/x`, { 's3:if-none-match': '*' }],
  ['administrator', 's3:PutObject', `${arns.evidence}/triggers/x`, { 's3:if-none-match': '*' }],
  ['administrator', 's3:PutObject', `${arns.evidence}/flows/day=2026-03-01/x`, { 's3:if-none-match': '*' }],
  ['administrator', 's3:DeleteObject', `${arns.evidence}/cases/c-0/x`],
  ['administrator', 's3:DeleteObjectVersion', `${arns.evidence}/cases/c-0/x`],
  ['administrator', 's3:BypassGovernanceRetention', `${arns.evidence}/cases/c-0/x`],
  ['administrator', 'kms:Sign', arns.signingKey, digest],
  ['close-case', 's3:BypassGovernanceRetention', `${arns.evidence}/cases/c-0/x`],
  ['start-capture', 'dynamodb:DeleteItem', arns.table, { 'dynamodb:LeadingKeys': ['CASE#c-0'] }],
  ['check-capture', 'dynamodb:DeleteItem', arns.table, { 'dynamodb:LeadingKeys': ['LEASES'] }],
  ['retire-flow-logs', 'dynamodb:DeleteItem', arns.table, { 'dynamodb:LeadingKeys': ['CASE#c-0'] }],
  ['retire-flow-logs', 'dynamodb:DeleteItem', arns.table],
  ['enable-flow-logs', 'ec2:CreateFlowLogs', flowLog, { 'aws:TagKeys': [] }],
  ['enable-flow-logs', 'ec2:CreateFlowLogs', flowLog, { [`aws:RequestTag/${ownerTag}`]: 'other/us-east-1' }],
  ['enable-flow-logs', 'ec2:CreateTags', flowLog],
  ['enable-flow-logs', 'ec2:CreateTags', ec2('network-interface/eni-0'), { 'ec2:CreateAction': 'CreateFlowLogs' }],
  ['retire-flow-logs', 'ec2:DeleteFlowLogs', flowLog],
  ['retire-flow-logs', 'ec2:DeleteFlowLogs', flowLog, { [`aws:ResourceTag/${ownerTag}`]: 'other/us-east-1' }],
  ['member', 'ec2:DeleteFlowLogs', flowLog.replace(hub.account, spoke.account)],
  [
    'enable-flow-logs',
    'iam:PassRole',
    `arn:aws:iam::${hub.account}:role/flowtrap-flow-logs`,
    { 'iam:PassedToService': 'ec2.amazonaws.com' },
  ],
  ['close-case', 'kms:Sign', arns.signingKey, { ...digest, 'kms:MessageType': 'RAW' }],
  ['plan-case', 'kms:Sign', arns.signingKey, digest],
  ['close-case', 'kms:Decrypt', arns.recordsKey],
  ['close-case', 'events:PutEvents', bus, { ...ours, 'events:source': ['aws.guardduty'] }],
  ['close-case', 'events:PutEvents', bus, { ...ours, 'events:source': ['flowtrap', 'other'] }],
  ['close-case', 'events:PutEvents', bus],
  ['plan-case', 'sts:AssumeRole', memberRole, { 'sts:RoleSessionName': 'flowtrap-c-0' }],
  ['plan-case', 'sts:AssumeRole', memberRole, { ...session, 'sts:ExternalId': 'other' }],
  ['plan-case', 'sts:AssumeRole', memberRole, { ...session, 'sts:RoleSessionName': 'other' }],
  ['close-case', 'sts:AssumeRole', memberRole, session],
  ['start-capture', 'network-firewall:StartFlowCapture', firewall, { 'aws:RequestedRegion': 'eu-west-1' }],
  [
    'publish-case',
    'securityhub:BatchUpdateFindings',
    hubArn,
    { 'securityhub:ASFFSyntaxPath/Workflow.Status': 'RESOLVED' },
  ],
  ['publish-case', 'securityhub:BatchUpdateFindings', hubArn, { 'securityhub:ASFFSyntaxPath/Severity.Label': 'LOW' }],
  ['publish-case', 'securityhub:BatchUpdateFindings', hubV2Arn, { 'securityhub:OCSFSyntaxPath/status_id': '5' }],
  [
    'member',
    'securityhub:BatchUpdateFindings',
    hubArn.replace(hub.account, spoke.account),
    { 'securityhub:ASFFSyntaxPath/Workflow.Status': 'SUPPRESSED' },
  ],
  ['close-case', 'securityhub:BatchUpdateFindings', hubArn],
  ['publish-case', 's3:PutObject', `${arns.evidence}/cases/c-0/x`],
  ['start-capture', 'network-firewall:StartFlowFlush', firewall],
  ['member', 'network-firewall:StartFlowFlush', firewall.replace(hub.account, spoke.account)],
];

export const probes = (deployment: Deployment): readonly Asked[] =>
  probesOn(deployment).map(([caller, action, resource, context = {}]) => ({
    caller,
    request: { action, resource, account: resource.split(':')[4] || hub.account, context },
  }));
