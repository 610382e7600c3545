import { writeFile } from 'node:fs/promises';
import { readReport } from '../../functions/lib/evidence/report/read-report.ts';
import type { PackageSource } from '../../functions/lib/evidence/verify-check.ts';
import { UsageError } from '../command.ts';

/** Draws a package's report into a file. The charts are loaded only here: most commands draw none.
 * @throws UsageError when the file cannot be written */
export const writeReport = async (source: PackageSource, file: string): Promise<void> => {
  const { renderReport } = await import('../../functions/lib/evidence/report/render-report.ts');
  const page = renderReport(await readReport(source));
  await writeFile(file, page).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be written (${error.code}): name another file or folder`);
  });
};
