import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoRecordTable } from '../../functions/lib/adapters/dynamo-record-table.ts';
import type { GradeQuery, RecordIndexes, RecordKey, RecordTable } from '../../functions/lib/ports/record-table.ts';
import type { ClientConfig, Host } from '../../functions/lib/runtime/host.ts';
import { directHandler } from '../../prove/aws/direct-handler.ts';
import { memoryDynamo } from '../../prove/aws/dynamo.ts';
import { type Dynamo, startDynamo } from '../../simulator/dynamo.ts';
import { recordsTable } from '../../simulator/records-table.ts';

const base = { region: 'us-east-1', credentials: { accessKeyId: '111122223333', secretAccessKey: 'simulated' } };
const hostOn = (config: object): Host => ({
  env: {},
  clock: { nowMs: () => 0 },
  clientConfig: () => ({ ...base, ...config }),
});

const key = fc.record({
  pk: fc.constantFrom('a', 'b'),
  sk: fc.constantFrom('W#1', 'W#2', 'W#é', 'W#\u{1f600}', 'W#\uffff', 'X'),
});
const body = fc.record({ n: fc.nat(3), s: fc.string({ maxLength: 5 }), l: fc.array(fc.boolean(), { maxLength: 2 }) });

/** Each item has a moment of its own: in which order an index has items of one moment nobody promises. */
const places = ['a', 'b'].flatMap((pk) =>
  ['W#1', 'W#2', 'W#é', 'W#\u{1f600}', 'W#\uffff', 'X'].map((sk) => ({ pk, sk })),
);
const atMsOf = (one: RecordKey): number => places.findIndex((place) => isDeepStrictEqual(place, one));
const indexes = (one: RecordKey, grade: string): RecordIndexes => (grade === '' ? {} : { grade, atMs: atMsOf(one) });
const grade = fc.constantFrom('', 'OPEN', 'EMPTY');
/** DynamoDB refuses a range that ends before it begins, and to begin behind an entry outside of it. */
const isAccepted = ({ sinceMs = 0, untilMs = 12, after }: GradeQuery): boolean =>
  sinceMs <= untilMs && (after === undefined || (after.atMs >= sinceMs && after.atMs <= untilMs));
const query = fc
  .record<GradeQuery, 'grade'>(
    {
      grade: fc.constantFrom('OPEN', 'EMPTY'),
      sinceMs: fc.nat(12),
      untilMs: fc.nat(12),
      after: key.map((one) => ({ key: one, atMs: atMsOf(one) })),
      limit: fc.integer({ min: 1, max: 4 }),
    },
    { requiredKeys: ['grade'] },
  )
  .filter(isAccepted);

const revision = fc.integer({ min: 1, max: 4 });

type Step = (table: RecordTable) => Promise<unknown>;
const step: fc.Arbitrary<Step> = fc.oneof(
  key.map(
    (one): Step =>
      (table) =>
        table.get(one),
  ),
  fc.tuple(key, body, grade).map(
    ([one, value, is]): Step =>
      (table) =>
        table.create(one, value, indexes(one, is)),
  ),
  fc.tuple(key, revision, body, grade).map(
    ([one, at, value, is]): Step =>
      (table) =>
        table.replace(one, at, value, indexes(one, is)),
  ),
  query.map(
    (asked): Step =>
      (table) =>
        table.listByGrade(asked),
  ),
  fc.tuple(key, revision).map(
    ([one, at]): Step =>
      (table) =>
        table.remove(one, at),
  ),
  fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('', 'W#', 'Y')).map(
    ([pk, prefix]): Step =>
      (table) =>
        table.list(pk, prefix),
  ),
);

describe('the table in memory', () => {
  let dynamo: Dynamo;
  let tables = 0;

  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.close());

  const both = async (): Promise<readonly [RecordTable, RecordTable]> => {
    tables += 1;
    await dynamo.createTable(recordsTable(`records-${tables}`));
    const real = dynamoRecordTable(hostOn({ endpoint: dynamo.endpoint }), `records-${tables}`);
    const requestHandler = directHandler(memoryDynamo().service);
    return [
      real,
      dynamoRecordTable(hostOn({ endpoint: 'http://memory.invalid', requestHandler }), `records-${tables}`),
    ];
  };

  it('answers every history of the record table as dynalite does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (history) => {
        const [real, memory] = await both();
        for (const act of history) expect(await act(memory)).toEqual(await act(real));
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('pages long lists as dynalite does', async () => {
    const [real, memory] = await both();
    const large = { text: 'x'.repeat(300_000) };

    for (const table of [real, memory]) {
      for (let n = 0; n < 8; n += 1) await table.create({ pk: 'a', sk: `W#${n}` }, large);
    }

    const [fromReal, fromMemory] = [await real.list('a', 'W#'), await memory.list('a', 'W#')];
    expect(fromMemory).toHaveLength(8);
    expect(fromMemory).toEqual(fromReal);
  });

  it('refuses every request that the record table does not send', async () => {
    const requestHandler = directHandler(memoryDynamo().service);
    const config: ClientConfig = { ...base, endpoint: 'http://memory.invalid', requestHandler };
    const client = new DynamoDBClient({ ...config, maxAttempts: 1 });
    const update = new UpdateItemCommand({ TableName: 't', Key: { pk: { S: 'a' }, sk: { S: 'b' } } });

    const values = { ':interfaceId': { S: 'eni-0a1' } };
    const byInterface = new QueryCommand({
      TableName: 't',
      IndexName: 'byInterface',
      KeyConditionExpression: 'interfaceId = :interfaceId',
      ExpressionAttributeValues: values,
    });

    await expect(client.send(update)).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(client.send(byInterface)).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});
