import { ApiError } from './api-error.ts';
import type { Call } from './calls.ts';

/** Something that goes wrong on the way. `before`: nothing has happened; `after`: it has. */
export type Fault =
  /** Answers late: by the real clock, by the world's, or both; milliseconds. */
  | { readonly kind: 'delay'; readonly realMs?: number; readonly clockMs?: number }
  /** The service's own throttling error; nothing happens. */
  | { readonly kind: 'throttle' }
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly status: number;
      readonly when: 'before' | 'after';
      readonly message?: string;
    }
  /** The request is lost: nothing happens, the connection breaks. */
  | { readonly kind: 'drop' }
  /** It happens, but the connection breaks before the answer. */
  | { readonly kind: 'lose-response' }
  /** No answer, ever, on an open connection. */
  | { readonly kind: 'hang'; readonly when: 'before' | 'after' };

export interface FaultRule {
  readonly fault: Fault;
  /** Members that a call must equal; absent members admit every call. */
  readonly on: Partial<Pick<Call, 'service' | 'operation' | 'account' | 'region' | 'resource'>>;
  /** Calls that match and are spared first; 0 by default. */
  readonly skip?: number;
  /** Calls that are hit; 1 by default. */
  readonly times?: number;
}

/** Faults on demand. */
export interface Faults {
  /** Adds a rule. The first rule that matches and is not spent hits a call. Returns what takes it back. */
  readonly add: (rule: FaultRule) => () => void;
  readonly clear: () => void;
  /** Asked for each call that no rule hits. Replace it for schedules that rules cannot say. */
  decide: (call: Call) => Fault | undefined;
}

interface Armed {
  readonly rule: FaultRule;
  seen: number;
}

const matches = ({ on }: FaultRule, call: Call): boolean =>
  (on.service === undefined || on.service === call.service) &&
  (on.operation === undefined || on.operation === call.operation) &&
  (on.account === undefined || on.account === call.account) &&
  (on.region === undefined || on.region === call.region) &&
  (on.resource === undefined || on.resource === call.resource);

const hits = (armed: Armed, call: Call): boolean => {
  const { skip = 0, times = 1 } = armed.rule;
  if (!matches(armed.rule, call) || armed.seen >= skip + times) return false;
  armed.seen += 1;
  return armed.seen > skip;
};

/** The faults of a simulator, and what picks the one for a call. */
export const faultBox = (): { readonly faults: Faults; readonly pick: (call: Call) => Fault | undefined } => {
  let armed: readonly Armed[] = [];
  const faults: Faults = {
    add: (rule) => {
      const one = { rule, seen: 0 };
      armed = [...armed, one];
      return () => {
        armed = armed.filter((other) => other !== one);
      };
    },
    clear: () => {
      armed = [];
    },
    decide: () => undefined,
  };
  return { faults, pick: (call) => armed.find((one) => hits(one, call))?.rule.fault ?? faults.decide(call) };
};

/** What each service says when it throttles; `ThrottlingException` where not listed. */
const THROTTLES: Readonly<Record<string, readonly [code: string, status: number]>> = {
  ec2: ['RequestLimitExceeded', 503],
  s3: ['SlowDown', 503],
  sts: ['Throttling', 400],
};

/** A service's own throttling error. */
export const throttleOf = (service: string): ApiError => {
  const [code, status] = THROTTLES[service] ?? ['ThrottlingException', 400];
  return new ApiError(code, 'Rate exceeded', status);
};
