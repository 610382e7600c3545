import timers from 'node:timers/promises';
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';

/** The route table of a segment or network function group in one edge location, as GetNetworkRoutes names it. */
export type RouteTableIdentifier =
  | {
      readonly CoreNetworkSegmentEdge: {
        readonly CoreNetworkId: string;
        readonly SegmentName: string;
        readonly EdgeLocation: string;
      };
    }
  | {
      readonly CoreNetworkNetworkFunctionGroup: {
        readonly CoreNetworkId: string;
        readonly NetworkFunctionGroupName: string;
        readonly EdgeLocation: string;
      };
    };

/** AWS Network Manager: the calls that core networks are read with. Answers are as the API gives them.
 * @throws Error named as the API names its faults, a denial among them */
export interface NetworkManager {
  coreNetwork(coreNetworkId: string): Promise<unknown>;
  /** Every attachment, without subnets and options. */
  attachments(coreNetworkId: string): Promise<readonly unknown[]>;
  vpcAttachment(attachmentId: string): Promise<unknown>;
  routes(globalNetworkId: string, table: RouteTableIdentifier): Promise<unknown>;
}

interface Request {
  readonly operation: 'GetCoreNetwork' | 'ListAttachments' | 'GetVpcAttachment' | 'GetNetworkRoutes';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const ATTEMPTS = 4;
const FIRST_DELAY_MS = 100;
const TIMEOUT_MS = 5_000;
const PAGE = '100';

const answerSchema = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
});
type Answer = z.output<typeof answerSchema>;
const faultSchema = z.object({
  __type: z.optional(z.string()),
  code: z.optional(z.string()),
  message: z.optional(z.string()),
  Message: z.optional(z.string()),
});
const attachmentsSchema = z.object({
  Attachments: z.optional(z.array(z.unknown())),
  NextToken: z.optional(z.nullable(z.string())),
});

/** What stands before the service may fail in words of its own. */
const membersOf = (text: string): z.output<typeof faultSchema> => {
  try {
    return faultSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
};

/** REST JSON names a fault in a header, or in the body: `aws.thing#AccessDeniedException:http://…` at its longest. */
const faultOf = ({ operation }: Request, { statusCode, headers }: Answer, text: string): Error => {
  const { __type, code, message, Message } = membersOf(text);
  const name = (headers['x-amzn-errortype'] ?? __type ?? code ?? 'UnknownError')
    .replace(/:.*$/, '')
    .replace(/^.*#/, '');
  const $fault = statusCode < 500 ? 'client' : 'server';
  return Object.assign(new Error(`${operation}: ${message ?? Message ?? name}`), { name, $fault, statusCode });
};

/** Time-outs of ours and of the connection, and connections that broke. */
const LOST = /^(TimeoutError|AbortError|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT)$/;

const isTransient = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if ('statusCode' in error)
    return Number(error.statusCode) >= 500 || error.statusCode === 429 || error.name === 'ThrottlingException';
  return LOST.test(error.name) || ('code' in error && LOST.test(String(error.code)));
};

/** Of the partition: Network Manager has one endpoint for all its Regions (Network Manager endpoints and quotas). */
const regionFor = (region: string): string => (region.startsWith('us-gov-') ? 'us-gov-west-1' : 'us-west-2');

interface Caller {
  /** Lends its endpoint, credentials, signer and connections; it is never asked for EC2. */
  readonly client: EC2Client;
  readonly signingRegion: string;
}

const signedFor = async ({ client, signingRegion }: Caller, { method, path, query = {}, body }: Request) => {
  const { endpoint, signer } = client.config;
  const at = await endpoint?.();
  if (at === undefined) throw new TypeError('Network Manager has no endpoint');
  const { protocol, hostname, port } = at;
  const scheme = { name: 'sigv4', signingName: 'networkmanager', signingRegion, properties: {} };
  return await (await signer(scheme)).sign({
    method,
    protocol,
    hostname,
    ...(port !== undefined && { port }),
    path,
    query: { ...query },
    headers: {
      host: port === undefined ? hostname : `${hostname}:${port}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
};

const ask = async (caller: Caller, request: Request): Promise<unknown> => {
  const { requestHandler, streamCollector } = caller.client.config;
  const signed = await signedFor(caller, request);
  const answer = await requestHandler.handle(signed, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  const { response } = z.object({ response: answerSchema }).parse(answer);
  const text = new TextDecoder().decode(await streamCollector(response.body));
  if (response.statusCode >= 300) throw faultOf(request, response, text);
  return text === '' ? {} : JSON.parse(text);
};

/** Throttles, faults of the service and broken connections are tried again, each time later: every call only reads. */
const send = async (caller: Caller, request: Request, attempt = 1): Promise<unknown> => {
  try {
    return await ask(caller, request);
  } catch (error) {
    if (attempt === ATTEMPTS || !isTransient(error)) throw error;
  }
  await timers.setTimeout(FIRST_DELAY_MS * 2 ** (attempt - 1));
  return await send(caller, request, attempt + 1);
};

const listAttachments = async (caller: Caller, coreNetworkId: string): Promise<readonly unknown[]> => {
  const rows: unknown[] = [];
  let nextToken: string | undefined;
  do {
    const query = { coreNetworkId, maxResults: PAGE, ...(nextToken !== undefined && { nextToken }) };
    const page = attachmentsSchema.parse(
      await send(caller, { operation: 'ListAttachments', method: 'GET', path: '/attachments', query }),
    );
    rows.push(...(page.Attachments ?? []));
    nextToken = page.NextToken ?? undefined;
  } while (nextToken !== undefined);
  return rows;
};

const inPath = (id: string): string => encodeURIComponent(id);

/** Network Manager of one account. The registry's newest client for it, 3.523.0, is older than service insertion: it drops the
 * network function group of an attachment. So its four calls are made here, with what a client of EC2 has for any service.
 * @param config of the account; its Region decides the partition alone */
export const networkManager = (config: EC2ClientConfig, region: string): NetworkManager => {
  const signingRegion = regionFor(region);
  const endpoint = config.endpoint ?? `https://networkmanager.${signingRegion}.amazonaws.com`;
  const caller: Caller = { client: new EC2Client({ ...config, region: signingRegion, endpoint }), signingRegion };
  return {
    coreNetwork: (id) =>
      send(caller, { operation: 'GetCoreNetwork', method: 'GET', path: `/core-networks/${inPath(id)}` }),
    attachments: (id) => listAttachments(caller, id),
    vpcAttachment: (id) =>
      send(caller, { operation: 'GetVpcAttachment', method: 'GET', path: `/vpc-attachments/${inPath(id)}` }),
    routes: (id, RouteTableIdentifier) =>
      send(caller, {
        operation: 'GetNetworkRoutes',
        method: 'POST',
        path: `/global-networks/${inPath(id)}/network-routes`,
        body: { RouteTableIdentifier },
      }),
  };
};
