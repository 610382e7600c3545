import type { Context } from 'aws-lambda';
import type { AwsService, Host } from '../../functions/lib/runtime/host.ts';
import type { LambdaFunction } from '../../simulator/engine/state-machine.ts';
import { memoryTransport, type Wire } from '../aws/transport.ts';
import { type Invocation, LambdaError, newInvocation } from './invocation.ts';

/** A function as it is deployed. */
export interface Deployed {
  readonly build: (host: Host) => LambdaFunction;
  /** Lambda kills an invocation that takes longer. */
  readonly timeoutSeconds: number;
}

export interface PoolOptions {
  readonly wire: Wire;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly account: string;
  readonly region: string;
  /** How far the next invocation's clock is ahead, milliseconds. */
  readonly skewMs: () => number;
}

interface Instance {
  readonly run: LambdaFunction;
  invocation: Invocation | undefined;
}

const nobody: Invocation = {
  functionName: 'nobody',
  skewMs: 0,
  isAlive: () => false,
  isDisowned: () => false,
  die: () => {},
  disown: () => {},
  freezeUntil: () => {},
  whenRunning: () => {},
  failure: Promise.race([]),
};

/** Settings that the SDK would look up in files and variables of this machine. */
const settled = {
  retryMode: 'standard',
  maxAttempts: 3,
  defaultsMode: 'standard',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: 'proof',
  requestChecksumCalculation: 'WHEN_SUPPORTED',
  responseChecksumValidation: 'WHEN_SUPPORTED',
  disableMultiregionAccessPoints: false,
  useArnRegion: false,
  disableS3ExpressSessionAuth: true,
  sigv4aSigningRegionSet: [],
  // Without `info` nothing is made ready for a log that nobody reads.
  logger: { trace: () => {}, debug: () => {}, warn: () => {}, error: () => {} },
};

interface Signable {
  readonly headers: Record<string, string>;
}

/** Services that sign by another name than their client's. */
const SIGNING_NAMES: Partial<Record<AwsService, string>> = { eventbridge: 'events', sfn: 'states' };

/** The simulator reads who calls whom from a signature's scope and checks no more, so none is worked out. */
const signer = (account: string, region: string, service: AwsService) => {
  const scope = `${account}/20260317/${region}/${SIGNING_NAMES[service] ?? service}/aws4_request`;
  return {
    sign: async (request: Signable) => {
      request.headers.authorization = `AWS4-HMAC-SHA256 Credential=${scope}`;
      return request;
    },
  };
};

const newInstance = ({ build }: Deployed, { wire, env, account, region }: PoolOptions): Instance => {
  const current = (): Invocation => instance.invocation ?? nobody;
  const requestHandler = memoryTransport(wire, current);
  const base = {
    ...settled,
    region,
    endpoint: 'http://simulator.invalid',
    credentials: { accessKeyId: account, secretAccessKey: 'simulated' },
    requestHandler,
  };
  const host: Host = {
    env,
    clock: { nowMs: () => wire.time.nowMs() + current().skewMs },
    clientConfig: (service) => ({
      ...base,
      signer: signer(account, region, service),
      ...(service === 's3' ? { forcePathStyle: true } : {}),
    }),
  };
  const instance: Instance = { run: build(host), invocation: undefined };
  return instance;
};

const contextOf = (functionName: string, remainingMs: () => number): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:us-east-1:111122223333:function:${functionName}`,
  memoryLimitInMB: '1024',
  awsRequestId: 'proof',
  logGroupName: '',
  logStreamName: '',
  getRemainingTimeInMillis: remainingMs,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

/** A function as Lambda runs it: warm instances serve one invocation at a time and keep their memory; one whose
 * invocation died or was given up is never used again, so a retry is a new instance that knows nothing. */
export const lambdaPool = (functionName: string, deployed: Deployed, options: PoolOptions): LambdaFunction => {
  const idle: Instance[] = [];
  const { time } = options.wire;
  return async (input) => {
    const instance = idle.pop() ?? newInstance(deployed, options);
    const invocation = newInvocation(time, functionName, options.skewMs());
    instance.invocation = invocation;
    const endsAtMs = time.nowMs() + deployed.timeoutSeconds * 1_000;
    const cancel = time.after(deployed.timeoutSeconds * 1_000, () => invocation.die('Sandbox.Timedout'));
    const context = contextOf(functionName, () => endsAtMs - time.nowMs());
    const work = instance.run(input, context);
    work.then(cancel, cancel);
    const output = await Promise.race([work, invocation.failure]).catch((error: unknown) => {
      if (error instanceof LambdaError) throw error;
      idle.push(instance);
      throw error;
    });
    idle.push(instance);
    return output;
  };
};
