import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import timers from 'node:timers/promises';
import { seededUuid } from '../seeded.ts';
import type { Simulation } from '../simulation.ts';
import { ApiError } from './api-error.ts';
import type { Call, CallLog } from './calls.ts';
import { type Fault, throttleOf } from './faults.ts';
import type { Caller, CallFacts, Service, WireRequest, WireResponse } from './service.ts';

/** Everything a request passes. */
export interface Wire {
  readonly sim: Simulation;
  /** By signing name. */
  readonly services: ReadonlyMap<string, Service>;
  readonly log: CallLog;
  readonly pick: (call: Call) => Fault | undefined;
  /** Failures of the simulator itself, not of the callers. */
  readonly problems: string[];
}

/** What happens on the connection: an answer, a broken connection, or silence. */
type Outcome = WireResponse | 'break' | 'silence';

const readBody = async (incoming: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
};

const readHttp = async (incoming: IncomingMessage): Promise<WireRequest> => {
  const [path = '/', query = ''] = (incoming.url ?? '/').split('?');
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : value,
  ]);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers),
    body: await readBody(incoming),
  };
};

interface Scope extends Caller {
  readonly service: string;
}

/** Who calls whom, from the SigV4 credential scope: `<key>/<date>/<region>/<service>/aws4_request`. The signature itself is not checked. */
const scopeOf = ({ headers }: WireRequest): Scope => {
  const scope = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '');
  const [, accessKeyId, region, service] = scope ?? [];
  if (!accessKeyId || !region || !service)
    throw new ApiError('MissingAuthenticationToken', 'The request is not signed', 403);
  const account = /\d{12}/.exec(accessKeyId)?.[0];
  if (!account)
    throw new ApiError('UnrecognizedClientException', 'The security token included in the request is invalid.', 403);
  return { accessKeyId, account, region, service };
};

const plainRefusal = (error: ApiError): WireResponse => ({
  status: error.status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ __type: error.code, message: error.message }),
});

/** Runs the call. Errors of the API become its answer; anything else is a problem of ours and becomes a 500. */
const runCall = async (
  wire: Wire,
  service: Service,
  call: Parameters<Service['run']>[0],
): Promise<WireResponse & { readonly error?: string }> => {
  try {
    return await service.run(call);
  } catch (cause) {
    if (!(cause instanceof ApiError)) wire.problems.push(`${call.facts.operation}: ${String(cause)}`);
    const error = cause instanceof ApiError ? cause : new ApiError('InternalFailure', String(cause), 500);
    return { ...service.fail(error, call.request, call.requestId), error: error.code };
  }
};

const suffer = async ({ sim }: Wire, fault: Fault | undefined): Promise<void> => {
  if (fault?.kind !== 'delay') return;
  if (fault.clockMs !== undefined) sim.clock.advanceMs(fault.clockMs);
  if (fault.realMs !== undefined) await timers.setTimeout(fault.realMs);
};

/** What a fault makes of a call before anything happens; undefined when the call goes on. */
const beforeEffect = (fault: Fault | undefined, service: string): ApiError | 'break' | 'silence' | undefined => {
  if (fault?.kind === 'throttle') return throttleOf(service);
  if (fault?.kind === 'drop') return 'break';
  if (fault?.kind === 'hang' && fault.when === 'before') return 'silence';
  if (fault?.kind === 'error' && fault.when === 'before')
    return new ApiError(fault.code, fault.message ?? fault.code, fault.status);
  return undefined;
};

/** What a fault makes of the answer after the effect; undefined when the answer goes out. */
const afterEffect = (fault: Fault | undefined): ApiError | 'break' | 'silence' | undefined => {
  if (fault?.kind === 'lose-response') return 'break';
  if (fault?.kind === 'hang') return 'silence';
  if (fault?.kind === 'error' && fault.when === 'after')
    return new ApiError(fault.code, fault.message ?? fault.code, fault.status);
  return undefined;
};

const answer = async (wire: Wire, request: WireRequest): Promise<Outcome> => {
  const { sim, log } = wire;
  const scope = scopeOf(request);
  const service = wire.services.get(scope.service);
  if (!service) throw new ApiError('UnknownServiceException', `there is no service ${scope.service} here`, 404);
  const opened = log.open({ atMs: sim.clock.nowMs(), ...scope });
  const requestId = seededUuid([sim.world.seed, 'request', opened.n]);
  const refuse = (call: Call, error: ApiError): WireResponse => {
    log.amend(call, { status: error.status, error: error.code });
    return service.fail(error, request, requestId);
  };
  const facts = readFacts(service, request);
  if (facts instanceof ApiError) return refuse(opened, facts);
  const known = log.amend(opened, facts);
  const fault = wire.pick(known);
  const call = fault ? log.amend(known, { fault: fault.kind }) : known;
  await suffer(wire, fault);
  const settle = (hit: ApiError | 'break' | 'silence'): Outcome => {
    if (hit instanceof ApiError) return refuse(call, hit);
    log.amend(call, { error: hit });
    return hit;
  };
  const stopped = beforeEffect(fault, scope.service);
  if (stopped) return settle(stopped);
  const response = await runCall(wire, service, { sim, caller: scope, facts, request, requestId });
  const spoiled = afterEffect(fault);
  if (spoiled) return settle(spoiled);
  log.amend(call, { status: response.status, error: response.error });
  return { ...response, headers: { 'x-amzn-requestid': requestId, ...response.headers } };
};

const readFacts = (service: Service, request: WireRequest): CallFacts | ApiError => {
  try {
    return service.read(request);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
};

const send = (outcome: Outcome, outgoing: ServerResponse): void => {
  if (outcome === 'silence') return;
  if (outcome === 'break') {
    outgoing.destroy();
    return;
  }
  outgoing.sendDate = false;
  const { status, headers, body } = outcome;
  const length = headers['content-length'] ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  outgoing.writeHead(status, status === 204 ? headers : { ...headers, ...length });
  outgoing.end(body);
};

/** The one HTTP server, not listening yet. */
export const wireServer = (wire: Wire): Server =>
  createServer((incoming, outgoing) => {
    const handle = async (): Promise<void> => send(await answer(wire, await readHttp(incoming)), outgoing);
    handle().catch((cause: unknown) => {
      if (!(cause instanceof ApiError)) wire.problems.push(String(cause));
      const error = cause instanceof ApiError ? cause : new ApiError('InternalFailure', String(cause), 500);
      send(plainRefusal(error), outgoing);
    });
  });
