import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** An edit of library files while bundling. It depends on their inside, so it says what it expects to find there. */
export interface LibraryEdit {
  readonly name: string;
  /** Paths of the files, `/` as separator. */
  readonly files: RegExp;
  /** The file's new text. @throws Error when the file is not as expected */
  readonly edit: (text: string) => string;
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Applies edits while bundling, in their order. The build fails when a file is not as expected, and when an edit finds no
 * file at all: either way the library has changed, and nobody knows any more what the edit does. */
export const libraryEdits = (edits: readonly LibraryEdit[]): Plugin => ({
  name: 'library-edits',
  setup: ({ onStart, onLoad, onEnd }) => {
    const used = new Set<LibraryEdit>();
    onStart(() => used.clear());
    onLoad({ filter: /node_modules.*\.js$/ }, ({ path }) => {
      const due = edits.filter(({ files }) => files.test(path.replaceAll('\\', '/')));
      if (due.length === 0) return undefined;
      let contents = readFileSync(path, 'utf8');
      for (const edit of due) {
        used.add(edit);
        try {
          contents = edit.edit(contents);
        } catch (error) {
          return { errors: [{ text: `${edit.name} does not fit ${path}: ${reason(error)}` }] };
        }
      }
      return { contents, loader: 'js' };
    });
    onEnd(() => ({
      errors: edits.filter((edit) => !used.has(edit)).map(({ name }) => ({ text: `${name} found no file to edit` })),
    }));
  },
});

const DECLARED = /^export (?:async )?(?:const|let|var|class|function)\*? (\w+)/gm;
const LISTED = /^export \{([^}]*)\}/gm;

/** Names that an ES module of a library exports, sorted. @throws Error for `export *` and a default, which it cannot list */
export const exportsOf = (text: string): readonly string[] => {
  if (/^export (?:\*|default)/m.test(text)) throw new Error('it has exports that cannot be listed');
  const direct = [...text.matchAll(DECLARED)].map(([, name = '']) => name);
  const lists = [...text.matchAll(LISTED)].flatMap(([, list = '']) => list.split(','));
  const renamed = lists.map((item) => item.trim().split(' as ').at(-1) ?? '').filter((name) => name !== '');
  return [...direct, ...renamed].toSorted();
};

/** Text in the place of a module's own. It must export what the module exports today, no more and no less. */
export const replacement = (contents: string) => {
  const expected = exportsOf(contents).join(', ');
  return (text: string): string => {
    const found = exportsOf(text).join(', ');
    if (found !== expected) throw new Error(`it exports ${found}, expected ${expected}`);
    return contents;
  };
};
