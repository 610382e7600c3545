import { at, entriesAt, listAt, type Path, textOf, textsAt } from './json.ts';
import {
  actionsOf,
  type FoundStatement,
  isAllow,
  ofType,
  type Resource,
  resourcesOf,
  statementsOf,
} from './template.ts';

/** A promise about a template: the ids of what breaks it. */
export type TemplateRule = (template: unknown) => readonly string[];

const breaking = (resources: readonly Resource[], keeps: (resource: Resource) => boolean): readonly string[] =>
  resources.filter((resource) => !keeps(resource)).map(({ id }) => id);

const each =
  (type: string, keeps: (properties: unknown, body: unknown) => boolean): TemplateRule =>
  (template) =>
    breaking(ofType(template, type), ({ properties, body }) => keeps(properties, body));

const has = (value: unknown, ...path: Path): boolean => at(value, ...path) !== undefined;

const isDelivered = (target: unknown): boolean =>
  has(target, 'DeadLetterConfig', 'Arn') &&
  has(target, 'RetryPolicy', 'MaximumRetryAttempts') &&
  has(target, 'RetryPolicy', 'MaximumEventAgeInSeconds');

const describesAll = (found: FoundStatement): boolean => found.holder.type === 'AWS::KMS::Key';

const servicesOf = ({ statement }: FoundStatement): readonly string[] => textsAt(statement, 'Principal', 'Service');

const conditionKeys = ({ statement }: FoundStatement): readonly string[] =>
  entriesAt(statement, 'Condition').flatMap(([, keys]) => entriesAt(keys).map(([key]) => key));

const confining = ['aws:SourceAccount', 'aws:SourceArn', 'kms:EncryptionContext:aws:logs:arn'];

/** By account, by the ARN of one resource of ours, or, for CloudWatch Logs, by the log group in the encryption context. */
const confines = (found: FoundStatement): boolean => conditionKeys(found).some((key) => confining.includes(key));

/** Wildcards over a service, and what destroys or overrules evidence. */
const forbidden =
  /^\*$|:\*$|^network-firewall:StartFlowFlush$|^s3:(DeleteObject|BypassGovernance|PutBucketPolicy|PutObjectRetention)/;

const neverStatement = (statement: unknown): boolean =>
  at(statement, 'Effect') === 'Deny' &&
  at(statement, 'Resource') === '*' &&
  at(statement, 'Condition') === undefined &&
  ['network-firewall:StartFlowFlush', 's3:BypassGovernanceRetention', 's3:DeleteObject*'].every((action) =>
    textsAt(statement, 'Action').includes(action),
  );

