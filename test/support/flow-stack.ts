import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunctions } from '../../infra/build/bundle-functions.ts';
import { steps } from '../../infra/lib/names.ts';
import { bundledFunction } from '../../simulator/bundled-functions.ts';
import {
  type Functions,
  type LocalStack,
  type LocalStackOptions,
  startLocalStack,
} from '../../simulator/local-stack.ts';
import { temporaryFolder } from './temporary-folder.ts';

const sourceDirectory = fileURLToPath(new URL('../../functions', import.meta.url));

const pascal = (step: string): string => step.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

let built: Promise<string> | undefined;

const build = async (): Promise<string> => {
  const outputDirectory = temporaryFolder();
  await bundleFunctions({ sourceDirectory, outputDirectory });
  return outputDirectory;
};

const bundledIn =
  (directory: string): LocalStackOptions['functionsOn'] =>
  (host): Functions =>
    Object.fromEntries(steps.map((step) => [pascal(step), bundledFunction(join(directory, step, 'index.js'), host)]));

/** The stack of the flow tests. `npm run test:bundles` sets FLOW_FUNCTIONS to `bundles`: the same tests then run the bytes
 * that are deployed. */
export const startFlowStack = async (options: LocalStackOptions): Promise<LocalStack> => {
  if (process.env.FLOW_FUNCTIONS !== 'bundles') return await startLocalStack(options);
  built ??= build();
  return await startLocalStack({ ...options, functionsOn: bundledIn(await built) });
};
