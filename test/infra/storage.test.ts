import { describe, expect, it } from 'vitest';
import { policySchema } from '../../functions/lib/policy/policy.ts';
import { parseOrThrow } from '../../functions/lib/policy/violations.ts';
import { retainedOf } from '../../infra/lib/retained.ts';
import { at, listAt, textOf } from './support/json.ts';
import { fullConfig, templatesOf } from './support/synthesize.ts';
import { named, onlyOne } from './support/template.ts';

const stateful: unknown = templatesOf(fullConfig).stateful.toJSON();

describe('the evidence bucket', () => {
  const bucket = onlyOne(stateful, 'AWS::S3::Bucket', named('Evidence'));
  const denials = listAt(
    onlyOne(stateful, 'AWS::S3::BucketPolicy', named('Evidence')).properties,
    'PolicyDocument',
    'Statement',
  );
  const denial = (sid: string): unknown => denials.find((statement) => at(statement, 'Sid') === sid);

  it('locks every object for the retention and in the mode of the policy, under our key', () => {
    expect(at(bucket.properties, 'ObjectLockEnabled')).toBe(true);
    expect(at(bucket.properties, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention')).toEqual({
      Days: 400,
      Mode: 'COMPLIANCE',
    });
    expect(textOf(at(bucket.properties, 'BucketEncryption'))).toContain('aws:kms');
    expect(at(bucket.properties, 'LoggingConfiguration', 'DestinationBucketName')).toBeDefined();
  });

  it('refuses a write of evidence or of a raw trigger that is not create-only', () => {
    expect(denial('CreateOnly')).toMatchObject({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:PutObject',
      Condition: { Null: { 's3:if-none-match': 'true' } },
    });
    expect(textOf(at(denial('CreateOnly'), 'Resource'))).toContain('/cases/*');
    expect(textOf(at(denial('CreateOnly'), 'Resource'))).toContain('/triggers/*');
    expect(textOf(at(denial('CreateOnly'), 'Resource'))).toContain('/flows/*');
  });

  it('refuses writers that are not steps', () => {
    const writers = listAt(denial('WrittenByStepsOnly'), 'Condition', 'ArnNotEquals', 'aws:PrincipalArn').map(textOf);

    expect(writers.map((arn) => /flowtrap-([a-z-]+)-"/.exec(arn)?.[1])).toEqual([
      'plan-case',
      'collect-flows',
      'close-case',
      'publish-case',
    ]);
  });

  it('refuses every deletion and every bypass of the lock', () => {
    expect(denial('NeverDeleted')).toMatchObject({
      Effect: 'Deny',
      Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    });
    expect(denial('NeverUnlocked')).toMatchObject({ Effect: 'Deny', Action: 's3:BypassGovernanceRetention' });
    for (const sid of ['NeverDeleted', 'NeverUnlocked']) expect(at(denial(sid), 'Condition')).toBeUndefined();
  });
});

describe('the flow-log bucket', () => {
  const statements = listAt(
    onlyOne(stateful, 'AWS::S3::BucketPolicy', named('FlowLogs')).properties,
    'PolicyDocument',
    'Statement',
  );
  const write = statements.find((statement) => at(statement, 'Sid') === 'AWSLogDeliveryWrite');

  it('takes flow logs of our accounts and Regions only, with Hive partitions and without', () => {
    const resources = textOf(at(write, 'Resource'));

    for (const part of ['AWSLogs/222233334444/*', 'AWSLogs/aws-account-id=222233334444/*'])
      expect(resources).toContain(part);
    expect(at(write, 'Condition', 'StringEquals')).toEqual({
      'aws:SourceAccount': [{ Ref: 'AWS::AccountId' }, '222233334444'],
      's3:x-amz-acl': 'bucket-owner-full-control',
    });
    expect(listAt(write, 'Condition', 'ArnLike', 'aws:SourceArn').map(textOf).join()).toContain(
      ':logs:eu-central-1:222233334444:*',
    );
  });

  it('has no lock, and lets flow logs expire with the retention of evidence', () => {
    const bucket = onlyOne(stateful, 'AWS::S3::Bucket', named('FlowLogs'));

    expect(at(bucket.properties, 'ObjectLockEnabled')).toBeUndefined();
    expect(at(bucket.properties, 'LifecycleConfiguration', 'Rules', 0, 'ExpirationInDays')).toBe(400);
    expect(at(onlyOne(stateful, 'AWS::Logs::LogGroup').properties, 'RetentionInDays')).toBe(400);
  });
});

