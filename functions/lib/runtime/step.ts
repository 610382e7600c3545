import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { parseOrThrow } from '../policy/violations.ts';
import type { Log } from '../ports/log.ts';
import type { Host } from './host.ts';

/** A function's contract: what its environment, its input and its output look like. */
export interface StepContract<E extends z.ZodMiniType, I extends z.ZodMiniType, O extends z.ZodMiniType> {
  readonly name: string;
  readonly env: E;
  readonly input: I;
  readonly output: O;
}

/** A Lambda handler: one input, one output, failures thrown. Step Functions matches `ErrorEquals` on the error's name. */
export type StepHandler<I, O> = (input: I, context: Context) => Promise<O>;

interface Loggable {
  readonly caseId?: unknown;
  readonly captureKey?: unknown;
  readonly round?: unknown;
}

const keysOf = (input: unknown): Record<string, string> => {
  const { caseId, captureKey, round }: Loggable = typeof input === 'object' && input !== null ? input : {};
  const keys: [string, unknown][] = [
    ['caseId', caseId],
    ['captureKey', captureKey],
    ['round', round],
  ];
  return Object.fromEntries(
    keys.filter(([, value]) => value !== undefined).map(([key, value]) => [key, String(value)]),
  );
};

/** Wraps a use case as a Lambda handler: parses the environment once, the input each time, logs with the case's ids,
 * and checks what it hands to the next state.
 * @throws ContractError from the first line on, when the environment or an input does not fit. */
export const step = <E extends z.ZodMiniType, I extends z.ZodMiniType, O extends z.ZodMiniType>(
  host: Host,
  contract: StepContract<E, I, O>,
  build: (env: z.output<E>, log: Log) => (input: z.output<I>) => Promise<z.output<O>>,
): StepHandler<unknown, z.output<O>> => {
  const env = parseOrThrow(contract.env, host.env, `environment of ${contract.name}`);
  const logger = new Logger({ serviceName: contract.name });
  const log: Log = {
    info: (message, facts = {}) => logger.info(message, { facts }),
    warn: (message, facts = {}) => logger.warn(message, { facts }),
  };
  const run = build(env, log);
  const handler = async (raw: unknown): Promise<z.output<O>> => {
    logger.appendKeys(keysOf(raw));
    const input = parseOrThrow(contract.input, raw, `input of ${contract.name}`);
    return parseOrThrow(contract.output, await run(input), `output of ${contract.name}`);
  };
  return middy<unknown, z.output<O>>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .handler(handler);
};
