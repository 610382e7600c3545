import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { type LibraryEdit, libraryEdits, replacement } from '../../../infra/build/edits/library-edit.ts';
import { errorsByName, literalSchemaKeys } from '../../../infra/build/edits/schemas.ts';
import { versionOnly } from '../../../infra/build/edits/services.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Bundles an entry that imports one library file of the given text. */
const bundleWith = async (library: string, edits: readonly LibraryEdit[]): Promise<string> => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'node_modules', 'library'), { recursive: true });
  writeFileSync(join(root, 'node_modules', 'library', 'index.js'), library);
  const { plugin, checkAllUsed } = libraryEdits(edits);
  const { outputFiles } = await build({
    stdin: { contents: "export { part } from 'library'", resolveDir: root },
    bundle: true,
    write: false,
    logLevel: 'silent',
    format: 'esm',
    plugins: [plugin],
  });
  checkAllUsed();
  return outputFiles[0]?.text ?? '';
};

const small: LibraryEdit = {
  name: 'small-part',
  files: /node_modules\/library\/index\.js$/,
  edit: replacement("export const part = 'small';"),
};

describe('an edit of a library', () => {
  it('takes the place of the module', async () => {
    expect(await bundleWith("export const part = 'large';", [small])).toContain('"small"');
  });

  it('fails the build when the module exports something else today', async () => {
    const grown = "export const part = 'large';\nexport function more() {}";

    await expect(bundleWith(grown, [small])).rejects.toThrow(/small-part does not fit: it exports more, part/);
  });

  it('fails the build when no file is found', async () => {
    const moved = { ...small, files: /library\/moved\.js$/ };

    await expect(bundleWith("export const part = 'large';", [moved])).rejects.toThrow(/small-part/);
  });
});

describe('edits of schemas', () => {
  const schemas = [
    'const _a = "traits";',
    '_s_registry.registerError(AServiceException$, AServiceException);',
    'n0_registry.registerError(GoneException$, GoneException);',
    'export var Gone$ = [-3, n0, "Gone", { [_a]: 1 }, [_a]];',
  ].join('\n');

  it('write constants in as keys, and nowhere else', () => {
    expect(literalSchemaKeys.edit(schemas)).toContain('{ "traits": 1 }, [_a]]');
  });

  it('refuse a key that is no constant, and a file without any', () => {
    expect(() => literalSchemaKeys.edit('export var A$ = [{ [_b]: 1 }];')).toThrow('no constant _b');
    expect(() => literalSchemaKeys.edit('export var A$ = [];')).toThrow('no computed key');
  });

  it('keep the base class of a service alone', () => {
    const edited = errorsByName.edit(schemas);

    expect(edited).toContain('registerError(AServiceException$');
    expect(edited).not.toContain('GoneException');
  });

  it('refuse registrations of another form', () => {
    expect(() => errorsByName.edit(schemas.replace('n0_registry.registerError', 'register.registerError'))).toThrow(
      'another way',
    );
  });

  it('refuse another use of package.json', () => {
    expect(() => versionOnly.edit('import packageInfo from "../package.json";\nuse(packageInfo.name);')).toThrow(
      'another way',
    );
  });
});
