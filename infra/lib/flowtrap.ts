import { fileURLToPath } from 'node:url';
import { Construct } from 'constructs';
import type { Config } from './config/config.ts';
import { QueriesStack } from './queries-stack.ts';
import { StatefulStack } from './stateful-stack.ts';
import { StatelessStack } from './stateless-stack.ts';

const besideRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export interface FlowtrapProps {
  /** From `readConfig` or `parseConfig`. */
  readonly config: Config;
  /** Where the bundles of `npm run build` lie; `dist/functions` of this package unless given. */
  readonly bundleDirectory?: string;
}

/** Flowtrap as stacks of an app or stage: what must last, what runs, and, unless switched off, what is asked. */
export class Flowtrap extends Construct {
  readonly stateful: StatefulStack;
  readonly stateless: StatelessStack;
  readonly queries: QueriesStack | undefined;

  constructor(scope: Construct, id: string, { config, bundleDirectory }: FlowtrapProps) {
    super(scope, id);
    const { name, account, region } = config;
    const common = { config, env: { account, region }, terminationProtection: true };
    this.stateful = new StatefulStack(this, 'Stateful', {
      ...common,
      stackName: `${name}-stateful`,
      description: 'Flowtrap: cases, evidence, flow logs, keys and the policy.',
    });
    this.stateless = new StatelessStack(this, 'Stateless', {
      ...common,
      terminationProtection: false,
      stackName: `${name}-stateless`,
      description: 'Flowtrap: functions, state machines, triggers and alerts.',
      stateful: this.stateful,
      bundleDirectory: bundleDirectory ?? besideRepository('dist/functions'),
      definitionDirectory: besideRepository('state-machines'),
    });
    this.queries = config.queries.enabled
      ? new QueriesStack(this, 'Queries', {
          ...common,
          terminationProtection: false,
          stackName: `${name}-queries`,
          description: 'Flowtrap: tables and saved queries over captured flows and flow logs.',
          stateful: this.stateful,
        })
      : undefined;
  }
}
