import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { parseOrThrow } from '../policy/violations.ts';
import type {
  GradeQuery,
  IndexEntry,
  RecordBody,
  RecordIndexes,
  RecordKey,
  RecordTable,
  StoredRecord,
} from '../ports/record-table.ts';
import type { Host } from '../runtime/host.ts';
import { rehearsal } from '../runtime/rehearsal.ts';

const itemSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  revision: z.number(),
  record: z.record(z.string(), z.unknown()),
});

const entrySchema = z.object({ pk: z.string(), sk: z.string(), atMs: z.number() });

type Item = Record<string, AttributeValue>;

const entryFrom = (item: Item): IndexEntry => {
  const { pk, sk, atMs } = parseOrThrow(entrySchema, unmarshall(item), 'an entry of the index');
  return { key: { pk, sk }, atMs };
};

const storedFrom = (item: Item): StoredRecord => {
  const { pk, sk, revision, record } = parseOrThrow(itemSchema, unmarshall(item), 'a record of the table');
  return { key: { pk, sk }, revision, body: record };
};

/** What JSON keeps of a body, which is also what the table keeps: no undefined members. */
const plain = (body: RecordBody): RecordBody => JSON.parse(JSON.stringify(body));

const conditionFailed = (error: unknown): false => {
  if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
  throw error;
};

/** An empty prefix must not be said: DynamoDB refuses empty text in a key condition. */
const keyCondition = (pk: string, prefix: string) =>
  prefix === ''
    ? { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: marshall({ ':pk': pk }) }
    : {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: marshall({ ':pk': pk, ':prefix': prefix }),
      };

const gradeCondition = ({ grade, sinceMs = 0, untilMs = Number.MAX_SAFE_INTEGER, after, limit }: GradeQuery) => ({
  IndexName: 'byGrade',
  ProjectionExpression: 'pk, sk, atMs',
  KeyConditionExpression: 'grade = :grade AND atMs BETWEEN :since AND :until',
  ExpressionAttributeValues: marshall({ ':grade': grade, ':since': sinceMs, ':until': untilMs }),
  ...(after ? { ExclusiveStartKey: marshall({ grade, atMs: after.atMs, pk: after.key.pk, sk: after.key.sk }) } : {}),
  ...(limit === undefined ? {} : { Limit: limit }),
});

/** The record table on DynamoDB: one item a record, the body as a map under `record`, index attributes beside it. */
export const dynamoRecordTable = (host: Host, tableName: string): RecordTable => {
  const client = new DynamoDBClient(host.clientConfig('dynamodb'));
  const base = { TableName: tableName };
  const nothing = { ...base, Key: marshall({ pk: '-', sk: '-' }) };
  host.whileStarting?.(() => client.send(rehearsal(new GetItemCommand(nothing), '{}')));

  const get = async (key: RecordKey): Promise<StoredRecord | undefined> => {
    const { Item } = await client.send(new GetItemCommand({ ...base, Key: marshall(key), ConsistentRead: true }));
    return Item && storedFrom(Item);
  };

  const put = async (record: StoredRecord, indexes: RecordIndexes, condition: object): Promise<boolean> => {
    const { key, revision, body } = record;
    const Item = marshall({ ...key, revision, record: body, ...indexes }, { removeUndefinedValues: true });
    return await client.send(new PutItemCommand({ ...base, Item, ...condition })).then(() => true, conditionFailed);
  };

  /** A condition that failed because our own first attempt had won, its answer lost, is success. */
  const isOurs = async (record: StoredRecord): Promise<boolean> => isDeepStrictEqual(await get(record.key), record);

  return {
    get,
    create: async (key, body, indexes = {}) => {
      const record = { key: { pk: key.pk, sk: key.sk }, revision: 1, body: plain(body) };
      const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
      return (await put(record, indexes, condition)) || (await isOurs(record));
    },
    replace: async (key, expected, body, indexes = {}) => {
      const record = { key: { pk: key.pk, sk: key.sk }, revision: expected + 1, body: plain(body) };
      const condition = {
        ConditionExpression: 'revision = :expected',
        ExpressionAttributeValues: marshall({ ':expected': expected }),
      };
      return (await put(record, indexes, condition)) || (await isOurs(record));
    },
    list: async (pk, prefix) => {
      const pages = paginateQuery(
        { client },
        {
          ...base,
          ConsistentRead: true,
          ...keyCondition(pk, prefix),
        },
      );
      const found: StoredRecord[] = [];
      for await (const page of pages) found.push(...(page.Items ?? []).map(storedFrom));
      return found;
    },
    listByGrade: async (query) => {
      const { limit = Number.POSITIVE_INFINITY } = query;
      const found: IndexEntry[] = [];
      for await (const page of paginateQuery({ client }, { ...base, ...gradeCondition(query) })) {
        found.push(...(page.Items ?? []).map(entryFrom));
        if (found.length >= limit) break;
      }
      return found.slice(0, limit);
    },
    remove: async (key, expected) => {
      const condition = {
        ConditionExpression: 'attribute_not_exists(pk) OR revision = :expected',
        ExpressionAttributeValues: marshall({ ':expected': expected }),
      };
      const request = new DeleteItemCommand({ ...base, Key: marshall({ pk: key.pk, sk: key.sk }), ...condition });
      return await client.send(request).then(() => true, conditionFailed);
    },
  };
};
