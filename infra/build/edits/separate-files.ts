import { basename } from 'node:path';
import type { Plugin } from 'esbuild';

/** What our own sources import only when they need it becomes a file beside `index.js`, loaded then. */
export const separateFiles = (found: (path: string, name: string) => void): Plugin => ({
  name: 'separate-files',
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, async ({ path, kind, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const target = await resolve(path, { kind: 'import-statement', resolveDir });
      const name = basename(path, '.ts');
      found(target.path, name);
      return { path: `./${name}.js`, external: true };
    });
  },
});
