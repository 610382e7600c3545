import { steps } from '../../infra/lib/names.ts';
import { at, listAt, textOf } from '../infra/support/json.ts';
import { templatesOf } from '../infra/support/synthesize.ts';
import { ofType, type Resource } from '../infra/support/template.ts';
import type { Caller } from './record-calls.ts';
import { type Place, type Resolver, resolverOf } from './resolve.ts';
import { accounts } from './scenario.ts';

export const hub: Place = { account: '111122223333', region: 'us-east-1' };
export const spoke: Place = { account: accounts.members[0] ?? '', region: hub.region };

/** Names that the recorded calls use for what CloudFormation would name itself. */
const chosen = {
  Records: 'flowtrap',
  Evidence: 'flowtrap-evidence',
  FlowLogs: 'flowtrap-flow-logs',
  FlowLogDeliveryRole: 'flowtrap-flow-logs',
  SigningKey: 'signing-key',
  RecordsKey: 'records-key',
  DeliveryKey: 'delivery-key',
};

/** The templates of a deployment, as JSON. */
export interface Templates {
  readonly stateful: unknown;
  readonly stateless: unknown;
  readonly member?: unknown;
}

export const templatesFor = (config: object): Templates => {
  const made = templatesOf({ ...hub, ...config });
  return { stateful: made.stateful.toJSON(), stateless: made.stateless.toJSON(), member: made.member?.toJSON() };
};

interface Principal {
  readonly arn: string;
  readonly sessionArn: string;
  readonly account: string;
  readonly policies: readonly unknown[];
}

/** Everything that decides about a request: who asks with which policies, and what the resource itself says. */
export interface Deployment {
  readonly principal: (caller: Caller) => Principal;
  /** Policy on the resource, by the resource's ARN. */
  readonly resourcePolicy: (arn: string) => unknown;
  readonly arns: Readonly<
    Record<'table' | 'evidence' | 'flowLogs' | 'signingKey' | 'recordsKey' | 'parameter', string>
  >;
  /** ARNs of every resource of ours that a policy could name. */
  readonly everything: readonly string[];
}

const principalOf = (template: unknown, resolver: Resolver, place: Place) => {
  const roles = ofType(template, 'AWS::IAM::Role');
  const policiesOf = (role: Resource) =>
    ofType(template, 'AWS::IAM::ManagedPolicy')
      .filter(({ properties }) => listAt(properties, 'Roles').some((ref) => at(ref, 'Ref') === role.id))
      .map(({ properties }) => resolver.resolve(at(properties, 'PolicyDocument')));
  return (roleName: string): Principal => {
    const role = roles.find(({ properties }) => textOf(resolver.resolve(at(properties, 'RoleName'))) === roleName);
    if (!role) throw new Error(`no role ${roleName}`);
    return {
      arn: `arn:aws:iam::${place.account}:role/${roleName}`,
      sessionArn: `arn:aws:sts::${place.account}:assumed-role/${roleName}/session`,
      account: place.account,
      policies: policiesOf(role),
    };
  };
};

const bucketPolicies = (template: unknown, { resolve, arnOf }: Resolver) =>
  ofType(template, 'AWS::S3::BucketPolicy').map(({ properties }): readonly [string, unknown] => {
    const bucket = textOf(at(properties, 'Bucket', 'Ref')).replace(/[0-9A-F]{8}$/, '');
    return [arnOf(bucket), resolve(at(properties, 'PolicyDocument'))];
  });

const keyPolicies = (template: unknown, { resolve, arnOf }: Resolver) =>
  ofType(template, 'AWS::KMS::Key').map(({ id, properties }): readonly [string, unknown] => [
    arnOf(id.replace(/[0-9A-F]{8}$/, '')),
    resolve(at(properties, 'KeyPolicy')),
  ]);

const trustPolicies = (template: unknown, { resolve }: Resolver, place: Place) =>
  ofType(template, 'AWS::IAM::Role').map(({ properties }): readonly [string, unknown] => [
    `arn:aws:iam::${place.account}:role/${textOf(resolve(at(properties, 'RoleName')))}`,
    resolve(at(properties, 'AssumeRolePolicyDocument')),
  ]);

