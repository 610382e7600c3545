import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../command.ts';

/** Where `npm run demo` leaves its cases. */
export const LOCAL_FOLDER = '.flowtrap';

const CASE_ID = /^c-[0-9a-f]{40}$/;

export const isCaseId = (text: string): boolean => CASE_ID.test(text);

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

/** The folder of a package, named by itself or by its case.
 * @throws UsageError when a case has no folder here */
export const packageFolder = async (place: string): Promise<string> => {
  if (!isCaseId(place) || (await isFolder(place))) return place;
  const local = join(LOCAL_FOLDER, place);
  if (await isFolder(local)) return local;
  throw new UsageError(
    `case ${place} is not in ${LOCAL_FOLDER}: get it first with "flowtrap export ${place} <folder>"`,
  );
};
