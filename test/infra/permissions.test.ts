import { describe, expect, it } from 'vitest';
import { steps } from '../../infra/lib/names.ts';
import permissions from '../cases/step-permissions.json' with { type: 'json' };
import { at, entriesAt, listAt, textOf, textsAt } from './support/json.ts';
import { fullConfig, templatesOf } from './support/synthesize.ts';
import { actionsOf, isAllow, onlyOne, resourcesOf, statementsOf, stepStatements } from './support/template.ts';

const synthesized = templatesOf(fullConfig);
const stateless: unknown = synthesized.stateless.toJSON();
const member: unknown = synthesized.member?.toJSON();

describe('the permissions of each step', () => {
  it.each(Object.entries(permissions))('%s are those of its calls, and no others', (step, actions) => {
    const allowed = stepStatements(stateless, step).filter(isAllow).flatMap(actionsOf);

    expect([...new Set(allowed)].toSorted()).toEqual(actions.toSorted());
  });

  const statement = (step: string, action: string): unknown =>
    stepStatements(stateless, step).find((candidate) => isAllow(candidate) && actionsOf(candidate).includes(action))
      ?.statement;

  it.each([
    ['plan-case', 's3:PutObject', { Null: { 's3:if-none-match': 'false' } }],
    ['collect-flows', 's3:PutObject', { Null: { 's3:if-none-match': 'false' } }],
    [
      'close-case',
      'kms:Sign',
      { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } },
    ],
    [
      'close-case',
      'events:PutEvents',
      {
        'ForAllValues:StringEquals': { 'events:source': 'flowtrap', 'events:detail-type': 'Flowtrap Case Closed' },
        Null: { 'events:source': 'false', 'events:detail-type': 'false' },
      },
    ],
    ['enable-flow-logs', 'iam:PassRole', { StringEquals: { 'iam:PassedToService': 'vpc-flow-logs.amazonaws.com' } }],
    ['enable-flow-logs', 'ec2:CreateTags', { StringEquals: { 'ec2:CreateAction': 'CreateFlowLogs' } }],
    ['start-capture', 'dynamodb:DeleteItem', { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['SLOT#*'] } }],
    ['retire-flow-logs', 'dynamodb:DeleteItem', { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['LEASES'] } }],
    [
      'start-capture',
      'network-firewall:StartFlowCapture',
      { StringEquals: { 'aws:RequestedRegion': [{ Ref: 'AWS::Region' }, 'eu-west-1', 'eu-central-1'] } },
    ],
    [
      'plan-case',
      'sts:AssumeRole',
      { StringEquals: { 'sts:ExternalId': 'shared-secret' }, StringLike: { 'sts:RoleSessionName': 'flowtrap-*' } },
    ],
    ['plan-case', 'sts:SetSourceIdentity', { StringLike: { 'sts:SourceIdentity': 'flowtrap-*' } }],
  ])('%s: %s only under its condition', (step, action, condition) => {
    expect(at(statement(step, action), 'Condition')).toMatchObject(condition);
  });

  it.each([
    ['enable-flow-logs', 'ec2:CreateFlowLogs', 'aws:RequestTag/flowtrap:owner'],
    ['retire-flow-logs', 'ec2:DeleteFlowLogs', 'aws:ResourceTag/flowtrap:owner'],
  ])('%s: %s only with our owner tag', (step, action, tag) => {
    expect(textOf(at(statement(step, action), 'Condition', 'StringEquals', tag))).toContain('"AWS::AccountId"');
    expect(textOf(at(statement(step, action), 'Resource'))).toContain('vpc-flow-log/*');
  });

  it('name the member role of the listed accounts, and no other', () => {
    expect(textsAt(statement('plan-case', 'sts:AssumeRole'), 'Resource')).toEqual([
      textOf({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::222233334444:role/flowtrap-member']] }),
    ]);
  });

  it('narrow to the firewalls that the configuration names', () => {
    const firewall = 'arn:aws:network-firewall:eu-west-1:111122223333:firewall/edge';
    const narrow: unknown = templatesOf({ account: '111122223333', firewallArns: [firewall] }).stateless.toJSON();
    const starts = stepStatements(narrow, 'start-capture').filter((candidate) =>
      actionsOf(candidate).includes('network-firewall:StartFlowCapture'),
    );

    expect(starts.map((candidate) => at(candidate.statement, 'Resource'))).toEqual([firewall]);
  });

  it('hold no way into other accounts where there are none', () => {
    const alone = templatesOf({});

    expect(alone.member).toBeUndefined();
    expect(textOf(alone.stateless.toJSON())).not.toContain('sts:AssumeRole"],');
    for (const step of steps)
      expect(stepStatements(alone.stateless.toJSON(), step).flatMap(actionsOf)).not.toContain('sts:AssumeRole');
  });
});

describe('the member role', () => {
  const [assume, identify] = listAt(
    onlyOne(member, 'AWS::IAM::Role').properties,
    'AssumeRolePolicyDocument',
    'Statement',
  );

  it('trusts the steps of the hub, with the external id', () => {
    expect(at(assume, 'Condition', 'StringEquals', 'sts:ExternalId')).toBe('shared-secret');
    expect(textOf(at(assume, 'Condition', 'ArnLike', 'aws:PrincipalArn'))).toContain('role/flowtrap-start-capture-*');
    expect(textOf(at(assume, 'Condition', 'ArnLike', 'aws:PrincipalArn'))).not.toContain('close-case');
    expect(at(identify, 'Action')).toBe('sts:SetSourceIdentity');
  });

  it('is a template that needs no assets, no bootstrap and no defaults of ours', () => {
    const parameters = entriesAt(member, 'Parameters').map(([name]) => name);

    expect(parameters.toSorted()).toEqual(['HubAccountId', 'HubRegion']);
    expect(resourcesOf(member).map(({ type }) => type)).toEqual([
      'AWS::IAM::Role',
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::ManagedPolicy',
    ]);
    expect(at(member, 'Parameters', 'HubAccountId', 'Default')).toBe('111122223333');
  });

  it('can do in its account what the steps do in ours', () => {
    const allowed = new Set(statementsOf(member).filter(isAllow).flatMap(actionsOf));
    const local = /^(network-firewall|ec2|securityhub):/;
    const wanted = Object.values(permissions)
      .flat()
      .filter((action) => local.test(action));

    expect(wanted.filter((action) => !allowed.has(action))).toEqual([]);
  });
});
