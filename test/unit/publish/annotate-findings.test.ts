import { describe, expect, it } from 'vitest';
import type { CaseRecord, Sighting } from '../../../functions/lib/domain/case.ts';
import type { HubFinding } from '../../../functions/lib/domain/hub-finding.ts';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import type { FindingNotes, NoteOutcome } from '../../../functions/lib/ports/finding-notes.ts';
import { caseStore } from '../../../functions/lib/records/case-store.ts';
import { annotateFindings } from '../../../functions/publish-case/annotate-findings.ts';
import guardDuty from '../../../simulator/events/backdoor-c2.json' with { type: 'json' };
import { memoryEvidenceStore } from '../../fakes/memory-evidence-store.ts';
import { memoryRecordTable } from '../../fakes/memory-record-table.ts';
import { asffCopy, HUB, hubEvent, IMPORTED, IMPORTED_V2, ocsfCopy } from '../../support/hub-events.ts';
import { CASE_ID, caseRecord, handClock, START_MS } from '../evidence/fixtures.ts';

const MEMBER = '444455556666';
const closed = (changes: Partial<CaseRecord> = {}): CaseRecord =>
  caseRecord({
    status: 'CLOSED',
    grade: 'PARTIAL',
    flowCount: 3,
    manifestKey: `cases/${CASE_ID}/manifest.json`,
    ...changes,
  });

/** A closed case, whose hubs answer as told. */
const setUp = (settings: object = {}, answer?: (findings: readonly HubFinding[]) => NoteOutcome) => {
  const cases = caseStore(memoryRecordTable());
  const evidence = memoryEvidenceStore();
  const clock = handClock();
  const asked: { readonly hub: string; readonly findings: readonly HubFinding[]; readonly text: string }[] = [];
  const warnings: unknown[] = [];
  const notes: FindingNotes = {
    annotate: async ({ account, region }, findings, text) => {
      asked.push({ hub: `${account}/${region}`, findings, text });
      return answer?.(findings) ?? { annotated: findings.length, failures: [] };
    },
  };
  const places: string[] = [];
  const deps = {
    cases,
    evidence,
    clock,
    evidenceBucket: 'evidence',
    policy: { load: async () => ({ policy: policySchema.parse(settings), text: '{}', sha256: '' }) },
    notesFor: async (caseId: string) => {
      places.push(caseId);
      return notes;
    },
    home: HUB,
    log: { info: () => undefined, warn: (message: string, details?: object) => warnings.push([message, details]) },
  };
  let triggers = 0;
  const trigger = async (event: object, changes: Partial<Sighting> = {}) => {
    triggers += 1;
    const bytes = Buffer.from(JSON.stringify(event));
    const rawKey = `triggers/${triggers}.json`;
    await evidence.put(rawKey, bytes, 'application/json');
    const sighting = { caseId: CASE_ID, executionArn: `arn:${triggers}`, outcome: 'joined', reason: '' } as const;
    const atMs = START_MS + triggers;
    await cases.addSighting({ ...sighting, atMs, rawKey, rawSha256: sha256Hex(bytes), ...changes });
  };
  return { cases, evidence, clock, asked, places, warnings, trigger, run: annotateFindings.bind(undefined, deps) };
};

const idsOf = (findings: readonly HubFinding[]): readonly string[] =>
  findings.map((finding) => (finding.format === 'asff' ? finding.id : finding.uid));

