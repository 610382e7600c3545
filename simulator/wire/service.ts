import type { Simulation } from '../simulation.ts';
import type { ApiError } from './api-error.ts';

/** An HTTP request as it came in. Header names are in lower case. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Who calls, read from the credential scope: the account is the twelve digits in the access key id. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
}

/** What a request asks for, before anything happens. */
export interface CallFacts {
  readonly operation: string;
  /** Parsed parameters: as the API names them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** ARN or name of what the call is about, where it names one. */
  readonly resource?: string;
}

/** One call, with everything that a service needs to answer it. */
export interface ServiceCall {
  readonly sim: Simulation;
  readonly caller: Caller;
  readonly facts: CallFacts;
  readonly request: WireRequest;
  readonly requestId: string;
}

/** An AWS service on the wire: what a request means, what it does, and how an error of it looks. */
export interface Service {
  /** @throws ApiError when the request cannot be read */
  readonly read: (request: WireRequest) => CallFacts;
  /** @throws ApiError for the API's own errors; nothing has happened then */
  readonly run: (call: ServiceCall) => WireResponse | Promise<WireResponse>;
  readonly fail: (error: ApiError, request: WireRequest, requestId: string) => WireResponse;
}
