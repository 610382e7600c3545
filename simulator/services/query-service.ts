import { ApiError } from '../wire/api-error.ts';
import type { CallFacts, Service, ServiceCall } from '../wire/service.ts';
import { element, xmlText } from './ec2/xml.ts';

interface QueryServiceOptions {
  readonly namespace: string;
  /** Content of each operation's result, as XML. @throws ApiError */
  readonly operations: Readonly<Record<string, (call: ServiceCall) => string>>;
  /** Reads the parameters beside `Action`. @throws ApiError */
  readonly read: (parameters: URLSearchParams) => Omit<CallFacts, 'operation'>;
}

const HEADERS = { 'content-type': 'text/xml' };

/** A service that speaks the AWS Query protocol: a form in, XML out. */
export const queryService = ({ namespace, operations, read }: QueryServiceOptions): Service => ({
  read: (request) => {
    const parameters = new URLSearchParams(request.body.toString('utf8'));
    const operation = parameters.get('Action') ?? '';
    if (!Object.hasOwn(operations, operation))
      throw new ApiError(
        'InvalidAction',
        `Could not find operation ${operation} for version ${parameters.get('Version')}`,
      );
    return { operation, ...read(parameters) };
  },
  run: (call) => {
    const { operation } = call.facts;
    const result = element(`${operation}Result`, operations[operation]?.(call) ?? '');
    const metadata = element('ResponseMetadata', element('RequestId', call.requestId));
    const body = `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`;
    return { status: 200, headers: HEADERS, body };
  },
  fail: (error, _request, requestId) => {
    const content =
      element('Type', 'Sender') + element('Code', error.code) + element('Message', xmlText(error.message));
    const body = element('Error', content) + element('RequestId', requestId);
    return {
      status: error.status,
      headers: HEADERS,
      body: `<ErrorResponse xmlns="${namespace}">${body}</ErrorResponse>`,
    };
  },
});

/** Parameters as they are, for operations without lists. */
export const flatParameters = (parameters: URLSearchParams): Readonly<Record<string, string>> => {
  const { Action: _, Version: __, ...rest } = Object.fromEntries(parameters);
  return rest;
};
