import type { LocalStack, LocalStackOptions } from '../../simulator/local-stack.ts';

/** A deployment that is not in order, and what is found. */
export interface Variant {
  readonly what: string;
  readonly check: string;
  readonly outcome: 'failed' | 'warning';
  readonly detail: RegExp;
  readonly options?: Partial<LocalStackOptions>;
  readonly harm?: (stack: LocalStack) => unknown;
}

/** What CloudFormation tells of the stateful stack is another. */
export const changeStack = (stack: LocalStack, change: object): void => {
  const { deployment } = stack.simulator;
  deployment.stacks = deployment.stacks.map((one) => (one.name.endsWith('-stateful') ? { ...one, ...change } : one));
};