describe('the findings of a closed case', () => {
  it('get a note of its end, with the way to its report, and the timeline says so', async () => {
    const { run, trigger, asked, cases, clock, places, warnings } = setUp();
    await trigger(hubEvent(IMPORTED, [asffCopy()]), { outcome: 'opened' });

    expect(await run(closed())).toBe(1);

    const key = `cases/${CASE_ID}/report.html`;
    const link = `https://console.aws.amazon.com/s3/object/evidence?region=${HUB.region}&prefix=${key}`;
    expect(asked).toMatchObject([
      {
        hub: `${HUB.account}/${HUB.region}`,
        findings: [{ format: 'asff', id: asffCopy().Id, productArn: asffCopy().ProductArn }],
        text: `Flowtrap case ${CASE_ID} ended PARTIAL with 3 flows. Evidence: s3://evidence/${key} ${link}`,
      },
    ]);
    expect(places).toEqual([CASE_ID]);
    expect(await cases.listTimeline(CASE_ID)).toEqual([
      {
        atMs: clock.nowMs(),
        actor: 'publish-case',
        what: 'annotated the findings in Security Hub',
        details: { batch: expect.stringMatching(/^[0-9a-f]{16}$/), annotated: 1, failed: 0 },
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['of a later opening, with its own report', { revision: 2 }, `cases/${CASE_ID}/revisions/2/report.html`],
    ['without a package, without a way', { manifestKey: undefined }, 'It has no evidence package.'],
  ])('get a note %s', async (_, changes, text) => {
    const { run, trigger, asked } = setUp();
    await trigger(hubEvent(IMPORTED, [asffCopy()]));
    const { manifestKey, ...record } = { ...closed(), ...changes };

    await run(manifestKey === undefined ? record : { ...record, manifestKey });

    expect(asked[0]?.text).toContain(text);
  });

  it('get a note that needs an operator where the record has no grade', async () => {
    const { run, trigger, asked } = setUp();
    await trigger(hubEvent(IMPORTED, [asffCopy()]));
    const { grade: _grade, flowCount: _flows, ...record } = closed();

    await run(record);

    expect(asked[0]?.text).toMatch(/ ended NEEDS_OPERATOR with 0 flows\. /);
  });

  it('are taken from every trigger but ignored ones, each finding once, each format by itself', async () => {
    const { run, trigger, asked } = setUp();
    await trigger(hubEvent(IMPORTED, [asffCopy(), asffCopy({ Id: 'second' })]));
    await trigger(hubEvent(IMPORTED, [asffCopy({ Id: 'second' }), asffCopy({ Id: 'third' })]));
    await trigger(hubEvent(IMPORTED_V2, [ocsfCopy()]));
    await trigger(hubEvent(IMPORTED, [asffCopy({ Id: 'ignored' })]), { outcome: 'ignored' });

    expect(await run(closed())).toBe(4);

    expect(asked.map(({ findings }) => idsOf(findings))).toEqual([
      [asffCopy().Id, 'second', 'third'],
      [ocsfCopy().metadata.uid],
    ]);
  });

  it('are looked for in the hundred oldest triggers', async () => {
    const { run, trigger, asked } = setUp();
    for (let n = 110; n > 0; n -= 1) await trigger(hubEvent(IMPORTED, [asffCopy({ Id: `f-${n}` })]), { atMs: n });

    expect(await run(closed())).toBe(100);

    expect(asked.flatMap(({ findings }) => idsOf(findings)).toSorted()).toEqual(
      Array.from({ length: 100 }, (_, n) => `f-${n + 1}`).toSorted(),
    );
  });

  it('are not touched where the trigger is no longer what was recorded', async () => {
    const { run, trigger, asked } = setUp();
    await trigger(hubEvent(IMPORTED, [asffCopy()]), { rawSha256: sha256Hex('other') });

    await expect(run(closed())).rejects.toMatchObject({ name: 'EvidenceConflictError' });
    expect(asked).toEqual([]);
  });
});

describe('whose findings are left alone', () => {
  const asffOf = (account: string, hub = HUB) => hubEvent(IMPORTED, [asffCopy({ AwsAccountId: account })], hub);

  it.each([
    ['never', { securityHub: { notes: 'never' } }, asffOf(HUB.account), 0],
    ['in monitor mode', { capture: { mode: 'monitor' } }, asffOf(HUB.account), 0],
    ["nobody else's account", {}, asffOf('999988887777'), 0],
    ["nobody else's hub", {}, asffOf(HUB.account, { ...HUB, account: '999988887777' }), 0],
    ["a member's", { accounts: { members: [MEMBER], externalId: 'flowtrap-test' } }, asffOf(MEMBER), 1],
    ["GuardDuty's own event", {}, guardDuty, 0],
    ["GuardDuty's own event, if asked for", { securityHub: { notes: 'received-and-guardduty' } }, guardDuty, 1],
    ['no finding at all', {}, { source: 'manual', reason: 'check', subjects: ['eni-0a1'] }, 0],
  ])('%s', async (_, settings, event, annotated) => {
    const { run, trigger, asked, places, cases } = setUp(settings);
    await trigger(event);

    expect(await run(closed())).toBe(annotated);
    expect(asked).toHaveLength(annotated);
    expect(places).toHaveLength(annotated);
    expect(await cases.listTimeline(CASE_ID)).toHaveLength(annotated);
  });
});

describe('an update that is on record', () => {
  it('is not sent again, and a further finding is', async () => {
    const { run, trigger, asked } = setUp();
    await trigger(hubEvent(IMPORTED, [asffCopy()]));
    await run(closed());

    expect(await run(closed())).toBe(0);
    expect(asked).toHaveLength(1);

    await trigger(hubEvent(IMPORTED_V2, [ocsfCopy()]));
    expect(await run(closed())).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it('is sent once more where the case has ended otherwise since', async () => {
    const { run, trigger, asked } = setUp();
    await trigger(hubEvent(IMPORTED, [asffCopy()]));
    await run(closed());

    expect(await run(closed({ grade: 'COMPLETE', revision: 2 }))).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it('is sent again where the call failed in a way that passes', async () => {
    let isDown = true;
    const { run, trigger, asked, cases } = setUp({}, (findings) => {
      if (isDown) throw new Error('throttled');
      return { annotated: findings.length, failures: [] };
    });
    await trigger(hubEvent(IMPORTED, [asffCopy()]));

    await expect(run(closed())).rejects.toThrow('throttled');
    expect(await cases.listTimeline(CASE_ID)).toEqual([]);
    isDown = false;
    expect(await run(closed())).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it('says how many findings have no note, and why, in names alone', async () => {
    const { run, trigger, cases, warnings } = setUp({}, () => ({
      annotated: 1,
      failures: [
        { code: 'Finding<b>NotFound', findings: 2 },
        { code: 'x'.repeat(200), findings: 3 },
      ],
    }));
    await trigger(hubEvent(IMPORTED, [asffCopy()]));

    expect(await run(closed())).toBe(1);

    const why = `FindingbNotFound ${'x'.repeat(103)}`;
    expect(await cases.listTimeline(CASE_ID)).toMatchObject([{ details: { annotated: 1, failed: 5, why } }]);
    expect(warnings).toEqual([['findings not annotated', { failed: 5, why }]]);
  });
});
