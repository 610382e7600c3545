import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { readReport } from '../../functions/lib/evidence/report/read-report.ts';
import type { PackageSource } from '../../functions/lib/evidence/verify-check.ts';
import { UsageError } from '../command.ts';

/** Puts a whole file in the place of what was there. A link there is replaced and not followed: who made the package may
 * have made it. */
const replaceFile = async (file: string, text: string): Promise<void> => {
  const draft = `${file}.${randomUUID()}.part`;
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};

/** Draws a package's report into a file. The charts are loaded only here: most commands draw none.
 * @throws UsageError when the file cannot be written */
export const writeReport = async (source: PackageSource, file: string): Promise<void> => {
  const { renderReport } = await import('../../functions/lib/evidence/report/render-report.ts');
  const page = renderReport(await readReport(source));
  await replaceFile(file, page).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be written (${error.code}): name another file or folder`);
  });
};
