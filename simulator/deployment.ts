/** A CloudFormation stack, as far as DescribeStacks and DescribeStackResources tell of it. */
export interface SimStack {
  readonly name: string;
  readonly status: string;
  readonly terminationProtection: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly {
    readonly logicalId: string;
    readonly physicalId: string;
    readonly type: string;
    readonly status: string;
  }[];
}

/** What a deployment has left in the account beside what the services keep themselves. Members may be changed at any time. */
export interface SimDeployment {
  stacks: readonly SimStack[];
  /** Messages that wait, by the URL of their queue. */
  readonly queues: Map<string, number>;
  /** Concurrent executions of Lambda functions: of the account, and what no function has reserved. */
  concurrency: { readonly total: number; readonly unreserved: number };
}

/** An account in which nothing was deployed. */
export const emptyDeployment = (): SimDeployment => ({
  stacks: [],
  queues: new Map(),
  concurrency: { total: 1_000, unreserved: 1_000 },
});
