import { ApiError } from '../../simulator/wire/api-error.ts';
import { readJsonBody } from '../../simulator/wire/json-service.ts';
import type { Service, WireResponse } from '../../simulator/wire/service.ts';
import { gradeQuery } from './dynamo-index.ts';
import {
  byBytes,
  type Item,
  itemIn,
  notHere,
  onlyMembers,
  PAGE_BYTES,
  type Parameters,
  textIn,
} from './dynamo-items.ts';

/** One table in memory, on the wire. */
export interface MemoryDynamo {
  readonly service: Service;
  /** Every item, in no particular order. */
  readonly items: () => readonly Item[];
}

const CONDITIONS: Readonly<Record<string, (current: Item | undefined, expected: unknown) => boolean>> = {
  'attribute_not_exists(pk)': (current) => current === undefined,
  'revision = :expected': (current, expected) => current?.revision?.N === expected,
  'attribute_not_exists(pk) OR revision = :expected': (current, expected) =>
    current === undefined || current.revision?.N === expected,
};

const checkCondition = (parameters: Parameters, current: Item | undefined): void => {
  const { ConditionExpression: text, ExpressionAttributeValues } = parameters;
  const condition = typeof text === 'string' && Object.hasOwn(CONDITIONS, text) ? CONDITIONS[text] : undefined;
  if (!condition) throw notHere(`condition ${String(text)}`);
  const values = ExpressionAttributeValues === undefined ? {} : itemIn(ExpressionAttributeValues, 'values');
  if (!condition(current, values[':expected']?.N))
    throw new ApiError('ConditionalCheckFailedException', 'The conditional request failed');
};

interface Table {
  readonly partition: (pk: string) => Map<string, Item>;
  readonly items: () => readonly Item[];
}

const newTable = (): Table => {
  const partitions = new Map<string, Map<string, Item>>();
  return {
    partition: (pk) => {
      const found = partitions.get(pk) ?? new Map<string, Item>();
      partitions.set(pk, found);
      return found;
    },
    items: () => [...partitions.values()].flatMap((partition) => [...partition.values()]),
  };
};

const getItem = (table: Table, parameters: Parameters): object => {
  onlyMembers(parameters, ['TableName', 'Key', 'ConsistentRead']);
  if (parameters.ConsistentRead !== true) throw notHere('eventually consistent read');
  const key = itemIn(parameters.Key, 'Key');
  const Item = table.partition(textIn(key, 'pk')).get(textIn(key, 'sk'));
  return Item ? { Item } : {};
};

const putItem = (table: Table, parameters: Parameters): object => {
  onlyMembers(parameters, ['TableName', 'Item', 'ConditionExpression', 'ExpressionAttributeValues']);
  const item = itemIn(parameters.Item, 'Item');
  const [pk, sk] = [textIn(item, 'pk'), textIn(item, 'sk')];
  const partition = table.partition(pk);
  checkCondition(parameters, partition.get(sk));
  partition.set(sk, item);
  return {};
};

const deleteItem = (table: Table, parameters: Parameters): object => {
  onlyMembers(parameters, ['TableName', 'Key', 'ConditionExpression', 'ExpressionAttributeValues']);
  const key = itemIn(parameters.Key, 'Key');
  const partition = table.partition(textIn(key, 'pk'));
  const sk = textIn(key, 'sk');
  checkCondition(parameters, partition.get(sk));
  partition.delete(sk);
  return {};
};

const QUERY_MEMBERS = [
  'TableName',
  'ConsistentRead',
  'KeyConditionExpression',
  'ExpressionAttributeValues',
  'ExclusiveStartKey',
];

/** What every `sk` begins with. DynamoDB refuses empty text in a key condition. */
const prefixOf = ({ KeyConditionExpression: condition }: Parameters, values: Item): string => {
  if (condition === 'pk = :pk') return '';
  if (condition !== 'pk = :pk AND begins_with(sk, :prefix)') throw notHere(`key condition ${String(condition)}`);
  const prefix = textIn(values, ':prefix');
  if (prefix === '') throw new ApiError('ValidationException', 'a key condition cannot hold an empty string');
  return prefix;
};

const query = (table: Table, parameters: Parameters): object => {
  if (parameters.IndexName !== undefined) return gradeQuery(table.items(), parameters);
  onlyMembers(parameters, QUERY_MEMBERS);
  const values = itemIn(parameters.ExpressionAttributeValues, 'values');
  const [pk, prefix] = [textIn(values, ':pk'), prefixOf(parameters, values)];
  const start = parameters.ExclusiveStartKey;
  const after = start === undefined ? undefined : textIn(itemIn(start, 'ExclusiveStartKey'), 'sk');
  const names = [...table.partition(pk).keys()]
    .filter((sk) => sk.startsWith(prefix) && (after === undefined || byBytes(sk, after) > 0))
    .toSorted(byBytes);
  const Items: Item[] = [];
  let bytes = 0;
  for (const sk of names) {
    const item = table.partition(pk).get(sk);
    if (!item) continue;
    Items.push(item);
    bytes += JSON.stringify(item).length;
    if (bytes > PAGE_BYTES) break;
  }
  const whole = Items.length === names.length;
  const last = names[Items.length - 1] ?? '';
  const Count = Items.length;
  return {
    Items,
    Count,
    ScannedCount: Count,
    ...(whole ? {} : { LastEvaluatedKey: { pk: { S: pk }, sk: { S: last } } }),
  };
};

const OPERATIONS: Readonly<Record<string, (table: Table, parameters: Parameters) => object>> = {
  GetItem: getItem,
  PutItem: putItem,
  DeleteItem: deleteItem,
  Query: query,
};

const respond = (status: number, requestId: string, body: object): WireResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId },
  body: JSON.stringify(body),
});

/** DynamoDB for exactly the requests of the record table: one table, single items, three conditions, a query of the table and
 * one of the index `byGrade`. */
export const memoryDynamo = (): MemoryDynamo => {
  const table = newTable();
  return {
    items: table.items,
    service: {
      read: (request) => {
        const [, operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
        return { operation, parameters: readJsonBody(request), resource: undefined };
      },
      run: ({ facts, requestId }) => {
        const run = Object.hasOwn(OPERATIONS, facts.operation) ? OPERATIONS[facts.operation] : undefined;
        if (!run) throw notHere(`operation ${facts.operation}`);
        return respond(200, requestId, run(table, facts.parameters));
      },
      fail: (error, _request, requestId) =>
        respond(error.status, requestId, {
          __type: `com.amazonaws.dynamodb.v20120810#${error.code}`,
          message: error.message,
        }),
    },
  };
};
