import { at, type Path } from './json.ts';
import type { rules } from './rules.ts';
import { functionOf } from './template.ts';

type Rule = keyof typeof rules;
type Stack = 'stateful' | 'stateless' | 'member';

/** A template with one thing broken, and the rule that must notice. */
export interface Mutant {
  readonly rule: Rule;
  readonly in: Stack;
  readonly type: string;
  /** How the resource's id begins; the first of the type unless given. */
  readonly id: string;
  readonly path: Path;
  /** What stands there instead; nothing where it is taken away. */
  readonly to: unknown;
}

const isStack = (text: string): text is Stack => ['stateful', 'stateless', 'member'].includes(text);

/** @param where the template and the type of the resource  @param path member names and indexes, joined by dots */
const mutant = (
  ...[rule, where, path, { to, id = '' } = {}]: [
    rule: Rule,
    where: `${Stack} ${string}`,
    path: string,
    how?: { to?: unknown; id?: string },
  ]
): Mutant => {
  const [stack = '', type = ''] = where.split(' ');
  if (!isStack(stack)) throw new Error(`no template ${stack}`);
  return {
    rule,
    in: stack,
    type,
    id,
    path: path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    to,
  };
};

const flush = { Effect: 'Allow', Action: 'network-firewall:StartFlowFlush', Resource: 'arn:x' };
const anyService = {
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Principal: { Service: 'sns.amazonaws.com' },
  Resource: '*',
};

/** One way or more to break each rule. */
export const mutantsOf = (stateless: unknown): readonly Mutant[] => [
  mutant('everyRuleTargetHasDeadLettersAndRetries', 'stateless AWS::Events::Rule', 'Properties.Targets.0.RetryPolicy'),
  mutant(
    'everyRuleTargetHasDeadLettersAndRetries',
    'stateless AWS::Events::Rule',
    'Properties.Targets.0.DeadLetterConfig',
  ),
  mutant(
    'everyScheduleHasDeadLettersAndRetries',
    'stateless AWS::Scheduler::Schedule',
    'Properties.Target.RetryPolicy',
  ),
  mutant('everyRulePassesTheWholeEventToMachines', 'stateless AWS::Events::Rule', 'Properties.Targets.0.InputPath', {
    to: '$.detail',
    id: 'rule',
  }),
  mutant('everyQueueIsEncryptedAndPrivate', 'stateless AWS::SQS::Queue', 'Properties.SqsManagedSseEnabled'),
  mutant('everyQueueHasAnAlarm', 'stateless AWS::CloudWatch::Alarm', 'Properties.Dimensions', {
    id: 'alarmresponddead',
  }),
  mutant('everyFunctionHasErrorAndThrottleAlarms', 'stateless AWS::CloudWatch::Alarm', 'Properties.MetricName', {
    to: 'Duration',
    id: 'alarmplancaseerrors',
  }),
  mutant('everyAlarmIsPlainAndHeard', 'stateless AWS::CloudWatch::Alarm', 'Properties.AlarmActions'),
  mutant('everyAlarmIsPlainAndHeard', 'stateless AWS::CloudWatch::Alarm', 'Properties.Metrics', { to: [] }),
  mutant('everyFunctionHasTheHouseSettings', 'stateless AWS::Lambda::Function', 'Properties.Runtime', {
    to: 'nodejs22.x',
  }),
  mutant(
    'everyFunctionHasTheHouseSettings',
    'stateless AWS::Lambda::Function',
    'Properties.ReservedConcurrentExecutions',
  ),
  mutant('everyLogGroupIsEncryptedAndEnds', 'stateless AWS::Logs::LogGroup', 'Properties.RetentionInDays'),
  mutant(
    'everyMachineIsLoggedWithoutData',
    'stateless AWS::StepFunctions::StateMachine',
    'Properties.LoggingConfiguration.IncludeExecutionData',
    { to: true },
  ),
  mutant('everyBucketIsPrivateVersionedAndKept', 'stateful AWS::S3::Bucket', 'Properties.VersioningConfiguration'),
  mutant('everyBucketIsPrivateVersionedAndKept', 'stateful AWS::S3::Bucket', 'DeletionPolicy', { to: 'Delete' }),
  mutant('everyBucketPolicyDemandsTlsAndIsKept', 'stateful AWS::S3::BucketPolicy', 'DeletionPolicy'),
  mutant(
    'everyBucketPolicyDemandsTlsAndIsKept',
    'stateful AWS::S3::BucketPolicy',
    'Properties.PolicyDocument.Statement.0.Condition',
  ),
  mutant('everyTableIsProtected', 'stateful AWS::DynamoDB::Table', 'Properties.DeletionProtectionEnabled', {
    to: false,
  }),
  mutant('everyKeyIsKept', 'stateful AWS::KMS::Key', 'Properties.EnableKeyRotation'),
  mutant(
    'everyPolicyEndsWithWhatIsNeverAllowed',
    'stateless AWS::IAM::ManagedPolicy',
    'Properties.PolicyDocument.Statement',
    { to: [] },
  ),
  mutant(
    'everyPolicyEndsWithWhatIsNeverAllowed',
    'member AWS::IAM::ManagedPolicy',
    'Properties.PolicyDocument.Statement',
    { to: [] },
  ),
  mutant('everyPolicyFitsIam', 'stateless AWS::IAM::ManagedPolicy', 'Properties.PolicyDocument.Id', {
    to: 'x'.repeat(6_000),
  }),
  mutant('noRoleHasInlinePolicies', 'stateless AWS::IAM::Role', 'Properties.Policies', { to: [] }),
  mutant(
    'noIdentityIsAllowedWhatIsForbidden',
    'stateless AWS::IAM::ManagedPolicy',
    'Properties.PolicyDocument.Statement.0',
    { to: flush },
  ),
  mutant(
    'noIdentityIsAllowedWhatIsForbidden',
    'member AWS::IAM::ManagedPolicy',
    'Properties.PolicyDocument.Statement.0',
    { to: { ...flush, Action: ['ec2:*'] } },
  ),
  mutant('everyServiceActsForThisAccountOnly', 'stateful AWS::KMS::Key', 'Properties.KeyPolicy.Statement.0', {
    to: anyService,
  }),
  mutant(
    'everyServiceActsForThisAccountOnly',
    'stateless AWS::IAM::Role',
    'Properties.AssumeRolePolicyDocument.Statement.0.Condition',
  ),
  mutant('noResourceIsOpenToTheWorld', 'stateless AWS::SNS::TopicPolicy', 'Properties.PolicyDocument.Statement.0', {
    to: { ...flush, Principal: '*' },
  }),
  mutant('everyRoleIsUsedByOneThing', 'stateless AWS::Lambda::Function', 'Properties.Role', {
    to: at(functionOf(stateless, 'close-case').properties, 'Role'),
    id: 'plancase',
  }),
];
