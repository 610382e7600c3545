import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { bucketSource } from '../../../functions/lib/evidence/bucket-source.ts';
import { readReport } from '../../../functions/lib/evidence/report/read-report.ts';
import { renderReport } from '../../../functions/lib/evidence/report/render-report.ts';
import { reportKeyOf } from '../../../functions/lib/evidence/revisions.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import { publishCase } from '../../../functions/publish-case/publish-case.ts';
import { apiRow, CASE_ID, handClock, START_MS, silentLog } from '../evidence/fixtures.ts';
import { closedCase, openAndCloseAgain } from '../verify/package.ts';

const unused = (): Promise<never> => Promise.reject(new Error('there is no finding to annotate'));

const setUp = async (...parameters: Parameters<typeof closedCase>) => {
  const stores = await closedCase(...parameters);
  const { cases, evidence } = stores;
  await evidence.put('triggers/0.json', Buffer.from('{"id":1}'), 'application/json');
  const clock = handClock(START_MS + 200_000);
  const policy = { load: async () => ({ policy: policySchema.parse({}), text: '{}', sha256: '' }) };
  const place = { evidenceBucket: 'evidence', home: { account: '111122223333', region: 'eu-west-1' } };
  const deps = { cases, evidence, policy, notesFor: unused, clock, log: silentLog, ...place };
  const told = async () =>
    (await cases.listTimeline(CASE_ID)).filter(({ actor }) => actor === 'publish-case').map(({ what }) => what);
  return { stores, cases, evidence, clock, deps, run: publishCase(deps), told };
};

