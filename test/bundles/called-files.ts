import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import type { BundledFunction } from '../../infra/build/bundle-functions.ts';

const range = z.object({ startOffset: z.number(), count: z.number() });
const report = z.object({
  result: z.array(z.object({ url: z.string(), functions: z.array(z.object({ ranges: z.array(range) })) })),
});

/** How often the function at each place of a bundle was called, by offset in characters. */
type Calls = Map<number, number>;

const BUNDLE = /([\w-]+)\/index\.js$/;

/** Calls of every bundle by step, from what Node writes to the folder that `NODE_V8_COVERAGE` names. */
export const callsIn = (coverageDirectory: string): ReadonlyMap<string, Calls> => {
  const calls = new Map<string, Calls>();
  for (const file of readdirSync(coverageDirectory)) {
    const { result } = report.parse(JSON.parse(readFileSync(join(coverageDirectory, file), 'utf8')));
    for (const { url, functions } of result) {
      const step = BUNDLE.exec(url)?.[1];
      if (step === undefined) continue;
      const known = calls.get(step) ?? new Map<number, number>();
      calls.set(step, known);
      for (const { ranges } of functions) {
        const [first] = ranges;
        // At 0 is the bundle itself, which is called by being loaded.
        if (first && first.startOffset > 0)
          known.set(first.startOffset, (known.get(first.startOffset) ?? 0) + first.count);
      }
    }
  }
  return calls;
};

/** Answers which source file has the character at an offset. */
const sourceFinder = (directory: string) => {
  const code = readFileSync(join(directory, 'index.js'), 'utf8');
  const map = new SourceMap(JSON.parse(readFileSync(join(directory, 'index.js.map'), 'utf8')));
  const lineStarts = [0, ...[...code.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset: number): string | undefined => {
    const line = lineStarts.findLastIndex((start) => start <= offset);
    const entry = map.findEntry(line, offset - (lineStarts[line] ?? 0));
    return 'originalSource' in entry && entry.originalSource ? resolve(directory, entry.originalSource) : undefined;
  };
};

export interface FileCalls {
  /** Absolute. */
  readonly path: string;
  /** Steps whose bundles hold a function of the file. */
  readonly steps: readonly string[];
  /** Of all functions of the file in all bundles. */
  readonly calls: number;
}

/** Every source file that gave a bundle a function, with how often its functions were called, sorted by path. A file that gave only
 * values is not listed: esbuild keeps a value because something that stays names it.
 * @param sourceDirectory what the inputs of `bundled` are relative to */
export const fileCalls = (
  bundled: readonly BundledFunction[],
  sourceDirectory: string,
  calls: ReadonlyMap<string, Calls>,
): readonly FileCalls[] => {
  const files = new Map<string, FileCalls>();
  for (const { step, directory, inputs } of bundled) {
    const sourceAt = sourceFinder(directory);
    const held = new Set([...inputs.keys()].map((input) => resolve(sourceDirectory, input)));
    for (const [offset, count] of calls.get(step) ?? []) {
      const path = sourceAt(offset);
      if (path === undefined || !held.has(path)) continue;
      const known = files.get(path) ?? { path, steps: [], calls: 0 };
      const steps = known.steps.includes(step) ? known.steps : [...known.steps, step];
      files.set(path, { path, steps, calls: known.calls + count });
    }
  }
  return [...files.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
};
