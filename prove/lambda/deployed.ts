import type { Host } from '../../functions/lib/runtime/host.ts';
import type { LambdaFunction } from '../../simulator/engine/state-machine.ts';
import type { Deployed } from './pool.ts';

/** Functions by the names that the state machines call them. */
export type DeployedFunctions = Readonly<Record<string, Deployed>>;

/** Each function: its folder, and the time-out that it is deployed with. */
const FUNCTIONS: readonly (readonly [name: string, folder: string, timeoutSeconds: number])[] = [
  ['PlanCase', 'plan-case', 110],
  ['StartCapture', 'start-capture', 110],
  ['CheckCapture', 'check-capture', 50],
  ['CollectFlows', 'collect-flows', 590],
  ['EnableFlowLogs', 'enable-flow-logs', 290],
  ['CloseCase', 'close-case', 290],
  ['PublishCase', 'publish-case', 170],
  ['RetireFlowLogs', 'retire-flow-logs', 290],
  ['FindLostCases', 'find-lost-cases', 110],
];

const isBuild = (value: unknown): value is (host: Host) => LambdaFunction => typeof value === 'function';

const load = async (root: URL, folder: string): Promise<(host: Host) => LambdaFunction> => {
  const wiring: Readonly<Record<string, unknown>> = await import(new URL(`functions/${folder}/wiring.ts`, root).href);
  const build = Object.values(wiring).find(isBuild);
  if (!build) throw new TypeError(`no function in ${folder}`);
  return build;
};

/** This repository, which holds `functions` and `state-machines`. */
export const HERE = new URL('../../', import.meta.url);

/** Loads the real handlers. @param root the folder that holds `functions`: this repository, or a changed copy of it */
export const deployedFunctions = async (root: URL): Promise<DeployedFunctions> =>
  Object.fromEntries(
    await Promise.all(
      FUNCTIONS.map(
        async ([name, folder, timeoutSeconds]) => [name, { build: await load(root, folder), timeoutSeconds }] as const,
      ),
    ),
  );
