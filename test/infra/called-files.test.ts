import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleFunctions } from '../../infra/build/bundle-functions.ts';
import { callsIn, fileCalls } from '../bundles/called-files.ts';

const files = {
  'answer/handler.ts': `
    import { called } from './called.ts';
    import { imported } from './imported.ts';
    import { LIMIT } from './value.ts';
    export const handler = (name?: string) => (name === undefined ? called(LIMIT) : imported(name));
  `,
  'answer/called.ts': 'export const called = (limit: number) => { const sum = limit + 1; return sum * sum; };',
  'answer/imported.ts': 'export const imported = (name: string) => { const text = name.trim(); return text + text; };',
  'answer/value.ts': 'export const LIMIT = Number(process.env.LIMIT ?? 3);',
};

/** Bundles the files, and calls the handler in a process of its own. */
const callsOf = async (argument: string) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'flowtrap-calls-')));
  const [sourceDirectory, coverage] = [join(root, 'functions'), join(root, 'coverage')];
  mkdirSync(join(sourceDirectory, 'answer'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(sourceDirectory, name), text);
  const bundled = await bundleFunctions({ sourceDirectory, outputDirectory: join(root, 'dist'), edits: [] });
  const script = `require(${JSON.stringify(join(root, 'dist/answer/index.js'))}).handler(${argument})`;
  execFileSync(process.execPath, ['-e', script], { env: { ...process.env, NODE_V8_COVERAGE: coverage } });
  return fileCalls(bundled, sourceDirectory, callsIn(coverage)).map(({ path, calls }) => [basename(path), calls]);
};

it('finds the file of a bundle that is imported and never called', async () => {
  const calls = await callsOf('');

  expect(calls.map(([name]) => name)).toEqual(['called.ts', 'handler.ts', 'imported.ts']);
  expect(calls).toContainEqual(['called.ts', 1]);
  expect(calls).toContainEqual(['imported.ts', 0]);
});

it('finds nothing once the file is called', async () => {
  expect(await callsOf('"name"')).toContainEqual(['imported.ts', 1]);
});
