import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_NOTE_CHARACTERS, noteText } from '../../../functions/lib/domain/hub-finding.ts';
import { hubFindingsIn } from '../../../functions/lib/triggers/hub-findings.ts';
import { hubBatches } from '../../../functions/publish-case/hub-batches.ts';
import guardDuty from '../../../simulator/events/backdoor-c2.json' with { type: 'json' };
import { asffCopy, HUB, hubEvent, IMPORTED, IMPORTED_V2, ocsfCopy } from '../../support/hub-events.ts';

const read = (event: unknown, withGuardDuty = false) => hubFindingsIn(JSON.stringify(event), withGuardDuty);

const asff = {
  format: 'asff',
  id: guardDuty.detail.arn,
  productArn: 'arn:aws:securityhub:us-east-1::product/aws/guardduty',
  account: HUB.account,
  hub: HUB,
};

describe('the findings of a trigger that are in Security Hub', () => {
  it.each([
    ['one that it sent, in ASFF', hubEvent(IMPORTED, [asffCopy()]), [asff]],
    [
      'each that an analyst chose',
      hubEvent('Security Hub Findings - Custom Action', [asffCopy(), asffCopy({ Id: 'other' })]),
      [asff, { ...asff, id: 'other' }],
    ],
    [
      'one that it sent, in OCSF',
      hubEvent(IMPORTED_V2, [ocsfCopy()]),
      [{ format: 'ocsf', uid: ocsfCopy().metadata.uid, account: HUB.account, hub: HUB }],
    ],
    [
      "an administrator's or an aggregated one: the hub that sent it is asked",
      hubEvent(IMPORTED, [asffCopy({ Region: 'eu-west-1' })], { account: '999988887777', region: 'us-west-2' }),
      [{ ...asff, hub: { account: '999988887777', region: 'us-west-2' } }],
    ],
    [
      'one behind a topic',
      { Records: [{ Sns: { Message: JSON.stringify(hubEvent(IMPORTED, [asffCopy()])) } }] },
      [asff],
    ],
    ['none of a finding without its event: nothing says which hub has it', asffCopy(), []],
    ['none of another product', { ...hubEvent(IMPORTED, [asffCopy()]), source: 'custom' }, []],
    ['none of GuardDuty unless asked for', guardDuty, []],
    ['none of an account that is not one', hubEvent(IMPORTED, [asffCopy({ AwsAccountId: '1' })]), []],
    ['none with an identifier that holds blanks', hubEvent(IMPORTED, [asffCopy({ Id: 'a b' })]), []],
    ['none with a long identifier', hubEvent(IMPORTED, [asffCopy({ Id: 'a'.repeat(513) })]), []],
    ['none of a product that is not one', hubEvent(IMPORTED, [asffCopy({ ProductArn: 'arn:aws:iam::1:role/x' })]), []],
    ['none of text', 'text', []],
  ])('are %s', (_, event, expected) => {
    expect(read(event)).toEqual(expected);
  });

  it('are, on request, the copy of a GuardDuty finding, in its own account', () => {
    expect(read(guardDuty, true)).toEqual([asff]);
    expect(read({ ...guardDuty, detail: { ...guardDuty.detail, arn: 'arn:aws:guardduty:x' } }, true)).toEqual([]);
  });

  it('never throw, whatever the text is', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => Array.isArray(hubFindingsIn(text, true))));
  });
});

describe('updates of findings', () => {
  const many = Array.from({ length: 250 }, (_, index) => ({
    ...asff,
    format: 'asff' as const,
    id: `finding-${index}`,
  }));
  const uid = { format: 'ocsf' as const, uid: 'hash', account: HUB.account, hub: HUB };

  it('hold at most 100 findings, of one hub and one format, each once', () => {
    const elsewhere = { ...asff, format: 'asff' as const, hub: { ...HUB, region: 'eu-west-1' } };

    const batches = hubBatches([...many, ...many.slice(0, 10), uid, elsewhere], 'note');

    expect(batches.map(({ findings }) => findings.length)).toEqual([100, 100, 50, 1, 1]);
    expect(new Set(batches.map(({ id }) => id)).size).toBe(5);
  });

  it('are the same update for the same findings and note, in any order', () => {
    const ids = (note: string, ...findings: Parameters<typeof hubBatches>[0]) =>
      hubBatches(findings, note).map(({ id }) => id);

    expect(ids('note', ...many.slice(0, 2).toReversed())).toEqual(ids('note', ...many.slice(0, 2)));
    expect(ids('other', ...many.slice(0, 2))).not.toEqual(ids('note', ...many.slice(0, 2)));
  });
});

describe('the note on a finding', () => {
  const facts = {
    caseId: `c-${'a'.repeat(40)}`,
    grade: 'EMPTY',
    flowCount: 1,
    bucket: 'evidence',
    region: 'us-east-1',
  };

  it('says the case, its grade, its flows and where the evidence is', () => {
    expect(noteText({ ...facts, key: 'cases/c-0/report.html' })).toBe(
      `Flowtrap case ${facts.caseId} ended EMPTY with 1 flow. Evidence: s3://evidence/cases/c-0/report.html https://console.aws.amazon.com/s3/object/evidence?region=us-east-1&prefix=cases/c-0/report.html`,
    );
    expect(noteText(facts)).toBe(`Flowtrap case ${facts.caseId} ended EMPTY with 1 flow. It has no evidence package.`);
  });

  it.each([
    ['cn-north-1', 'console.amazonaws.cn'],
    ['us-gov-west-1', 'console.amazonaws-us-gov.com'],
  ])('links to the console of %s', (region, host) => {
    expect(noteText({ ...facts, region, key: 'k' })).toContain(`https://${host}/s3/object/`);
  });

  it('fits, with the longest names that there are', () => {
    const longest = { ...facts, grade: 'NEEDS_OPERATOR', bucket: 'b'.repeat(63), flowCount: 1e12 };

    const text = noteText({ ...longest, key: `cases/${facts.caseId}/report.html` });

    expect(text).toContain('https://');
    expect(text.length).toBeLessThanOrEqual(MOST_NOTE_CHARACTERS);
    expect(noteText({ ...longest, key: 'k'.repeat(900) }).length).toBeLessThanOrEqual(MOST_NOTE_CHARACTERS);
  });
});
