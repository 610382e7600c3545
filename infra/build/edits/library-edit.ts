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

export interface AppliedEdits {
  readonly plugin: Plugin;
  /** @throws Error when an edit found no file in any build so far */
  readonly checkAllUsed: () => void;
}

/** Applies edits while bundling, in their order. The build fails when a file is not as expected, and `checkAllUsed` when an edit
 * found no file at all: either way the library has changed, and nobody knows any more what the edit does. */
export const libraryEdits = (edits: readonly LibraryEdit[]): AppliedEdits => {
  const used = new Set<LibraryEdit>();
  const applied = (path: string, due: readonly LibraryEdit[]): string =>
    due.reduce(
      (text, edit) => {
        used.add(edit);
        try {
          return edit.edit(text);
        } catch (error) {
          throw new Error(`${edit.name} does not fit: ${reason(error)}`);
        }
      },
      readFileSync(path, 'utf8'),
    );
  const plugin: Plugin = {
    name: 'library-edits',
    setup: ({ onLoad }) => {
      onLoad({ filter: /node_modules.*\.js$/ }, ({ path }) => {
        const due = edits.filter(({ files }) => files.test(path.replaceAll('\\', '/')));
        if (due.length === 0) return undefined;
        try {
          return { contents: applied(path, due), loader: 'js' };
        } catch (error) {
          return { errors: [{ text: `${path}: ${reason(error)}` }] };
        }
      });
    },
  };
  const checkAllUsed = (): void => {
    const unused = edits.filter((edit) => !used.has(edit)).map(({ name }) => name);
    if (unused.length > 0) throw new Error(`no library has the files that these edits are for: ${unused.join(', ')}`);
  };
  return { plugin, checkAllUsed };
};

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
