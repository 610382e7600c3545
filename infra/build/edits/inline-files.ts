import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

const READ = /readFileSync\(new URL\('([\w.-]+)', import\.meta\.url\), 'utf8'\)/g;

/** Sources of ours that read files beside them, by name: `…-assets.ts`. In a bundle there is nothing beside them, so each
 * reading becomes the text that it would read. */
export const inlineFiles = (): Plugin => ({
  name: 'inline-files',
  setup: ({ onLoad }) => {
    onLoad({ filter: /-assets\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace(READ, (_, name: string) =>
        JSON.stringify(readFileSync(join(dirname(path), name), 'utf8')),
      );
      if (contents === source || contents.includes('import.meta'))
        return { errors: [{ text: `${path} reads files in another way` }] };
      return { contents, loader: 'ts' };
    });
  },
});