describe('the signing key', () => {
  const key = onlyOne(stateful, 'AWS::KMS::Key', named('SigningKey'));

  it('is an ECC P-256 key that only the step close-case may sign with', () => {
    const guard = listAt(key.properties, 'KeyPolicy', 'Statement').find(
      (statement) => at(statement, 'Sid') === 'OnlyTheSigner',
    );

    expect(at(key.properties, 'KeySpec')).toBe('ECC_NIST_P256');
    expect(at(key.properties, 'KeyUsage')).toBe('SIGN_VERIFY');
    expect(guard).toMatchObject({ Effect: 'Deny', Action: 'kms:Sign', Principal: { AWS: '*' } });
    expect(textOf(at(guard, 'Condition', 'ArnNotEquals', 'aws:PrincipalArn'))).toContain('flowtrap-close-case-');
  });
});

describe('the table', () => {
  it('has its keys and both indexes by time', () => {
    const { properties } = onlyOne(stateful, 'AWS::DynamoDB::Table');
    const keysOf = (index: unknown) => listAt(index, 'KeySchema').map((key) => at(key, 'AttributeName'));

    expect(keysOf(properties)).toEqual(['pk', 'sk']);
    expect(
      listAt(properties, 'GlobalSecondaryIndexes').map((index) => [at(index, 'IndexName'), ...keysOf(index)]),
    ).toEqual([
      ['byInterface', 'interfaceId', 'atMs'],
      ['byGrade', 'grade', 'atMs'],
    ]);
    expect(listAt(properties, 'AttributeDefinitions')).toContainEqual({ AttributeName: 'atMs', AttributeType: 'N' });
  });
});

describe('the policy parameter', () => {
  it('holds the policy with every default written out', () => {
    const value = textOf(at(onlyOne(stateful, 'AWS::SSM::Parameter').properties, 'Value'));
    const policy = parseOrThrow(policySchema, JSON.parse(value), 'policy');

    expect(policy.evidence.retentionDays).toBe(400);
    expect(JSON.parse(value)).toEqual(policy);
  });

  it('is an advanced parameter once it outgrows a standard one', () => {
    const exclude = Array.from({ length: 60 }, (_, index) => `Recon:EC2/${'x'.repeat(40)}${index}`);
    const big: unknown = templatesOf({ policy: { triggers: { exclude } } }).stateful.toJSON();

    expect(at(onlyOne(big, 'AWS::SSM::Parameter').properties, 'Tier')).toBe('Advanced');
    expect(at(onlyOne(stateful, 'AWS::SSM::Parameter').properties, 'Tier')).toBe('Standard');
  });
});

describe('destroying', () => {
  it('keeps the table, the buckets with their policies, the keys and the flow logs, each for a reason', () => {
    const kept = retainedOf(stateful);
    const types = kept.map(({ type }) => type);

    expect(types.filter((type) => type === 'AWS::S3::Bucket')).toHaveLength(4);
    expect(types.filter((type) => type === 'AWS::KMS::Key')).toHaveLength(3);
    expect(types).toEqual(
      expect.arrayContaining(['AWS::DynamoDB::Table', 'AWS::Logs::LogGroup', 'AWS::S3::BucketPolicy']),
    );
    for (const { reason } of kept) expect(reason).not.toBe('it cannot be made again');
  });
});
