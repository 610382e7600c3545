import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Host } from '../functions/lib/runtime/host.ts';

/** Calls that went out together: none waits for another's answer. */
export type Wave = readonly string[];

interface Outgoing {
  readonly name: string;
  readonly send: () => Promise<void>;
}

/** Turns of the event loop without a new call after which nobody sends one before an answer comes. */
const QUIET_TURNS = 40;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const nameOf = ({ headers, method, path, body }: Request): string => {
  const action = typeof body === 'string' ? /(?:^|&)Action=(\w+)/.exec(body)?.[1] : undefined;
  return headers['x-amz-target']?.split('.').at(-1) ?? action ?? `${method} ${path}`;
};

/** A host whose AWS calls go out in waves: each wave waits until nobody sends any more, and the next until every answer of
 * the last is there. So the number of waves is the number of calls in sequence, as if every call took equally long. */
export const wavingHost = (host: Host, waves: Wave[]): Host => {
  const base = new DynamoDBClient(host.clientConfig('dynamodb')).config.requestHandler;
  let held: Outgoing[] = [];
  let running = false;

  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (held.length > 0) {
      for (let quiet = 0, seen = 0; quiet < QUIET_TURNS; quiet += 1) {
        await turn();
        if (held.length !== seen) [quiet, seen] = [0, held.length];
      }
      const wave = held;
      held = [];
      waves.push(wave.map(({ name }) => name));
      await Promise.all(wave.map(({ send }) => send()));
      for (let quiet = 0; quiet < QUIET_TURNS && held.length === 0; quiet += 1) await turn();
    }
    running = false;
  };

  const handle: typeof base.handle = (request, options) =>
    new Promise((resolve, reject) => {
      const send = async (): Promise<void> => {
        const answer = await base.handle(request, options).catch(reject);
        if (answer) resolve(answer);
      };
      held.push({ name: nameOf(request), send });
      void run();
    });
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle,
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
  return { ...host, clientConfig: (service) => ({ ...host.clientConfig(service), requestHandler }) };
};
