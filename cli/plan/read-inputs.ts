import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonDocuments } from '../../functions/lib/triggers/json-documents.ts';
import { UsageError } from '../command.ts';
import { textOfBytes } from '../text-of-bytes.ts';
import { archiveItems } from './archive-items.ts';

/** One trigger's raw text and where it came from; `text` is absent for a file that cannot be read. */
export interface PlanInput {
  readonly file: string;
  readonly text?: string;
}

const JSON_LINES = /\.(jsonl|ndjson)(\.gz)?$/;

/** Every file below a folder but hidden ones, ascending by path. */
const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const visible = entries.filter(({ name }) => !name.startsWith('.')).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const below = await Promise.all(
    visible.map((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)])),
  );
  return below.flat();
};

type ReadInput = Required<PlanInput>;

const numbered = (name: string, texts: readonly string[]): readonly ReadInput[] =>
  texts.map((text, index) => ({ file: `${name}:${index + 1}`, text }));

/** One input for what is one trigger; one for each document, and for each element of a list that is too large for one. */
const inputsOf = (name: string, text: string): readonly PlanInput[] => {
  const documents = jsonDocuments(text);
  const inputs: readonly ReadInput[] = documents.length > 1 ? numbered(name, documents) : [{ file: name, text }];
  return inputs.flatMap((input) => {
    const elements = archiveItems(input.text);
    return elements?.map((element, index) => ({ file: `${input.file}[${index}]`, text: element })) ?? [input];
  });
};

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

const readOne = async (file: string): Promise<readonly PlanInput[]> => {
  const text = await readFile(file)
    .then(textOfBytes)
    .catch(() => undefined);
  if (text === undefined) return [{ file }];
  return JSON_LINES.test(file) ? numbered(file, linesOf(text)) : inputsOf(file, text);
};

/** The triggers that a path holds: a file, every file of a folder, or `-` for standard input; of a file with several JSON
 * documents each, one a line or one after the other. Files may be packed with gzip. @throws UsageError when there is no such path */
export const readInputs = async (path: string, stdin: () => Promise<string>): Promise<readonly PlanInput[]> => {
  if (path === '-') return inputsOf('-', await stdin());
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) throw new UsageError(`there is no file or folder ${path}`);
  const files = facts.isDirectory() ? await filesBelow(path) : [path];
  return (await Promise.all(files.map(readOne))).flat();
};
