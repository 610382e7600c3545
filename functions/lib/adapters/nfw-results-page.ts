import type { ListFlowOperationResultsCommand, NetworkFirewallClient } from '@aws-sdk/client-network-firewall';
import * as z from 'zod/mini';
import { ContractError } from '../domain/errors.ts';
import { parseOrThrow } from '../policy/violations.ts';
import type { ResultsPage } from '../ports/flow-operations.ts';

const pageSchema = z.object({
  FlowOperationId: z.nullish(z.string()),
  FlowOperationStatus: z.enum(['IN_PROGRESS', 'COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED']),
  StatusMessage: z.nullish(z.string()),
  /** Epoch seconds on the wire (AWS JSON 1.0). */
  FlowRequestTimestamp: z.nullish(z.number()),
  Flows: z.nullish(z.array(z.unknown())),
  NextToken: z.nullish(z.string()),
});

interface HttpAnswer {
  readonly statusCode: number;
  body: AsyncIterable<Uint8Array> | Uint8Array;
}

const isHttpAnswer = (value: unknown): value is HttpAnswer =>
  typeof value === 'object' && value !== null && 'statusCode' in value && 'body' in value;

const bytesOf = async (body: HttpAnswer['body']): Promise<Uint8Array> => {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const NOTHING = Buffer.from('{}');

/** Sends the command and keeps the answer's bytes. The SDK is given an empty object in their place: its own deserialiser
 * takes five times as long as `JSON.parse` and keeps no bytes. Errors still go through the SDK. */
const sendForBytes = async (
  client: NetworkFirewallClient,
  command: ListFlowOperationResultsCommand,
): Promise<Uint8Array> => {
  let bytes: Uint8Array | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      if (isHttpAnswer(response) && response.statusCode === 200) {
        bytes = await bytesOf(response.body);
        response.body = NOTHING;
      }
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'keepResultBytes' },
  );
  await client.send(command);
  if (!bytes) throw new ContractError('ListFlowOperationResults answered without a body', {});
  return bytes;
};

/** One page of results with the bytes as received, which are the evidence.
 * @throws ContractError when the body is not a results page */
export const rawResultsPage = async (
  client: NetworkFirewallClient,
  command: ListFlowOperationResultsCommand,
): Promise<ResultsPage> => {
  const bytes = await sendForBytes(client, command);
  const page = parseOrThrow(pageSchema, JSON.parse(new TextDecoder().decode(bytes)), 'a page of flow results');
  const { FlowRequestTimestamp: seconds, StatusMessage, NextToken } = page;
  return {
    bytes,
    ...(page.FlowOperationId ? { operationId: page.FlowOperationId } : {}),
    status: page.FlowOperationStatus,
    flows: page.Flows ?? [],
    ...(StatusMessage ? { statusMessage: StatusMessage } : {}),
    ...(typeof seconds === 'number' ? { requestedAtMs: Math.round(seconds * 1_000) } : {}),
    ...(NextToken ? { nextToken: NextToken } : {}),
  };
};
