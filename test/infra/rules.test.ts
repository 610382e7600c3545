import { describe, expect, it } from 'vitest';
import { at, changed, type Path } from './support/json.ts';
import { rules } from './support/rules.ts';
import { fullConfig, templatesOf } from './support/synthesize.ts';
import { functionOf, ofType } from './support/template.ts';

const synthesized = templatesOf(fullConfig);
const all: Readonly<Record<'stateful' | 'stateless' | 'member', unknown>> = {
  stateful: synthesized.stateful.toJSON(),
  stateless: synthesized.stateless.toJSON(),
  member: synthesized.member?.toJSON(),
};

describe.each(Object.entries(rules))('%s', (_, rule) => {
  it.each(Object.entries(all))('holds in the %s template', (_name, template) => {
    expect(rule(template)).toEqual([]);
  });
});

/** A template with one thing broken, and the rule that must notice. */
interface Mutant {
  readonly rule: keyof typeof rules;
  readonly in: keyof typeof all;
  readonly type: string;
  readonly id?: string;
  readonly path: Path;
  readonly to?: unknown;
}

const flush = { Effect: 'Allow', Action: 'network-firewall:StartFlowFlush', Resource: 'arn:x' };
const anyService = {
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Principal: { Service: 'sns.amazonaws.com' },
  Resource: '*',
};

