import { writeFile } from 'node:fs/promises';
import { readReport } from '../../functions/lib/evidence/report/read-report.ts';
import type { PackageSource } from '../../functions/lib/evidence/verify-check.ts';

/** Draws a package's report into a file. The charts are loaded only here: most commands draw none. */
export const writeReport = async (source: PackageSource, file: string): Promise<void> => {
  const { renderReport } = await import('../../functions/lib/evidence/report/render-report.ts');
  await writeFile(file, renderReport(await readReport(source)));
};
