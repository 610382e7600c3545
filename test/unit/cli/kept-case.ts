import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { keepRecords } from '../../../cli/cases/records-file.ts';
import { commands } from '../../../cli/commands/registry.ts';
import { savePackage } from '../../../cli/demo/save-evidence.ts';
import { runCli } from '../../../cli/run.ts';
import { bucketSource } from '../../../functions/lib/evidence/bucket-source.ts';
import { recordingIo } from '../../cli/io.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { CASE_ID } from '../evidence/fixtures.ts';
import { closedCase } from '../verify/package.ts';

/** Where the tests of a file write. */
export const place = temporaryFolder();
/** The folder of the kept case. */
export const kept = join(place, 'kept');
/** No such case is kept. */
export const NOBODY = `c-${'f'.repeat(40)}`;

// Leaves a case as `demo --keep` does.
beforeAll(async () => {
  const { table, evidence } = await closedCase();
  await savePackage(await bucketSource(evidence, CASE_ID), join(kept, CASE_ID));
  await keepRecords(table, CASE_ID, kept);
});

/** The command in this process. */
export const run = async (...args: readonly string[]) => {
  const { io, out, err } = recordingIo();
  const code = await runCli(commands, args, io);
  return { code, out: out(), err: err() };
};

/** The command on the kept case. */
export const here = (...args: readonly string[]) => run(...args, '--folder', kept);
