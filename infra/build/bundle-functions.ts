import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { lambdaEdits } from './edits/lambda-edits.ts';
import { type LibraryEdit, libraryEdits } from './edits/library-edit.ts';

/** A bundled function: `index.js` and its source map lie in `directory`. */
export interface BundledFunction {
  readonly step: string;
  readonly directory: string;
  readonly sizeBytes: number;
  /** Source files by path, and how many bytes of the bundle each gave. */
  readonly inputs: ReadonlyMap<string, number>;
}

export interface BundleOptions {
  /** The folder whose children are steps: each with a `handler.ts` that exports `handler`. */
  readonly sourceDirectory: string;
  /** Emptied first. */
  readonly outputDirectory: string;
  /** `lambdaEdits` unless given; a comparison leaves one out. */
  readonly edits?: readonly LibraryEdit[];
}

const stepsIn = (directory: string): readonly string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, 'handler.ts')))
    .map((entry) => entry.name)
    .toSorted();

/** Bundles every step into `<outputDirectory>/<step>/index.js`: CommonJS, which Lambda loads fastest, minified, with the
 * map in a file of its own that the function never loads. The same sources give the same bytes on every machine. */
export const bundleFunctions = async (options: BundleOptions): Promise<readonly BundledFunction[]> => {
  const steps = stepsIn(options.sourceDirectory);
  rmSync(options.outputDirectory, { recursive: true, force: true });
  if (steps.length === 0) return [];
  const { metafile } = await build({
    entryPoints: steps.map((step) => ({ in: join(options.sourceDirectory, step, 'handler.ts'), out: `${step}/index` })),
    outdir: options.outputDirectory,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // The SDK imports `node:http` when first called: as a call of `require` that does not start Node's ES module loader.
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'external',
    logLevel: 'warning',
    metafile: true,
    absWorkingDir: options.sourceDirectory,
    plugins: [libraryEdits(options.edits ?? lambdaEdits)],
  });
  return steps.map((step) => {
    const directory = join(options.outputDirectory, step);
    const file = join(directory, 'index.js');
    const inputs = metafile.outputs[relative(options.sourceDirectory, file)]?.inputs ?? {};
    const kept = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    return {
      step,
      directory,
      sizeBytes: readFileSync(file).length,
      inputs: new Map(kept.map(([path, { bytesInOutput }]) => [path, bytesInOutput])),
    };
  });
};

/** SHA-256 over every bundle, by name, as 64 hexadecimal digits: which code made a piece of evidence. */
export const codeDigest = (bundleDirectory: string, steps: readonly string[]): string => {
  const bundles = steps.toSorted().map((step) => [step, readFileSync(join(bundleDirectory, step, 'index.js'), 'utf8')]);
  return createHash('sha256').update(JSON.stringify(bundles)).digest('hex');
};
