import { ApiError } from './api-error.ts';
import type { Service, ServiceCall, WireRequest, WireResponse } from './service.ts';

/** An operation: parsed parameters in, response body out. @throws ApiError */
export type JsonOperation = (call: ServiceCall) => object;

interface JsonServiceOptions {
  /** `1.0` or `1.1`. */
  readonly version: string;
  /** What stands before the dot in `X-Amz-Target`. */
  readonly target: string;
  readonly operations: Readonly<Record<string, JsonOperation>>;
  /** The member that names what a call is about. */
  readonly resourceMembers: readonly string[];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON object of a body. An empty body is an empty object. @throws ApiError SerializationException */
export const readJsonBody = (request: WireRequest): Record<string, unknown> => {
  const text = request.body.toString('utf8');
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Told below: what is not JSON and what is not an object get the same answer.
  }
  throw new ApiError('SerializationException', 'the body is not a JSON object');
};

const respond = (version: string, status: number, requestId: string, body: object): WireResponse => ({
  status,
  headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId },
  body: JSON.stringify(body),
});

/** A service that speaks AWS JSON. */
export const jsonService = ({ version, target, operations, resourceMembers }: JsonServiceOptions): Service => ({
  read: (request) => {
    const [prefix, operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
    if (prefix !== target || !Object.hasOwn(operations, operation))
      throw new ApiError('UnknownOperationException', `no operation ${operation} of ${prefix}`);
    const parameters = readJsonBody(request);
    const resource = resourceMembers.map((member) => parameters[member]).find((value) => typeof value === 'string');
    return { operation, parameters, resource: typeof resource === 'string' ? resource : undefined };
  },
  run: (call) => {
    const operation = operations[call.facts.operation];
    if (!operation) throw new ApiError('UnknownOperationException', `no operation ${call.facts.operation}`);
    return respond(version, 200, call.requestId, operation(call));
  },
  fail: (error, _request, requestId) =>
    respond(version, error.status, requestId, { __type: error.code, message: error.message }),
});
