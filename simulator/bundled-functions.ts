import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import realProcess from 'node:process';
import vm from 'node:vm';
import type { Clock } from '../functions/lib/domain/clock.ts';
import type { Host } from '../functions/lib/runtime/host.ts';
import type { LambdaFunction } from './engine/state-machine.ts';

const require = createRequire(import.meta.url);

/** `Date` on another clock; in all else the real one. */
const dateOn = (clock: Clock) =>
  new Proxy(Date, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length > 0 ? parameters : [clock.nowMs()], newTarget),
    get: (target, member) => (member === 'now' ? () => clock.nowMs() : Reflect.get(target, member)),
  });

/** What Lambda's environment holds, with the SDK's own variables for another endpoint. */
const environmentOf = (host: Host): Readonly<Record<string, string | undefined>> => {
  const { region, endpoint, credentials } = host.clientConfig('dynamodb');
  return {
    ...host.env,
    AWS_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey,
    POWERTOOLS_LOG_LEVEL: realProcess.env.POWERTOOLS_LOG_LEVEL,
  };
};

type Wrapper = (
  exports: object,
  require: (id: string) => unknown,
  module: { exports: object },
  ...more: unknown[]
) => void;

const isWrapper = (value: unknown): value is Wrapper => typeof value === 'function';

const isFunction = (value: unknown): value is LambdaFunction => typeof value === 'function';

/** Loads a CommonJS file as Node does, but with this `process` and this `Date`. */
const loaderOn = (host: Host) => {
  const process = Object.create(realProcess, { env: { value: environmentOf(host) } });
  const date = dateOn(host.clock);
  const load = (file: string): object => {
    const module: { exports: object } = { exports: {} };
    const parameters = ['exports', 'require', 'module', 'process', 'Date'];
    const wrapper: unknown = vm.compileFunction(readFileSync(file, 'utf8'), parameters, { filename: file });
    if (!isWrapper(wrapper)) throw new TypeError(`${file} cannot be loaded`);
    const own = (id: string): unknown => {
      if (id === 'node:process') return process;
      return id.startsWith('./') ? load(join(dirname(file), id)) : require(id);
    };
    wrapper(module.exports, own, module, process, date);
    return module.exports;
  };
  return load;
};

/** The handler of a bundle exactly as it is deployed: the same bytes, initialised from an environment. Only what the process
 * gives them is simulated: the clock, the environment, and through it the endpoint of AWS. */
export const bundledFunction = (file: string, host: Host): LambdaFunction => {
  const exported = loaderOn(host)(file);
  const handler: unknown = 'handler' in exported ? exported.handler : undefined;
  if (!isFunction(handler)) throw new TypeError(`${file} exports no handler`);
  return handler;
};
