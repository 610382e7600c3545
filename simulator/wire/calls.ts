import type { Caller, CallFacts } from './service.ts';

/** One AWS call that reached the simulator, in the order of arrival. */
export interface Call extends Partial<CallFacts>, Partial<Caller> {
  /** Counts from 1. */
  readonly n: number;
  /** On the world's clock. */
  readonly atMs: number;
  /** Signing name: `network-firewall`, `ec2`, `s3`, `ssm`, `kms`, `sts`, `events`, `securityhub`, `states`, `cloudformation`,
   * `lambda`, `sqs`, `dynamodb`, `ecs`, `rds`, `monitoring`. */
  readonly service: string;
  /** HTTP status of the answer; absent while there is none, and for good when the answer was lost. */
  readonly status?: number;
  /** The API's error code, or what a fault did. */
  readonly error?: string;
  /** Kind of the fault that hit this call. */
  readonly fault?: string;
}

/** Appends calls and completes them. */
export interface CallLog {
  readonly calls: readonly Call[];
  readonly open: (call: Omit<Call, 'n'>) => Call;
  /** Replaces the entry, keeping its place. Returns the new one. */
  readonly amend: (call: Call, facts: Partial<Call>) => Call;
}

export const callLog = (): CallLog => {
  const calls: Call[] = [];
  return {
    calls,
    open: (facts) => {
      const call = { n: calls.length + 1, ...facts };
      calls.push(call);
      return call;
    },
    amend: (call, facts) => {
      const amended = { ...call, ...facts };
      calls[call.n - 1] = amended;
      return amended;
    },
  };
};
