import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { savePackage } from '../../cli/demo/save-evidence.ts';
import { folderSource } from '../../cli/evidence/folder-source.ts';
import { writeReport } from '../../cli/evidence/write-report.ts';
import { bucketSource } from '../../functions/lib/evidence/bucket-source.ts';
import { reportKeyOf } from '../../functions/lib/evidence/revisions.ts';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import type { LocalStack } from '../../simulator/local-stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { caseIn, startTestStack } from './test-stack.ts';

/** The bucket takes everything but the report. */
const refuseReports = ({ simulator }: LocalStack): void => {
  simulator.faults.decide = ({ operation, resource = '' }) =>
    operation === 'PutObject' && resource.endsWith('/report.html')
      ? { kind: 'error', code: 'AccessDenied', status: 403, when: 'before' }
      : undefined;
};

describe('a closed case', () => {
  it('has its report in the bucket, byte for byte what "flowtrap report" draws from the exported package', async () => {
    const running = await startTestStack();
    await running.respond({ name: 'one', input: finding });
    const caseId = caseIn(running);
    const folder = temporaryFolder();
    const source = await bucketSource(running.evidence, caseId);
    const list = async () => (await source.list()).filter((name) => name !== 'report.html');
    await savePackage({ ...source, list }, folder);

    await writeReport(await folderSource(folder), join(folder, 'report.html'));

    const published = Buffer.from((await running.evidence.get(reportKeyOf(caseId))) ?? []);
    expect(published.byteLength).toBeGreaterThan(10_000);
    expect(published.equals(await readFile(join(folder, 'report.html')))).toBe(true);
  });

  it('stays closed and its execution ends well when the report cannot be written', async () => {
    const running = await startTestStack();
    refuseReports(running);

    const result = await running.respond({ name: 'one', input: finding });

    const caseId = caseIn(running);
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { case: { caseId, grade: 'COMPLETE' } } });
    expect(await running.cases.getCase(caseId)).toMatchObject({ status: 'CLOSED', grade: 'COMPLETE' });
    expect(await running.cases.listTimeline(caseId)).toContainEqual(
      expect.objectContaining({ what: 'could not publish the case', details: { error: 'MisconfiguredError' } }),
    );
  });

  it('has its report when its execution failed', async () => {
    const running = await startTestStack();
    running.simulator.faults.add({
      on: { service: 'ec2', operation: 'DescribeRouteTables' },
      fault: { kind: 'drop' },
      times: Number.POSITIVE_INFINITY,
    });

    const result = await running.respond({ name: 'one', input: finding });

    expect(result.status).toBe('FAILED');
    const page = await running.evidence.get(reportKeyOf(caseIn(running)));
    expect(Buffer.from(page ?? []).toString()).toContain('NEEDS_OPERATOR');
  });
});
