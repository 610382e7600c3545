import { Readable } from 'node:stream';
import { REQUEST_LIFE_MS } from '../../functions/lib/domain/capture-timing.ts';
import type { WireRequest, WireResponse } from '../../simulator/wire/service.ts';
import type { Invocation } from '../lambda/invocation.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { CallLog, ProvenCall } from './call-log.ts';
import type { Dispatcher, PreparedCall } from './dispatch.ts';
import { DELAYED_MS, type FaultMode, SLOW_MS, ZOMBIE_MS } from './fault-modes.ts';

/** What the transport needs of a world. */
export interface Wire {
  readonly time: VirtualTime;
  readonly dispatcher: Dispatcher;
  readonly log: CallLog;
  readonly faultAt: (n: number, call: PreparedCall) => FaultMode | undefined;
  /** Told of every answer that reached an invocation. */
  readonly answered: (call: ProvenCall, invocation: Invocation) => void;
  /** How long a request travels, and how long its answer; milliseconds. */
  readonly latency: () => readonly [toMs: number, backMs: number];
}

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const isSdkRequest = (value: unknown): value is SdkRequest =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'headers' in value;

const bodyOf = (body: unknown): Buffer => {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new TypeError('a body that is neither text nor bytes');
};

const queryOf = (query: SdkRequest['query'] = {}): URLSearchParams => {
  const read = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of typeof value === 'string' || value === null ? [value] : value) read.append(name, one ?? '');
  return read;
};

/** A request of the SDK as the simulator's services take it. */
export const wireRequest = (request: unknown): WireRequest => {
  if (!isSdkRequest(request)) throw new TypeError('not a request of the SDK');
  const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method: request.method,
    path: request.path,
    query: queryOf(request.query),
    headers: Object.fromEntries(headers),
    body: bodyOf(request.body),
  };
};

/** An answer as the SDK takes it. S3 hands bodies on as streams; everything else reads them at once. */
export const sdkResponse = ({ status, headers, body }: WireResponse, request: WireRequest, service: string): object => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const stream = service === 's3' && request.method === 'GET' && status === 200;
  return { response: { statusCode: status, headers, body: stream ? Readable.from([bytes]) : bytes } };
};

const broken = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const aborted = (): Error => Object.assign(new Error('Request aborted'), { name: 'AbortError' });

/** Longest time until a delayed request has its effect. For `StartFlowCapture` the promise bounds it, by assumption. */
const delayOf = ({ operation }: PreparedCall): number =>
  operation === 'StartFlowCapture' ? REQUEST_LIFE_MS - 1_000 : DELAYED_MS;

interface Sending {
  readonly wire: Wire;
  readonly invocation: Invocation;
  readonly call: PreparedCall;
  readonly answer: (response: WireResponse) => void;
  readonly fail: (error: Error) => void;
  /** The caller has given up on the request: after a freeze its time-out comes first, and nothing is sent. */
  readonly isAborted: () => boolean;
}

const send = ({ wire, call, answer, fail, invocation, isAborted }: Sending, mode: FaultMode | undefined): void => {
  const { time } = wire;
  const [toMs, backMs] = wire.latency();
  const runAt = (ms: number, then: (response: WireResponse) => void): void => {
    time.after(ms, () => then(call.run()));
  };
  const soon = (then: () => void): void => void time.after(toMs + backMs, then);
  const answerAfter = (ms: number) => (response: WireResponse) => void time.after(ms, () => answer(response));
  const modes: Readonly<Record<FaultMode, () => void>> = {
    'crash-before': () => invocation.die('Lambda.Unknown'),
    'crash-after': () => runAt(toMs, () => invocation.die('Lambda.Unknown')),
    drop: () => soon(() => fail(broken())),
    lost: () => runAt(toMs, () => time.after(backMs, () => fail(broken()))),
    throttle: () => soon(() => answer(call.throttle())),
    refused: () => soon(() => answer(call.refusal())),
    'error-before': () => soon(() => answer(call.serverError())),
    'error-after': () => runAt(toMs, () => time.after(backMs, () => answer(call.serverError()))),
    slow: () => runAt(toMs, answerAfter(SLOW_MS)),
    hang: () => runAt(toMs, () => {}),
    delayed: () => {
      runAt(delayOf(call), () => {});
      soon(() => fail(broken()));
    },
    zombie: () => {
      invocation.disown();
      runAt(toMs, answerAfter(ZOMBIE_MS));
    },
    freeze: () => {
      invocation.disown();
      invocation.freezeUntil(time.nowMs() + ZOMBIE_MS);
      time.after(ZOMBIE_MS, () => !isAborted() && runAt(toMs, answerAfter(backMs)));
    },
  };
  if (mode) modes[mode]();
  else runAt(toMs, answerAfter(backMs));
};

const abortSignalOf = (options: unknown): AbortSignal | undefined =>
  typeof options === 'object' &&
  options !== null &&
  'abortSignal' in options &&
  options.abortSignal instanceof AbortSignal
    ? options.abortSignal
    : undefined;

/** A `requestHandler` of the SDK that ends in the simulator's services, in this process and in simulated time. Of an
 * invocation that is dead nothing leaves, and nothing reaches it. */
export const memoryTransport = (wire: Wire, current: () => Invocation): object => ({
  metadata: { handlerProtocol: 'http/1.1' },
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({}),
  destroy: () => {},
  handle: (raw: unknown, options: unknown) =>
    new Promise((resolve, reject) => {
      const invocation = current();
      if (!invocation.isAlive()) return;
      const request = wireRequest(raw);
      const n = wire.log.count() + 1;
      const call = wire.dispatcher.prepare(request, n);
      const fault = wire.faultAt(n, call);
      const { service, operation } = call;
      const record: ProvenCall = {
        n,
        atMs: wire.time.nowMs(),
        functionName: invocation.functionName,
        service,
        operation,
        parameters: call.parameters,
        ...(fault ? { fault } : {}),
      };
      wire.log.add(record);
      const whileAlive =
        <T>(then: (value: T) => void) =>
        (value: T): void =>
          invocation.whenRunning(() => then(value));
      const fail = whileAlive(reject);
      const signal = abortSignalOf(options);
      signal?.addEventListener('abort', () => fail(aborted()));
      const answer = whileAlive((response: WireResponse) => {
        record.status = response.status;
        wire.answered(record, invocation);
        resolve(sdkResponse(response, request, service));
      });
      send({ wire, invocation, call, answer, fail, isAborted: () => signal?.aborted ?? false }, fault);
    }),
});
