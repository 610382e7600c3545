import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { parseOrThrow } from '../../functions/lib/policy/violations.ts';
import type { Host } from '../../functions/lib/runtime/host.ts';

const indexed = z.object({ pk: z.string() });

/** Ids of the cases that decided about a flow log on an interface, by the index of interface and time: those that it
 * triggered, and those whose captured flows revealed it. */
export const casesByInterface =
  (host: Host, tableName: string) =>
  async (interfaceId: string): Promise<ReadonlySet<string>> => {
    const client = new DynamoDBClient(host.clientConfig('dynamodb'));
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        IndexName: 'byInterface',
        KeyConditionExpression: 'interfaceId = :interface',
        ExpressionAttributeValues: marshall({ ':interface': interfaceId }),
      },
    );
    const ids = new Set<string>();
    for await (const { Items = [] } of pages)
      for (const item of Items)
        ids.add(parseOrThrow(indexed, unmarshall(item), 'an entry of the index').pk.slice('CASE#'.length));
    return ids;
  };
