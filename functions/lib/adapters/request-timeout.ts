/** What the SDK calls a request handler: sends one HTTP request. */
interface Handler {
  handle(request: unknown, options?: { readonly abortSignal?: unknown }): unknown;
}

const isHandler = (value: object): value is Handler => 'handle' in value && typeof value.handle === 'function';

const joined = (given: unknown, timeoutMs: number): AbortSignal => {
  const timeout = AbortSignal.timeout(timeoutMs);
  return given instanceof AbortSignal ? AbortSignal.any([given, timeout]) : timeout;
};

/** A `requestHandler` that gives up after `timeoutMs`, made from the one that a client would have had: options are
 * extended, a ready handler is wrapped. Without `throwOnRequestTimeout` the SDK only logs a warning. */
export const withRequestTimeout = (base: object | undefined, timeoutMs: number): object => {
  if (base === undefined || !isHandler(base))
    return { connectionTimeout: timeoutMs, ...base, requestTimeout: timeoutMs, throwOnRequestTimeout: true };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (request: unknown, options: { readonly abortSignal?: unknown } = {}) =>
      base.handle(request, { ...options, abortSignal: joined(options.abortSignal, timeoutMs) }),
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
};