const mutants: readonly Mutant[] = [
  {
    rule: 'everyRuleTargetHasDeadLettersAndRetries',
    in: 'stateless',
    type: 'AWS::Events::Rule',
    path: ['Properties', 'Targets', 0, 'RetryPolicy'],
  },
  {
    rule: 'everyRuleTargetHasDeadLettersAndRetries',
    in: 'stateless',
    type: 'AWS::Events::Rule',
    path: ['Properties', 'Targets', 0, 'DeadLetterConfig'],
  },
  {
    rule: 'everyScheduleHasDeadLettersAndRetries',
    in: 'stateless',
    type: 'AWS::Scheduler::Schedule',
    path: ['Properties', 'Target', 'RetryPolicy'],
  },
  {
    rule: 'everyRulePassesTheWholeEventToMachines',
    in: 'stateless',
    type: 'AWS::Events::Rule',
    id: 'rule',
    path: ['Properties', 'Targets', 0, 'InputPath'],
    to: '$.detail',
  },
  {
    rule: 'everyQueueIsEncryptedAndPrivate',
    in: 'stateless',
    type: 'AWS::SQS::Queue',
    path: ['Properties', 'SqsManagedSseEnabled'],
  },
  {
    rule: 'everyQueueHasAnAlarm',
    in: 'stateless',
    type: 'AWS::CloudWatch::Alarm',
    id: 'alarmrespondDeadLetters'.toLowerCase(),
    path: ['Properties', 'Dimensions'],
  },
  {
    rule: 'everyFunctionHasErrorAndThrottleAlarms',
    in: 'stateless',
    type: 'AWS::CloudWatch::Alarm',
    id: 'alarmplancaseerrors',
    path: ['Properties', 'MetricName'],
    to: 'Duration',
  },
  {
    rule: 'everyAlarmIsPlainAndHeard',
    in: 'stateless',
    type: 'AWS::CloudWatch::Alarm',
    path: ['Properties', 'AlarmActions'],
  },
  {
    rule: 'everyAlarmIsPlainAndHeard',
    in: 'stateless',
    type: 'AWS::CloudWatch::Alarm',
    path: ['Properties', 'Metrics'],
    to: [],
  },
  {
    rule: 'everyFunctionHasTheHouseSettings',
    in: 'stateless',
    type: 'AWS::Lambda::Function',
    path: ['Properties', 'Runtime'],
    to: 'nodejs22.x',
  },
  {
    rule: 'everyFunctionHasTheHouseSettings',
    in: 'stateless',
    type: 'AWS::Lambda::Function',
    path: ['Properties', 'ReservedConcurrentExecutions'],
  },
  {
    rule: 'everyLogGroupIsEncryptedAndEnds',
    in: 'stateless',
    type: 'AWS::Logs::LogGroup',
    path: ['Properties', 'RetentionInDays'],
  },
  {
    rule: 'everyMachineIsLoggedWithoutData',
    in: 'stateless',
    type: 'AWS::StepFunctions::StateMachine',
    path: ['Properties', 'LoggingConfiguration', 'IncludeExecutionData'],
    to: true,
  },
  {
    rule: 'everyBucketIsPrivateVersionedAndKept',
    in: 'stateful',
    type: 'AWS::S3::Bucket',
    path: ['Properties', 'VersioningConfiguration'],
  },
  {
    rule: 'everyBucketIsPrivateVersionedAndKept',
    in: 'stateful',
    type: 'AWS::S3::Bucket',
    path: ['DeletionPolicy'],
    to: 'Delete',
  },
  {
    rule: 'everyBucketPolicyDemandsTlsAndIsKept',
    in: 'stateful',
    type: 'AWS::S3::BucketPolicy',
    path: ['DeletionPolicy'],
  },
  {
    rule: 'everyBucketPolicyDemandsTlsAndIsKept',
    in: 'stateful',
    type: 'AWS::S3::BucketPolicy',
    path: ['Properties', 'PolicyDocument', 'Statement', 0, 'Condition'],
  },
  {
    rule: 'everyTableIsProtected',
    in: 'stateful',
    type: 'AWS::DynamoDB::Table',
    path: ['Properties', 'DeletionProtectionEnabled'],
    to: false,
  },
  { rule: 'everyKeyIsKept', in: 'stateful', type: 'AWS::KMS::Key', path: ['Properties', 'EnableKeyRotation'] },
  {
    rule: 'everyPolicyEndsWithWhatIsNeverAllowed',
    in: 'stateless',
    type: 'AWS::IAM::ManagedPolicy',
    path: ['Properties', 'PolicyDocument', 'Statement'],
    to: [],
  },
  {
    rule: 'everyPolicyEndsWithWhatIsNeverAllowed',
    in: 'member',
    type: 'AWS::IAM::ManagedPolicy',
    path: ['Properties', 'PolicyDocument', 'Statement'],
    to: [],
  },
  {
    rule: 'everyPolicyFitsIam',
    in: 'stateless',
    type: 'AWS::IAM::ManagedPolicy',
    path: ['Properties', 'PolicyDocument', 'Id'],
    to: 'x'.repeat(6_000),
  },
  {
    rule: 'noRoleHasInlinePolicies',
    in: 'stateless',
    type: 'AWS::IAM::Role',
    path: ['Properties', 'Policies'],
    to: [],
  },
  {
    rule: 'noIdentityIsAllowedWhatIsForbidden',
    in: 'stateless',
    type: 'AWS::IAM::ManagedPolicy',
    path: ['Properties', 'PolicyDocument', 'Statement', 0],
    to: flush,
  },
  {
    rule: 'noIdentityIsAllowedWhatIsForbidden',
    in: 'member',
    type: 'AWS::IAM::ManagedPolicy',
    path: ['Properties', 'PolicyDocument', 'Statement', 0],
    to: { ...flush, Action: ['ec2:*'] },
  },
  {
    rule: 'everyServiceActsForThisAccountOnly',
    in: 'stateful',
    type: 'AWS::KMS::Key',
    path: ['Properties', 'KeyPolicy', 'Statement', 0],
    to: anyService,
  },
  {
    rule: 'everyServiceActsForThisAccountOnly',
    in: 'stateless',
    type: 'AWS::IAM::Role',
    path: ['Properties', 'AssumeRolePolicyDocument', 'Statement', 0, 'Condition'],
  },
  {
    rule: 'noResourceIsOpenToTheWorld',
    in: 'stateless',
    type: 'AWS::SNS::TopicPolicy',
    path: ['Properties', 'PolicyDocument', 'Statement', 0],
    to: { ...flush, Principal: '*' },
  },
  {
    rule: 'everyRoleIsUsedByOneThing',
    in: 'stateless',
    type: 'AWS::Lambda::Function',
    id: 'plancase',
    path: ['Properties', 'Role'],
    to: at(functionOf(all.stateless, 'close-case').properties, 'Role'),
  },
];

describe('a broken template', () => {
  it.each(mutants.map((mutant) => [mutant.rule, mutant.path.join('.'), mutant]))(
    'is noticed by %s: %s',
    (_, _path, mutant) => {
      const [victim] = ofType(all[mutant.in], mutant.type).filter(({ id }) =>
        id.toLowerCase().startsWith((mutant.id ?? '').toLowerCase()),
      );
      const broken = changed(all[mutant.in], ['Resources', victim?.id ?? 'none', ...mutant.path], mutant.to);

      expect(rules[mutant.rule](broken)).not.toEqual([]);
    },
  );

  it('is made for every rule', () => {
    expect([...new Set(mutants.map(({ rule }) => rule))].toSorted()).toEqual(Object.keys(rules).toSorted());
  });
});
