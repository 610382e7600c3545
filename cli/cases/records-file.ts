import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ContractError } from '../../functions/lib/domain/errors.ts';
import { parseOrThrow } from '../../functions/lib/policy/violations.ts';
import type { RecordTable, StoredRecord } from '../../functions/lib/ports/record-table.ts';
import { UsageError } from '../command.ts';
import { LOCAL_FOLDER } from '../evidence/package-folder.ts';

/** Beside the packages, not in them: a package holds nothing that its manifest does not list. */
export const recordsFolder = (folder = LOCAL_FOLDER): string => join(folder, 'records');

const stored = z.array(
  z.object({
    key: z.object({ pk: z.string(), sk: z.string() }),
    revision: z.int(),
    body: z.record(z.string(), z.unknown()),
  }),
);

/** Writes a case's records to a file, so that the case can be shown when its table is gone. */
export const keepRecords = async (table: RecordTable, caseId: string, folder = LOCAL_FOLDER): Promise<void> => {
  const partitions = [`CASE#${caseId}`, `TRIGGER#${caseId}`];
  const records = (await Promise.all(partitions.map((pk) => table.list(pk, '')))).flat();
  await mkdir(recordsFolder(folder), { recursive: true });
  await writeFile(join(recordsFolder(folder), `${caseId}.json`), `${JSON.stringify(records, null, 1)}\n`);
};

const recordsOf = async (file: string): Promise<readonly StoredRecord[]> => {
  const text = await readFile(file, 'utf8');
  try {
    return parseOrThrow(stored, JSON.parse(text), file);
  } catch (cause) {
    throw new ContractError(`${file} holds no records: run "npm run demo -- --keep" again`, {}, { cause });
  }
};

/** Every record kept below a folder. @throws UsageError where nothing was kept, or it may not be read */
export const readKeptRecords = async (folder = LOCAL_FOLDER): Promise<readonly StoredRecord[]> => {
  const names = await readdir(recordsFolder(folder)).catch(({ code }: NodeJS.ErrnoException) => {
    if (code !== 'ENOENT')
      throw new UsageError(`${recordsFolder(folder)} cannot be read (${code}): ask its owner for access`);
    throw new UsageError(
      `no cases are kept in ${folder}: run "npm run demo -- --keep" first, or name a table with --table or FLOWTRAP_TABLE`,
    );
  });
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  return (await Promise.all(files.map((name) => recordsOf(join(recordsFolder(folder), name))))).flat();
};

const readOnly = (): Promise<never> => Promise.reject(new ContractError('kept records are not changed'));

/** Kept records as a table that is only read. */
export const keptTable = (records: readonly StoredRecord[]): RecordTable => ({
  get: async ({ pk, sk }) => records.find(({ key }) => key.pk === pk && key.sk === sk),
  list: async (pk, prefix) =>
    records
      .filter(({ key }) => key.pk === pk && key.sk.startsWith(prefix))
      .toSorted((a, b) => (a.key.sk < b.key.sk ? -1 : 1)),
  listByGrade: () => Promise.reject(new ContractError('kept records have no index')),
  create: readOnly,
  replace: readOnly,
  remove: readOnly,
});
