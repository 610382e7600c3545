import { onTestFinished } from 'vitest';
import { doctorWith } from '../../cli/commands/doctor.ts';
import { runCli } from '../../cli/run.ts';
import type { LocalStack, LocalStackOptions } from '../../simulator/local-stack.ts';
import beacon from '../../simulator/worlds/beacon.json' with { type: 'json' };
import { recordingIo } from '../cli/io.ts';
import { startFlowStack } from '../support/flow-stack.ts';
import { worldJson } from '../support/worlds.ts';

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

/** The account of the deployment. */
export const account = '111122223333';
/** A deployment with a member. */
export const withMembers = {
  world: worldJson('transit-plain'),
  policy: JSON.stringify({ accounts: { members: ['444455556666'], externalId: 'flowtrap-test' } }),
};

/** A finding as it is written. */
export interface Shown {
  readonly check: string;
  readonly outcome: string;
  readonly subject: string;
  readonly detail: string;
  readonly next?: string;
}

/** A stack that ends with the test, and the command on it. */
export const setUp = async (options: Partial<LocalStackOptions> = {}) => {
  const stack = await startFlowStack({ world: beacon, ...options });
  onTestFinished(() => stack.close());
  const run = async (...args: readonly string[]) => {
    const { io, out, err } = recordingIo();
    const code = await runCli([doctorWith({ env: {}, host: stack.host })], ['doctor', ...args], io);
    return { code, out: out(), err: err() };
  };
  const findings = async (...args: readonly string[]) => {
    const { code, out } = await run('--json', ...args);
    const shown: { readonly findings: readonly Shown[] } = JSON.parse(out);
    return { code, found: shown.findings };
  };
  return { stack, run, findings };
};

export const refuse = (stack: LocalStack, operation: string, code = 'AccessDeniedException'): void => {
  const fault = { kind: 'error', code, status: 403, when: 'before' } as const;
  stack.simulator.faults.add({ on: { operation }, fault, times: 100 });
};
