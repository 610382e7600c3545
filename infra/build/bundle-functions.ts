import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { inlineFiles } from './edits/inline-files.ts';
import { lambdaEdits } from './edits/lambda-edits.ts';
import { type LibraryEdit, libraryEdits } from './edits/library-edit.ts';
import { separateFiles } from './edits/separate-files.ts';

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

interface Entry {
  readonly in: string;
  /** Without `.js`, below the output directory. */
  readonly out: string;
}

/** How every function is built: CommonJS, which Lambda loads fastest, minified. */
export const functionFormat = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // The SDK imports `node:http` when first called: as a call of `require` that does not start Node's ES module loader.
  supported: { 'dynamic-import': false },
  mainFields: ['module', 'main'],
  minify: true,
} satisfies BuildOptions;

/** Builds files, and says which separate files they import. */
const buildEntries = async (options: BundleOptions, edits: Plugin, entryPoints: readonly Entry[]) => {
  const separate = new Map<string, string>();
  const { metafile } = await build({
    entryPoints: [...entryPoints],
    outdir: options.outputDirectory,
    ...functionFormat,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'external',
    logLevel: 'warning',
    metafile: true,
    absWorkingDir: options.sourceDirectory,
    plugins: [separateFiles((path, name) => separate.set(`./${name}.js`, path)), inlineFiles(), edits],
  });
  return { metafile, separate };
};

type Output = Metafile['outputs'][string];

const separateEntries = (step: string, { imports }: Output, separate: ReadonlyMap<string, string>): readonly Entry[] =>
  imports.flatMap(({ path }) => {
    const source = separate.get(path);
    return source === undefined ? [] : [{ in: source, out: join(step, basename(path, '.js')) }];
  });

/** Bundles every step into `<outputDirectory>/<step>/index.js`: in `functionFormat`, with the map in a
 * file of its own that the function never loads. What a step imports only when it needs it lies beside it.
 * The same sources give the same bytes on every machine. */
export const bundleFunctions = async (options: BundleOptions): Promise<readonly BundledFunction[]> => {
  const steps = stepsIn(options.sourceDirectory);
  rmSync(options.outputDirectory, { recursive: true, force: true });
  if (steps.length === 0) return [];
  const handlers = steps.map((step) => ({
    in: join(options.sourceDirectory, step, 'handler.ts'),
    out: `${step}/index`,
  }));
  const { plugin, checkAllUsed } = libraryEdits(options.edits ?? lambdaEdits);
  const { metafile, separate } = await buildEntries(options, plugin, handlers);
  const outputOf = (step: string): Output => {
    const output = metafile.outputs[relative(options.sourceDirectory, join(options.outputDirectory, step, 'index.js'))];
    if (!output) throw new Error(`esbuild wrote no ${step}/index.js`);
    return output;
  };
  const beside = steps.flatMap((step) => separateEntries(step, outputOf(step), separate));
  if (beside.length > 0) await buildEntries(options, plugin, beside);
  checkAllUsed();
  return steps.map((step) => {
    const { bytes, inputs } = outputOf(step);
    const kept = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    return {
      step,
      directory: join(options.outputDirectory, step),
      sizeBytes: bytes,
      inputs: new Map(kept.map(([path, { bytesInOutput }]) => [path, bytesInOutput])),
    };
  });
};

/** SHA-256 over every bundle, by name, as 64 hexadecimal digits: which code made a piece of evidence. */
export const codeDigest = (bundleDirectory: string, steps: readonly string[]): string => {
  const filesOf = (step: string) => readdirSync(join(bundleDirectory, step)).filter((name) => name.endsWith('.js'));
  const bundles = steps
    .toSorted()
    .flatMap((step) =>
      filesOf(step)
        .toSorted()
        .map((name) => join(step, name)),
    )
    .map((file) => [file, readFileSync(join(bundleDirectory, file), 'utf8')]);
  return createHash('sha256').update(JSON.stringify(bundles)).digest('hex');
};
