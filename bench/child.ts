import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import { inlineFiles } from '../infra/build/edits/inline-files.ts';
import { median } from './row.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const measured = z.object({ seconds: z.number(), peakMb: z.number() });
/** What one process measured of its own work. */
export type Measured = z.output<typeof measured>;

/** Runs `<name>.ts` of this folder, each time in a process of its own: as on Lambda, a bundle runs, because reading
 * TypeScript takes memory of its own. */
export const childOf = async (name: string, nodeOptions: readonly string[] = []) => {
  const outfile = path(`../dist/bench/${name}.mjs`);
  await build({
    entryPoints: [path(`${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    logLevel: 'error',
    plugins: [inlineFiles()],
  });
  return (what: string, flows: number): Measured => {
    const text = execFileSync(process.execPath, [...nodeOptions, outfile, what, String(flows)], { encoding: 'utf8' });
    return measured.parse(JSON.parse(text));
  };
};

export const middle = (runs: readonly Measured[]): Measured => ({
  seconds: median(runs.map(({ seconds }) => seconds)),
  peakMb: median(runs.map(({ peakMb }) => peakMb)),
});

export const rounded = ({ seconds, peakMb }: Measured): string => `${seconds.toFixed(2)} s, ${Math.ceil(peakMb)} MB`;
