import { join } from 'node:path';
import { steps } from '../../infra/lib/names.ts';
import { bundledFunction } from '../../simulator/bundled-functions.ts';
import {
  type Functions,
  type LocalStack,
  type LocalStackOptions,
  startLocalStack,
} from '../../simulator/local-stack.ts';

const pascal = (step: string): string => step.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const bundledIn =
  (directory: string): LocalStackOptions['functionsOn'] =>
  (host): Functions =>
    Object.fromEntries(steps.map((step) => [pascal(step), bundledFunction(join(directory, step, 'index.js'), host)]));

/** The stack of the flow tests. `npm run test:bundles` sets FLOW_FUNCTIONS to the folder of the bundles: the same tests then
 * run the bytes that are deployed. */
export const startFlowStack = (options: LocalStackOptions): Promise<LocalStack> => {
  const folder = process.env.FLOW_FUNCTIONS;
  return startLocalStack(folder === undefined ? options : { ...options, functionsOn: bundledIn(folder) });
};
