import { at, entriesAt, textOf } from '../infra/support/json.ts';

/** How a resource is named: what `Ref` and `Fn::GetAtt … Arn` give. */
interface Names {
  readonly ref: string;
  readonly arn: string;
}

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Logical ids end with a hash of eight digits. */
const wordOf = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** Names that CloudFormation would choose, by logical id without its hash: those that the recorded calls use. */
export type Chosen = Readonly<Record<string, string>>;

const nameMembers: Readonly<Record<string, readonly [member: string, arn: string]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'arn:aws:dynamodb:REGION:ACCOUNT:table/NAME'],
  'AWS::IAM::Role': ['RoleName', 'arn:aws:iam::ACCOUNT:role/NAME'],
  'AWS::KMS::Key': ['KeyId', 'arn:aws:kms:REGION:ACCOUNT:key/NAME'],
  'AWS::Lambda::Function': ['FunctionName', 'arn:aws:lambda:REGION:ACCOUNT:function:NAME'],
  'AWS::Logs::LogGroup': ['LogGroupName', 'arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*'],
  'AWS::S3::Bucket': ['BucketName', 'arn:aws:s3:::NAME'],
  'AWS::SNS::Topic': ['TopicName', 'arn:aws:sns:REGION:ACCOUNT:NAME'],
  'AWS::SQS::Queue': ['QueueName', 'arn:aws:sqs:REGION:ACCOUNT:NAME'],
  'AWS::SSM::Parameter': ['Name', 'arn:aws:ssm:REGION:ACCOUNT:parameter/NAME'],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'arn:aws:states:REGION:ACCOUNT:stateMachine:NAME'],
};

/** Types whose `Ref` is an ARN. */
const refIsArn = new Set(['AWS::StepFunctions::StateMachine', 'AWS::SNS::Topic']);

export interface ResolverOptions extends Place {
  readonly template: unknown;
  readonly chosen: Chosen;
  /** Exports of other stacks, by name. */
  readonly imports: Readonly<Record<string, string>>;
}

/** Replaces a template's intrinsics by what CloudFormation would put there. */
export interface Resolver {
  /** @throws Error for an intrinsic, a reference or an attribute that it does not know: nothing becomes a wildcard */
  readonly resolve: (value: unknown) => unknown;
  readonly exports: () => Readonly<Record<string, string>>;
  /** ARN of a resource, by its logical id without the hash. */
  readonly arnOf: (word: string) => string;
}

export const resolverOf = (options: ResolverOptions): Resolver => {
  const { template, account, region, chosen, imports } = options;
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const namesOf = (id: string): Names => {
    const resource = at(template, 'Resources', id);
    const type = textOf(at(resource, 'Type'));
    const known = nameMembers[type];
    if (!known) throw new Error(`cannot name ${id} of type ${type}`);
    const [member, pattern] = known;
    const choice = chosen[wordOf(id)];
    const given = at(resource, 'Properties', member);
    const name = choice ?? (given === undefined ? id.toLowerCase() : textOf(resolve(given)));
    const arn = pattern
      .replace('REGION', region)
      .replace('ACCOUNT', account)
      .replace('NAME', name)
      // A parameter's name begins with the slash that its ARN has already.
      .replace(':parameter//', ':parameter/');
    return { ref: refIsArn.has(type) ? arn : name, arn };
  };

  const reference = (id: string): string => {
    const value = pseudo[id] ?? at(template, 'Parameters', id, 'Default');
    return typeof value === 'string' ? value : namesOf(id).ref;
  };

  const attribute = (value: unknown): string => {
    const [id, name] = Array.isArray(value) ? value.map(textOf) : textOf(value).split('.');
    if (name !== 'Arn' || id === undefined) throw new Error(`cannot resolve Fn::GetAtt ${textOf(value)}`);
    return namesOf(id).arn;
  };

  const imported = (name: string): string => {
    const value = imports[name];
    if (value === undefined) throw new Error(`nothing exports ${name}`);
    return value;
  };

  const intrinsics: Readonly<Record<string, (value: unknown) => unknown>> = {
    Ref: (value) => reference(textOf(value)),
    'Fn::GetAtt': attribute,
    'Fn::ImportValue': (value) => imported(textOf(resolve(value))),
    'Fn::Join': (value) => {
      const parts = resolve(at(value, 1));
      if (!Array.isArray(parts)) throw new Error('Fn::Join joins no list');
      return parts.map(textOf).join(textOf(at(value, 0)));
    },
  };

  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first, ...others] = entries;
    if (first && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
      const apply = intrinsics[first[0]];
      if (!apply || others.length > 0) throw new Error(`unknown intrinsic ${first[0]}`);
      return apply(first[1]);
    }
    return Object.fromEntries(entries.map(([name, member]) => [name, resolve(member)]));
  };

  return {
    resolve,
    exports: () =>
      Object.fromEntries(
        entriesAt(template, 'Outputs').flatMap(([, output]) => {
          const name = at(output, 'Export', 'Name');
          return name === undefined ? [] : [[textOf(resolve(name)), textOf(resolve(at(output, 'Value')))]];
        }),
      ),
    arnOf: (word) => {
      const id = entriesAt(template, 'Resources').find(([candidate]) => wordOf(candidate) === word)?.[0];
      if (id === undefined) throw new Error(`no resource ${word}`);
      return namesOf(id).arn;
    },
  };
};
