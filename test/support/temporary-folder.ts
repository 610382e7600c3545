import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

const removeAll = (): void => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
};

// Each test file loads this module anew, so the hook is that file's own; a script has none and removes at its end.
if (process.env.VITEST === undefined) process.once('exit', removeAll);
else (await import('vitest')).afterAll(removeAll);

/** An empty folder that is removed after the test file, or at the end of the script, that asks for it. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'flowtrap-test-'));
  made.push(folder);
  return folder;
};
