import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type LogDeliverySources, logDeliveryConditions } from './log-delivery.ts';

const kept = { removalPolicy: RemovalPolicy.RETAIN, pendingWindow: Duration.days(30) } as const;

/** Encrypts cases and evidence. Losing it loses the evidence, locked or not. */
export const recordsKey = (scope: Construct): Key =>
  new Key(scope, 'RecordsKey', { description: 'Flowtrap: cases and evidence.', enableKeyRotation: true, ...kept });

const useBy = (service: string, conditions: Record<string, unknown>, ...actions: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    principals: [new ServicePrincipal(service)],
    actions: [...actions],
    resources: ['*'],
    conditions,
  });

const envelope = ['kms:Decrypt', 'kms:GenerateDataKey*'] as const;
const full = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'] as const;

/** Encrypts what services write for us: logs, flow logs, notices. */
export const deliveryKey = (scope: Construct, sources: LogDeliverySources): Key => {
  const key = new Key(scope, 'DeliveryKey', {
    description: 'Flowtrap: logs, VPC flow logs and notices.',
    enableKeyRotation: true,
    ...kept,
  });
  const logGroups = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`;
  const sameAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
  const statements = [
    useBy(
      `logs.${Aws.REGION}.amazonaws.com`,
      { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
      ...full,
    ),
    useBy('delivery.logs.amazonaws.com', logDeliveryConditions(sources), ...full),
    useBy('events.amazonaws.com', sameAccount, ...envelope),
    useBy('cloudwatch.amazonaws.com', sameAccount, ...envelope),
  ];
  for (const statement of statements) key.addToResourcePolicy(statement);
  return key;
};

/** Signs manifests. Only `signerRoleArn` may use it, whatever other policies of the account say. */
export const signingKey = (scope: Construct, signerRoleArn: string): Key => {
  const key = new Key(scope, 'SigningKey', {
    description: 'Flowtrap: signs the manifests of cases.',
    keySpec: KeySpec.ECC_NIST_P256,
    keyUsage: KeyUsage.SIGN_VERIFY,
    ...kept,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'OnlyTheSigner',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['kms:Sign'],
      resources: ['*'],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': signerRoleArn } },
    }),
  );
  return key;
};
