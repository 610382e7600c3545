import type { LibraryEdit } from './library-edit.ts';

const files = /@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_\d+\.js$/;

const withLiteralKeys = (text: string): string => {
  const values = new Map([...text.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, value]) => [name, value]));
  const edited = text.replace(/\[(_\w+)\]:/g, (_, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`there is no constant ${name}`);
    return `${value}:`;
  });
  if (edited === text) throw new Error('it has no computed key');
  return edited;
};

/** The SDK writes keys of its schemas as `[_x]`, with a constant. To esbuild a computed key may do anything, so it keeps every
 * schema of a service: all of EC2 for three operations. With the constants written in, it keeps what is used. */
export const literalSchemaKeys: LibraryEdit = { name: 'literal-schema-keys', files, edit: withLiteralKeys };

const REGISTRATION = /^n\d+_registry\.registerError\(\w+\$, \w+\);$/gm;
const BASE = /^_s\d*_registry\.registerError\((\w+)ServiceException\$, \1ServiceException\);$/m;

const withoutRegistrations = (text: string): string => {
  const edited = text.replace(REGISTRATION, '');
  const left = edited.match(/registerError\(/g)?.length ?? 0;
  if (left !== 1 || !BASE.test(edited)) throw new Error('it registers errors in another way');
  return edited;
};

/** A service registers a class for each of its errors, so a bundle that reads one SSM parameter holds 140 of them. Without
 * them every error arrives as the service's base class with the same name, message and HTTP status, and our code asks
 * for nothing else. EC2, whose errors are not modelled, always works so. */
export const errorsByName: LibraryEdit = { name: 'errors-by-name', files, edit: withoutRegistrations };
