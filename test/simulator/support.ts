import { readFile } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';

/** Starts a world that stops with the test. */
export const startWorld = async (options: SimulatorOptions): Promise<Simulator> => {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
};

export const readJson = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'));

/** The error's name and message, or `no error`: what a caller of the SDK can act on. */
export const faultOf = async (call: Promise<unknown>): Promise<string> =>
  await call.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );

/** Collects every page. */
export const pagesOf = async <P>(pages: AsyncIterable<P>): Promise<readonly P[]> => {
  const all: P[] = [];
  for await (const page of pages) all.push(page);
  return all;
};
