import { Agent, request, type Server } from 'node:http';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import * as z from 'zod/mini';
import { ApiError } from './wire/api-error.ts';
import { readJsonBody } from './wire/json-service.ts';
import type { CallFacts, Service, WireRequest, WireResponse } from './wire/service.ts';

/** DynamoDB in this process. */
export interface Dynamo {
  /** `http://127.0.0.1:<port>`: the tables, without recording or faults. */
  readonly endpoint: string;
  /** The same on the simulator's wire. */
  readonly service: Service;
  /** Creates a table as CreateTable would; usable at once. */
  readonly createTable: (definition: CreateTableCommandInput) => Promise<void>;
  readonly close: () => Promise<void>;
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });

const forward = (port: number, agent: Agent, { headers, body }: WireRequest): Promise<WireResponse> =>
  new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      agent,
      method: 'POST',
      path: '/',
      headers: { ...headers, host: `127.0.0.1:${port}` },
    };
    const outgoing = request(options, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const kept = ['content-type', 'x-amzn-requestid', 'x-amz-crc32'].flatMap((name) => {
          const value = incoming.headers[name];
          return typeof value === 'string' ? [[name, value] as const] : [];
        });
        resolve({ status: incoming.statusCode ?? 500, headers: Object.fromEntries(kept), body: Buffer.concat(parts) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const keyQuery = z.object({
  KeyConditionExpression: z.string(),
  ExpressionAttributeValues: z.record(z.string(), z.looseObject({ S: z.optional(z.string()) })),
});

/** DynamoDB refuses empty text in a key condition; dynalite takes it. @throws ApiError */
const refuseEmptyKey = ({ operation, parameters }: CallFacts): void => {
  const query = keyQuery.safeParse(operation === 'Query' ? parameters : undefined);
  if (!query.success) return;
  const { KeyConditionExpression: condition, ExpressionAttributeValues: values } = query.data;
  const names = condition.match(/:\w+/g) ?? [];
  if (names.some((name) => values[name]?.S === ''))
    throw new ApiError(
      'ValidationException',
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value.',
    );
};

const tableAnswer = z.looseObject({ Table: z.looseObject({}) });

/** dynalite does not know deletion protection. */
const withProtection = (response: WireResponse): WireResponse => {
  const answer = tableAnswer.safeParse(JSON.parse(String(response.body)));
  if (!answer.success) return response;
  const Table = { ...answer.data.Table, DeletionProtectionEnabled: true };
  const { 'x-amz-crc32': _ofTheOther, ...headers } = response.headers;
  return { ...response, headers, body: JSON.stringify({ ...answer.data, Table }) };
};

const serviceAt = (port: number, agent: Agent, isProtected: ReadonlySet<string>): Service => ({
  read: (request) => {
    const [, operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
    const parameters = readJsonBody(request);
    const { TableName } = parameters;
    return { operation, parameters, resource: typeof TableName === 'string' ? TableName : undefined };
  },
  run: async (call) => {
    refuseEmptyKey(call.facts);
    const response = await forward(port, agent, call.request);
    const tellsProtection = call.facts.operation === 'DescribeTable' && isProtected.has(call.facts.resource ?? '');
    return tellsProtection ? withProtection(response) : response;
  },
  fail: (error, _request, requestId) => ({
    status: error.status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId },
    body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${error.code}`, message: error.message }),
  }),
});

/** Starts dynalite. It has no transactions, no TTL and no point-in-time recovery, and ignores
 * `ReturnValuesOnConditionCheckFailure`; single-item conditional writes and index queries are right. */
export const startDynamo = async (): Promise<Dynamo> => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const port = await listen(server);
  const agent = new Agent({ keepAlive: true });
  const isProtected = new Set<string>();
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    service: serviceAt(port, agent, isProtected),
    createTable: async ({ DeletionProtectionEnabled, ...definition }) => {
      if (DeletionProtectionEnabled) isProtected.add(definition.TableName ?? '');
      const credentials = { accessKeyId: 'simulator', secretAccessKey: 'simulator' };
      const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
      await client.send(new CreateTableCommand(definition));
      client.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
