import type { Clock } from '../domain/clock.ts';

/** AWS services that a handler or a command may call. */
export type AwsService =
  | 'cloudformation'
  | 'cloudwatch'
  | 'dynamodb'
  | 'ec2'
  | 'ecs'
  | 'eventbridge'
  | 'kms'
  | 'lambda'
  | 'network-firewall'
  | 'networkmanager'
  | 'rds'
  | 's3'
  | 'securityhub'
  | 'sfn'
  | 'sqs'
  | 'ssm'
  | 'sts';

/** What every client of the AWS SDK is built with. Empty on Lambda: the SDK finds Region, credentials and endpoint itself. */
export interface ClientConfig {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly requestHandler?: object;
  readonly forcePathStyle?: boolean;
}

/** Everything a function takes from where it runs. Lambda gives the real ones; the demo and the tests give a simulated
 * clock and clients that end at the simulator. Nothing else differs, and no code asks which it is. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** The one place that every AWS client's configuration passes. */
  readonly clientConfig: (service: AwsService) => ClientConfig;
  /** Takes work that may be done while the function starts, with all of the processor, instead of in the first
   * invocation. Absent where nobody waits for a start. */
  readonly whileStarting?: (work: () => Promise<unknown>) => void;
}

/** A host whose clients find Region, credentials and endpoint themselves. */
export const ownHost = (): Host => ({
  env: process.env,
  clock: { nowMs: () => Date.now() },
  clientConfig: () => ({}),
});

/** The host on AWS Lambda. What fails while the function starts is left to the first call, which says why. */
export const lambdaHost = (): Host => ({
  ...ownHost(),
  whileStarting: (work) => {
    work().catch(() => undefined);
  },
});