/** Allowed everything by policies of its own: only what resources say can stop it. */
const administrator: Principal = {
  arn: `arn:aws:iam::${hub.account}:role/administrator`,
  sessionArn: `arn:aws:sts::${hub.account}:assumed-role/administrator/session`,
  account: hub.account,
  policies: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }],
};

const logGroupOf = (step: string): string =>
  `arn:aws:logs:${hub.region}:${hub.account}:log-group:/aws/lambda/flowtrap-${step}`;

/** What a deployment's templates say, with every intrinsic resolved. */
export const deploymentOf = ({ stateful, stateless, member }: Templates): Deployment => {
  const below = resolverOf({ ...hub, template: stateful, chosen, imports: {} });
  const above = resolverOf({ ...hub, template: stateless, chosen: {}, imports: below.exports() });
  const inHub = principalOf(stateless, above, hub);
  const beside = member === undefined ? undefined : resolverOf({ ...spoke, template: member, chosen: {}, imports: {} });
  const resourcePolicies = new Map([
    ...bucketPolicies(stateful, below),
    ...keyPolicies(stateful, below),
    ...(beside ? trustPolicies(member, beside, spoke) : []),
  ]);
  const arns = {
    table: below.arnOf('Records'),
    evidence: below.arnOf('Evidence'),
    flowLogs: below.arnOf('FlowLogs'),
    signingKey: below.arnOf('SigningKey'),
    recordsKey: below.arnOf('RecordsKey'),
    parameter: below.arnOf('Policy'),
  };
  const machine = `arn:aws:states:${hub.region}:${hub.account}:stateMachine:flowtrap-respond`;
  const known = new Map<Caller, Principal>();
  const find = (caller: Caller): Principal => {
    if (caller === 'administrator') return administrator;
    if (caller !== 'member') return inHub(`flowtrap-${caller}-${hub.region}`);
    if (!beside) throw new Error('this deployment has no members');
    return principalOf(member, beside, spoke)('flowtrap-member');
  };
  return {
    principal: (caller) => {
      const principal = known.get(caller) ?? find(caller);
      known.set(caller, principal);
      return principal;
    },
    resourcePolicy: (arn) =>
      [...resourcePolicies].find(
        ([owner]) => arn === owner || (owner.includes(':s3:::') && arn.startsWith(`${owner}/`)),
      )?.[1],
    arns,
    everything: [
      ...Object.values(arns),
      ...['cases/c-0/probe.json', 'triggers/probe.json', 'flows/day=2026-03-01/probe', 'elsewhere'].map(
        (key) => `${arns.evidence}/${key}`,
      ),
      `${arns.flowLogs}/AWSLogs/probe`,
      `${arns.table}/index/byGrade`,
      below.arnOf('DeliveryKey'),
      below.arnOf('AccessLogs'),
      `${below.arnOf('AccessLogs')}/probe`,
      below.arnOf('FlowLogGroup'),
      below.arnOf('FlowLogDeliveryRole'),
      machine,
      machine.replace('stateMachine', 'execution').concat(':probe'),
      ...steps.map((step) => `arn:aws:lambda:${hub.region}:${hub.account}:function:flowtrap-${step}`),
      ...steps.map((step) => `${logGroupOf(step)}:log-stream:probe`),
      ...steps.map(logGroupOf),
      ...steps.map((step) => `arn:aws:iam::${hub.account}:role/flowtrap-${step}-${hub.region}`),
      `arn:aws:iam::${spoke.account}:role/flowtrap-member`,
      `arn:aws:sqs:${hub.region}:${hub.account}:flowtrap-respond-dead-letters`,
      `arn:aws:sns:${hub.region}:${hub.account}:flowtrap-alerts`,
      `arn:aws:events:${hub.region}:${hub.account}:event-bus/default`,
      `arn:aws:events:${hub.region}:${hub.account}:rule/flowtrap-guardduty`,
    ],
  };
};
