import { Stack, Validations } from 'aws-cdk-lib';
import { Effect, type ManagedPolicy, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { BroadStatement } from './permissions/broad-statement.ts';

/** Rule packs, by the namespace that their findings are acknowledged in. */
export type Rule =
  | `AwsSolutions::AwsSolutions-${string}`
  | `NIST.800.53.R5::NIST.800.53.R5-${string}`
  | `Serverless::Serverless-${string}`;

/** Accepts findings on one resource, each with its reason. */
export const acknowledge = (resource: IConstruct, reasons: { readonly [R in Rule]?: string }): void => {
  const target: IConstruct = resource.node.defaultChild ?? resource;
  for (const [id, reason = ''] of Object.entries(reasons)) Validations.of(target).acknowledge({ id, reason });
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A resolved ARN as the rule packs write it: references in angle brackets. */
const flat = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(flat).join('.');
  if (!isRecord(value)) return String(value);
  const join = value['Fn::Join'];
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map(flat).join(String(join[0]));
  if ('Fn::GetAtt' in value) return `<${flat(value['Fn::GetAtt'])}>`;
  if ('Fn::ImportValue' in value) return flat(value['Fn::ImportValue']);
  return `<${flat(value.Ref)}>`;
};

/** Accepts every wildcard of a policy, singly and with its statement's reason.
 * @throws Error when a wildcard stands in a statement that gives none */
export const acknowledgeWildcards = (policy: ManagedPolicy, statements: readonly PolicyStatement[]): void => {
  for (const statement of statements.filter(({ effect }) => effect === Effect.ALLOW)) {
    const broad = statement.resources
      .map((arn) => flat(Stack.of(policy).resolve(arn)))
      .filter((arn) => arn.includes('*'));
    if (broad.length === 0) continue;
    if (!(statement instanceof BroadStatement))
      throw new Error(`${policy.node.path} ${statement.sid}: a wildcard without a reason`);
    for (const arn of new Set(broad))
      acknowledge(policy, { [`AwsSolutions::AwsSolutions-IAM5[Resource::${arn}]`]: statement.reason });
  }
};
