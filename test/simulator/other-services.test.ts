import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeKeyCommand, GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { vpc, worldOf } from '../../simulator/worlds/rows.ts';
import { distributed } from '../../simulator/worlds/topologies.ts';
import { faultOf, startWorld } from './support.ts';

const MEMBER = '444455556666';

const start = async () => {
  const roles = [{ RoleName: 'flowtrap-member', TrustedAccounts: ['111122223333'], ExternalId: 'secret' }];
  const hub = worldOf(distributed());
  const member = { Roles: roles, 'us-east-1': { Vpcs: [vpc('vpc-00000000000000444', '10.4.0.0/16')] } };
  const world = { ...hub, accounts: { ...hub.accounts, [MEMBER]: member } };
  const parameters = [{ account: '111122223333', region: 'us-east-1', name: '/flowtrap/policy', value: '{}' }];
  const simulator = await startWorld({ world, parameters });
  return { simulator, host: simulator.host({}) };
};

describe('Parameter Store', () => {
  it('keeps versions and refuses to overwrite unasked', async () => {
    const { host } = await start();
    const client = new SSMClient(host.clientConfig('ssm'));
    const put = async (Value: string, Overwrite?: boolean) =>
      await client.send(new PutParameterCommand({ Name: '/flowtrap/policy', Value, Type: 'String', Overwrite }));

    const before = await client.send(new GetParameterCommand({ Name: '/flowtrap/policy' }));
    const refused = await faultOf(put('{"a":1}'));
    const { Version } = await put('{"a":1}', true);
    const after = await client.send(new GetParameterCommand({ Name: '/flowtrap/policy' }));

    expect(before.Parameter).toMatchObject({
      Value: '{}',
      Version: 1,
      ARN: 'arn:aws:ssm:us-east-1:111122223333:parameter/flowtrap/policy',
    });
    expect(refused).toMatch(/^ParameterAlreadyExists: /);
    expect([Version, after.Parameter?.Value]).toEqual([2, '{"a":1}']);
    expect(await faultOf(client.send(new GetParameterCommand({ Name: '/other' })))).toMatch(/^ParameterNotFound: /);
    expect(await faultOf(put('x'.repeat(4_097), true))).toMatch(/^ValidationException: /);
  });
});

describe('the signing key', () => {
  it('signs digests that node:crypto verifies', async () => {
    const { simulator, host } = await start();
    const client = new KMSClient(host.clientConfig('kms'));
    const KeyId = simulator.signingKeyId;
    const { PublicKey, KeySpec } = await client.send(new GetPublicKeyCommand({ KeyId }));
    const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    const messages = Array.from({ length: 40 }, (_, at) => Buffer.from(`manifest ${at}`));

    const verdicts = await Promise.all(
      messages.map(async (message) => {
        const Message = createHash('sha256').update(message).digest();
        const command = new SignCommand({ KeyId, Message, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' });
        const { Signature = Buffer.alloc(0) } = await client.send(command);
        return [verify('sha256', message, key, Signature), verify('sha256', Buffer.from('other'), key, Signature)];
      }),
    );

    expect(KeySpec).toBe('ECC_NIST_P256');
    expect(verdicts).toEqual(messages.map(() => [true, false]));
  });

  it('signs messages too, and refuses other keys, algorithms and lengths', async () => {
    const { simulator, host } = await start();
    const client = new KMSClient(host.clientConfig('kms'));
    const base = {
      KeyId: simulator.signingKeyId,
      Message: Buffer.alloc(32),
      SigningAlgorithm: 'ECDSA_SHA_256',
    } as const;
    const sign = (more: object) => faultOf(client.send(new SignCommand({ ...base, MessageType: 'DIGEST', ...more })));

    expect(await sign({ MessageType: 'RAW', Message: Buffer.from('any length') })).toBe('no error');
    expect(await sign({ KeyId: 'alias/flowtrap-evidence' })).toBe('no error');
    expect(await sign({ KeyId: 'alias/other' })).toMatch(/^NotFoundException: /);
    expect(await sign({ SigningAlgorithm: 'RSASSA_PSS_SHA_256' })).toMatch(/^InvalidKeyUsageException: /);
    expect(await sign({ Message: Buffer.alloc(31) })).toMatch(/^ValidationException: /);
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: simulator.signingKeyId }));
    expect(KeyMetadata).toMatchObject({ KeyUsage: 'SIGN_VERIFY', Enabled: true, KeyId: simulator.signingKeyId });
  });
});