export const rules = {
  everyRuleTargetHasDeadLettersAndRetries: each('AWS::Events::Rule', (rule) => {
    const targets = listAt(rule, 'Targets');
    return targets.length > 0 && targets.every(isDelivered);
  }),
  everyScheduleHasDeadLettersAndRetries: each('AWS::Scheduler::Schedule', (schedule) =>
    isDelivered(at(schedule, 'Target')),
  ),
  everyRulePassesTheWholeEventToMachines: each('AWS::Events::Rule', (rule) =>
    listAt(rule, 'Targets')
      .filter((target) => has(target, 'RoleArn'))
      .every((target) => !has(target, 'InputTransformer') && !has(target, 'Input') && !has(target, 'InputPath')),
  ),
  everyQueueIsEncryptedAndPrivate: (template) =>
    breaking(ofType(template, 'AWS::SQS::Queue'), ({ id, properties }) => {
      const tls = ofType(template, 'AWS::SQS::QueuePolicy').some(
        (policy) =>
          textOf(policy.properties).includes(`"Ref":"${id}"`) &&
          textOf(policy.properties).includes('aws:SecureTransport'),
      );
      return (
        at(properties, 'SqsManagedSseEnabled') === true && tls && at(properties, 'MessageRetentionPeriod') === 1_209_600
      );
    }),
  everyQueueHasAnAlarm: (template) =>
    breaking(ofType(template, 'AWS::SQS::Queue'), ({ id }) =>
      ofType(template, 'AWS::CloudWatch::Alarm').some(({ properties }) =>
        textOf(at(properties, 'Dimensions')).includes(id),
      ),
    ),
  everyFunctionHasErrorAndThrottleAlarms: (template) =>
    breaking(ofType(template, 'AWS::Lambda::Function'), ({ id }) =>
      ['Errors', 'Throttles'].every((metric) =>
        ofType(template, 'AWS::CloudWatch::Alarm').some(
          ({ properties }) =>
            at(properties, 'MetricName') === metric && textOf(at(properties, 'Dimensions')).includes(`"${id}"`),
        ),
      ),
    ),
  everyAlarmIsPlainAndHeard: each(
    'AWS::CloudWatch::Alarm',
    (alarm) =>
      !has(alarm, 'Metrics') &&
      has(alarm, 'MetricName') &&
      listAt(alarm, 'AlarmActions').length > 0 &&
      at(alarm, 'TreatMissingData') === 'notBreaching',
  ),
  everyFunctionHasTheHouseSettings: each(
    'AWS::Lambda::Function',
    (lambda) =>
      at(lambda, 'Runtime') === 'nodejs24.x' &&
      at(lambda, 'Architectures', 0) === 'arm64' &&
      at(lambda, 'TracingConfig', 'Mode') === 'Active' &&
      at(lambda, 'Environment', 'Variables', 'NODE_OPTIONS') === '--disable-proto=throw' &&
      has(lambda, 'LoggingConfig', 'LogGroup') &&
      has(lambda, 'ReservedConcurrentExecutions'),
  ),
  everyLogGroupIsEncryptedAndEnds: each(
    'AWS::Logs::LogGroup',
    (group) => has(group, 'KmsKeyId') && has(group, 'RetentionInDays') && has(group, 'LogGroupName'),
  ),
  everyMachineIsLoggedWithoutData: each(
    'AWS::StepFunctions::StateMachine',
    (machine) =>
      at(machine, 'LoggingConfiguration', 'Level') === 'ALL' &&
      at(machine, 'LoggingConfiguration', 'IncludeExecutionData') === false &&
      at(machine, 'TracingConfiguration', 'Enabled') === true &&
      at(machine, 'StateMachineType') === 'STANDARD',
  ),
  everyBucketIsPrivateVersionedAndKept: each(
    'AWS::S3::Bucket',
    (bucket, body) =>
      entriesAt(bucket, 'PublicAccessBlockConfiguration').filter(([, on]) => on === true).length === 4 &&
      at(bucket, 'VersioningConfiguration', 'Status') === 'Enabled' &&
      at(bucket, 'OwnershipControls', 'Rules', 0, 'ObjectOwnership') === 'BucketOwnerEnforced' &&
      at(body, 'DeletionPolicy') === 'Retain',
  ),
  everyBucketPolicyDemandsTlsAndIsKept: each(
    'AWS::S3::BucketPolicy',
    (policy, body) =>
      at(body, 'DeletionPolicy') === 'Retain' &&
      listAt(policy, 'PolicyDocument', 'Statement').some(
        (statement) =>
          at(statement, 'Effect') === 'Deny' && at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false',
      ),
  ),
  everyTableIsProtected: each(
    'AWS::DynamoDB::Table',
    (table, body) =>
      at(table, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true &&
      at(table, 'DeletionProtectionEnabled') === true &&
      at(table, 'SSESpecification', 'SSEType') === 'KMS' &&
      at(table, 'BillingMode') === 'PAY_PER_REQUEST' &&
      at(body, 'DeletionPolicy') === 'Retain',
  ),
  everyKeyIsKept: each(
    'AWS::KMS::Key',
    (key, body) =>
      at(body, 'DeletionPolicy') === 'Retain' &&
      (at(key, 'EnableKeyRotation') === true || at(key, 'KeyUsage') === 'SIGN_VERIFY'),
  ),
  everyPolicyEndsWithWhatIsNeverAllowed: each('AWS::IAM::ManagedPolicy', (policy) =>
    listAt(policy, 'PolicyDocument', 'Statement').some(neverStatement),
  ),
  everyPolicyFitsIam: each('AWS::IAM::ManagedPolicy', (policy) => textOf(at(policy, 'PolicyDocument')).length <= 6_144),
  noRoleHasInlinePolicies: (template) => [
    ...ofType(template, 'AWS::IAM::Policy').map(({ id }) => id),
    ...breaking(ofType(template, 'AWS::IAM::Role'), ({ properties }) => !has(properties, 'Policies')),
  ],
  noIdentityIsAllowedWhatIsForbidden: (template) =>
    statementsOf(template)
      .filter((found) => isAllow(found) && found.holder.type === 'AWS::IAM::ManagedPolicy')
      .filter((found) => actionsOf(found).some((action) => forbidden.test(action)))
      .map(({ holder }) => holder.id),
  everyServiceActsForThisAccountOnly: (template) =>
    statementsOf(template)
      .filter((found) => isAllow(found) && servicesOf(found).length > 0 && !confines(found))
      .map(({ holder }) => holder.id),
  noResourceIsOpenToTheWorld: (template) =>
    statementsOf(template)
      .filter((found) => isAllow(found) && !describesAll(found))
      .filter(({ statement }) => ['*', '{"AWS":"*"}'].includes(textOf(at(statement, 'Principal'))))
      .map(({ holder }) => holder.id),
  everyRoleIsUsedByOneThing: (template) => {
    const users = resourcesOf(template).flatMap(({ type, properties }) =>
      type === 'AWS::Lambda::Function' ? [textOf(at(properties, 'Role'))] : [],
    );
    return users.filter((role, index) => users.indexOf(role) !== index);
  },
} as const satisfies Readonly<Record<string, TemplateRule>>;
