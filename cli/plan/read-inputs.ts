import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../command.ts';

/** One trigger's raw text and where it came from; `text` is absent for a file that cannot be read. */
export interface PlanInput {
  readonly file: string;
  readonly text?: string;
}

const JSON_LINES = /\.(jsonl|ndjson)$/;

/** Every file below a folder but hidden ones, ascending by path. */
const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const visible = entries.filter(({ name }) => !name.startsWith('.')).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const below = await Promise.all(
    visible.map((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)])),
  );
  return below.flat();
};

const readOne = async (file: string): Promise<readonly PlanInput[]> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined || !JSON_LINES.test(file)) return [{ file, text }];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => ({ file: `${file}:${index + 1}`, text: line }));
};

/** The triggers that a path holds: a file, every file of a folder, the lines of a `.jsonl` or `.ndjson` file, or `-` for
 * standard input. @throws UsageError when there is no such path */
export const readInputs = async (path: string, stdin: () => Promise<string>): Promise<readonly PlanInput[]> => {
  if (path === '-') return [{ file: '-', text: await stdin() }];
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) throw new UsageError(`there is no file or folder ${path}`);
  const files = facts.isDirectory() ? await filesBelow(path) : [path];
  return (await Promise.all(files.map(readOne))).flat();
};