describe('publishing a case', () => {
  it('writes the report that the package draws, as a web page beside the evidence', async () => {
    const { evidence, run, told } = await setUp();

    const output = await run({ caseId: CASE_ID });

    expect(output).toEqual({ caseId: CASE_ID, report: 'written', annotated: 0 });
    expect(evidence.text(reportKeyOf(CASE_ID))).toBe(
      renderReport(await readReport(await bucketSource(evidence, CASE_ID))),
    );
    expect(evidence.contentType(reportKeyOf(CASE_ID))).toBe('text/html; charset=utf-8');
    expect(await told()).toEqual(['wrote the report']);
  });

  it('changes nothing when it runs again, later', async () => {
    const { cases, evidence, clock, run, told } = await setUp();
    await run({ caseId: CASE_ID });
    const [record, page] = [await cases.getCase(CASE_ID), evidence.text(reportKeyOf(CASE_ID))];
    clock.advance(60_000);

    const output = await run({ caseId: CASE_ID });

    expect(output.report).toBe('kept');
    expect(await cases.getCase(CASE_ID)).toEqual(record);
    expect(evidence.text(reportKeyOf(CASE_ID))).toBe(page);
    expect(await told()).toEqual(['wrote the report']);
  });

  it('keeps a report that an earlier release drew', async () => {
    const { evidence, run, told } = await setUp();
    await evidence.put(reportKeyOf(CASE_ID), Buffer.from('earlier'), 'text/html');

    const output = await run({ caseId: CASE_ID });

    expect(output.report).toBe('kept');
    expect(evidence.text(reportKeyOf(CASE_ID))).toBe('earlier');
    expect(await told()).toEqual([]);
  });

  it('writes a report of each opening', async () => {
    const { evidence, run, stores } = await setUp();
    await run({ caseId: CASE_ID });
    await openAndCloseAgain(stores, { 3: [[apiRow('10.0.1.10', '198.51.100.9')]] });

    expect(await run({ caseId: CASE_ID })).toMatchObject({ report: 'written' });
    expect(evidence.text(reportKeyOf(CASE_ID, 2))).not.toBe(evidence.text(reportKeyOf(CASE_ID)));
  });

  it('draws nothing for a case without a package', async () => {
    const { cases, evidence, run } = await setUp();
    await cases.updateCase(CASE_ID, ({ manifestKey: _, ...record }) => record);

    const output = await run({ caseId: CASE_ID });

    expect(output.report).toBe('none');
    expect(evidence.keys()).not.toContain(reportKeyOf(CASE_ID));
  });

  it('fails with ContractError when the package is damaged, and says so only once it is given up', async () => {
    const { evidence, deps, run, told } = await setUp();
    const damaged = { ...evidence, get: async () => Buffer.from('{') };
    const failing = publishCase({ ...deps, evidence: damaged });

    await expect(failing({ caseId: CASE_ID })).rejects.toMatchObject({ name: 'ContractError' });
    expect(await told()).toEqual([]);

    const output = await run({ caseId: CASE_ID, failure: { Error: 'Contract<b>Error', Cause: 'text' } });

    expect(output.report).toBe('failed');
    expect(await told()).toEqual(['could not publish the case']);
    expect(evidence.keys()).not.toContain(reportKeyOf(CASE_ID));
  });

  it.each([
    ['States.Timeout', 'States.Timeout'],
    ['Contract<b>Error\n', 'ContractbError'],
    ['x'.repeat(100), 'x'.repeat(80)],
    ['<>', 'unknown'],
  ])('tells a failure by its name alone, once: %j', async (given, error) => {
    const { cases, clock, run } = await setUp();
    const input = { caseId: CASE_ID, failure: { Error: given, Cause: 'text' } };

    expect(await run(input)).toEqual({ caseId: CASE_ID, report: 'failed', annotated: 0 });
    clock.advance(60_000);
    await run(input);

    const lines = (await cases.listTimeline(CASE_ID)).filter(({ what }) => what === 'could not publish the case');
    expect(lines).toEqual([
      {
        atMs: START_MS + 200_000,
        actor: 'publish-case',
        what: 'could not publish the case',
        details: { error },
      },
    ]);
  });

  it('tells a second failure that is another', async () => {
    const { run, told } = await setUp();
    for (const name of ['States.Timeout', 'ContractError'])
      await run({ caseId: CASE_ID, failure: { Error: name, Cause: 'text' } });

    expect(await told()).toEqual(['could not publish the case', 'could not publish the case']);
  });

  it('does nothing for a case that is open', async () => {
    const { cases, evidence, run, told } = await setUp();
    await cases.updateCase(CASE_ID, (record) => ({ ...record, status: 'OPEN' }));

    expect(await run({ caseId: CASE_ID })).toEqual({ caseId: CASE_ID, report: 'none', annotated: 0 });
    expect(await told()).toEqual([]);
    expect(evidence.keys()).not.toContain(reportKeyOf(CASE_ID));
  });

  it('says what the report is: of which opening, how large, and its hash', async () => {
    const { cases, evidence, run } = await setUp();

    await run({ caseId: CASE_ID });

    const page = evidence.text(reportKeyOf(CASE_ID)) ?? '';
    const details = { revision: 1, sizeBytes: Buffer.byteLength(page), sha256: sha256Hex(page) };
    expect((await cases.listTimeline(CASE_ID)).find(({ what }) => what === 'wrote the report')?.details).toEqual(
      details,
    );
  });

  it('fails where the bucket does, and leaves the rest to the next run', async () => {
    const { evidence, deps, run, told } = await setUp();
    const down = { ...evidence, put: () => Promise.reject(new Error('the bucket is down')) };

    await expect(publishCase({ ...deps, evidence: down })({ caseId: CASE_ID })).rejects.toThrow('the bucket is down');
    expect(await told()).toEqual([]);
    expect(await run({ caseId: CASE_ID })).toMatchObject({ report: 'written' });
  });

  it('draws the report although the findings could not be annotated, and fails for these', async () => {
    const { evidence, deps, told } = await setUp();
    const policy = { load: () => Promise.reject(new Error('no policy')) };

    await expect(publishCase({ ...deps, policy })({ caseId: CASE_ID })).rejects.toThrow('no policy');
    expect(await told()).toEqual(['wrote the report']);
    expect(evidence.keys()).toContain(reportKeyOf(CASE_ID));
  });
});