describe('roles', () => {
  const assume = (more: object = {}) =>
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${MEMBER}:role/flowtrap-member`,
      RoleSessionName: 'flowtrap-c-1',
      ExternalId: 'secret',
      ...more,
    });

  it('let a trusted account act in another one', async () => {
    const { simulator, host } = await start();
    const sts = new STSClient(host.clientConfig('sts'));

    const { Credentials } = await sts.send(assume());
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
    };
    const inMember = { ...host.clientConfig('ec2'), credentials };
    const { Vpcs } = await new EC2Client(inMember).send(new DescribeVpcsCommand({}));
    const identity = await new STSClient(inMember).send(new GetCallerIdentityCommand({}));

    expect(Credentials?.Expiration).toEqual(new Date('2026-03-01T13:00:00Z'));
    expect(Vpcs?.map((row) => row.VpcId)).toEqual(['vpc-00000000000000444']);
    expect(identity.Account).toBe(MEMBER);
    expect(simulator.calls.map(({ service, account }) => [service, account])).toEqual([
      ['sts', '111122223333'],
      ['ec2', MEMBER],
      ['sts', MEMBER],
    ]);
  });

  it.each([
    ['a wrong external id', { ExternalId: 'guess' }, 'AccessDenied'],
    ['no external id', { ExternalId: undefined }, 'AccessDenied'],
    ['a role of nobody', { RoleArn: `arn:aws:iam::${MEMBER}:role/other` }, 'AccessDenied'],
    ['a role that is none', { RoleArn: 'arn:aws:iam::none:role/other' }, 'ValidationError'],
    ['a session name with spaces', { RoleSessionName: 'a b' }, 'ValidationError'],
    ['a short life', { DurationSeconds: 60 }, 'ValidationError'],
  ])('refuse %s', async (_, more, name) => {
    const { host } = await start();
    const sts = new STSClient(host.clientConfig('sts'));

    await expect(sts.send(assume(more))).rejects.toMatchObject({ name });
  });

  it('refuse an account that they do not trust', async () => {
    const { host } = await start();
    const credentials = { accessKeyId: '777788889999', secretAccessKey: 'x' };
    const stranger = new STSClient({ ...host.clientConfig('sts'), credentials });

    await expect(stranger.send(assume())).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('the event bus', () => {
  it('records entries, and hides refusals behind HTTP 200', async () => {
    const { simulator, host } = await start();
    const client = new EventBridgeClient(host.clientConfig('eventbridge'));
    const entry = { Source: 'flowtrap', DetailType: 'Flowtrap Case Closed', Detail: '{"caseId":"c-1"}' };

    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({
        Entries: [
          entry,
          { ...entry, Detail: '{' },
          { ...entry, Source: 'aws.guardduty' },
          { ...entry, DetailType: undefined },
        ],
      }),
    );

    expect(FailedEntryCount).toBe(3);
    expect(Entries?.map((row) => row.ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'InvalidArgument',
    ]);
    expect(simulator.events).toMatchObject([
      { bus: 'default', source: 'flowtrap', detail: { caseId: 'c-1' }, eventId: Entries?.[0]?.EventId },
    ]);
    expect(await faultOf(client.send(new PutEventsCommand({ Entries: Array(11).fill(entry) })))).toMatch(
      /^ValidationException/,
    );
  });
});

describe('DynamoDB', () => {
  it('writes conditionally, and its calls are recorded like all others', async () => {
    const { simulator, host } = await start();
    await simulator.createTable({
      TableName: 'records',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    });
    const client = new DynamoDBClient(host.clientConfig('dynamodb'));
    const create = async (n: number) =>
      await client.send(
        new PutItemCommand({
          TableName: 'records',
          Item: { pk: { S: 'CASE' }, sk: { S: 'CASE' }, n: { N: String(n) } },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );

    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(create));
    const query = {
      TableName: 'records',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'CASE' } },
    };
    const { Count } = await client.send(new QueryCommand(query));

    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))[0]).toBeInstanceOf(
      ConditionalCheckFailedException,
    );
    expect(Count).toBe(1);
    expect(simulator.calls.map(({ operation, resource }) => [operation, resource])).toContainEqual([
      'Query',
      'records',
    ]);
  });
});
