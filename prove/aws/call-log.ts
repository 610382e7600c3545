import type { FaultMode } from './fault-modes.ts';

/** One AWS call of one invocation. */
export interface ProvenCall {
  /** Counts from 1, in the order of sending. */
  readonly n: number;
  readonly atMs: number;
  readonly functionName: string;
  readonly service: string;
  readonly operation: string;
  readonly fault?: FaultMode;
  readonly parameters: Readonly<Record<string, unknown>>;
  status?: number;
}

/** The calls of a world. */
export interface CallLog {
  /** In the order of sending; empty where they are only counted. */
  readonly calls: readonly ProvenCall[];
  readonly count: () => number;
  readonly add: (call: ProvenCall) => void;
}

/** @param keep false only counts: a storm makes millions of calls */
export const callLog = (keep: boolean): CallLog => {
  const calls: ProvenCall[] = [];
  let count = 0;
  return {
    calls,
    count: () => count,
    add: (call) => {
      count += 1;
      if (keep) calls.push(call);
    },
  };
};
