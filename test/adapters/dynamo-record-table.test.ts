import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoRecordTable } from '../../functions/lib/adapters/dynamo-record-table.ts';
import { type LocalStack, startLocalStack } from '../../simulator/local-stack.ts';
import world from '../../simulator/worlds/beacon.json' with { type: 'json' };

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocalStack({ world });
});
afterAll(async () => await stack.close());

const listed = async (pk: string, prefix: string) => (await stack.table.list(pk, prefix)).map(({ key: { sk } }) => sk);

describe('the record table on DynamoDB', () => {
  it('lists the records of a partition by prefix, and all of them without one', async () => {
    for (const sk of ['A#1', 'A#2', 'B#1']) await stack.table.create({ pk: 'P', sk }, { n: 1 });
    await stack.table.create({ pk: 'OTHER', sk: 'A#3' }, { n: 1 });

    expect(await listed('P', 'A#')).toEqual(['A#1', 'A#2']);
    expect(await listed('P', '')).toEqual(['A#1', 'A#2', 'B#1']);
  });

  it('passes on what DynamoDB refuses', async () => {
    const table = dynamoRecordTable(stack.host, 'no-such-table');

    await expect(table.get({ pk: 'P', sk: 'A' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
