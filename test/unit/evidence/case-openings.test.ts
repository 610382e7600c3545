import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureRecord } from '../../../functions/lib/domain/capture.ts';
import type { CaseRecord } from '../../../functions/lib/domain/case.ts';
import {
  endOf,
  isHeldBy,
  type Opening,
  packageRevisionOf,
  reopened,
  withAnswered,
  withTold,
} from '../../../functions/lib/domain/case-openings.ts';
import { expectedRounds, gradeCase } from '../../../functions/lib/domain/grade-case.ts';
import { decideReopening } from '../../../functions/lib/planning/decide-reopening.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import { readManual } from '../../../functions/lib/triggers/manual.ts';
import {
  address,
  CASE_ID,
  captureRecord,
  caseRecord,
  flowLogRecord,
  plan,
  plannedCapture,
  START_MS,
} from './fixtures.ts';

const closed = (changes: Partial<CaseRecord> = {}): CaseRecord =>
  caseRecord({
    executionArn: 'arn:1',
    status: 'CLOSED',
    grade: 'PARTIAL',
    gradeReason: 'pages were cut short',
    flowCount: 3,
    closedAtMs: START_MS,
    manifestKey: `cases/${CASE_ID}/manifest.json`,
    manifestSha256: 'a'.repeat(64),
    ...changes,
  });

const opening = (executionArn: string, changes: Partial<Opening> = {}): Opening => ({
  executionArn,
  rounds: 2,
  bounds: { maximumPerTargetHour: 5, maximumPerAccountHour: 7 },
  policyText: '{"new":1}',
  policySha256: 'b'.repeat(64),
  atMs: START_MS + 3_600_000,
  ...changes,
});

describe('opening a case again', () => {
  it('keeps its end, numbers rounds onward and runs under the policy of now', () => {
    const record = reopened(opening('arn:2'))(closed());

    expect(record).toMatchObject({
      status: 'OPEN',
      executionArn: 'arn:2',
      revision: 2,
      policyText: '{"new":1}',
      earlier: [{ revision: 1, executionArn: 'arn:1', grade: 'PARTIAL', manifestSha256: 'a'.repeat(64) }],
    });
    expect(record.plan.captures[0]).toMatchObject({ rounds: 4, openings: [3], maximumPerTargetHour: 5 });
    for (const member of ['grade', 'closing', 'closedAtMs', 'manifestKey', 'closedEventAtMs'])
      expect(record).not.toHaveProperty(member);
  });

  it('changes nothing while it is open, nor twice for one execution, nor for one that was answered otherwise', () => {
    const open = reopened(opening('arn:2'))(closed());
    const again = { ...open, status: 'CLOSED', closedAtMs: START_MS } as const;
    const answered = withAnswered('arn:3')(open);

    expect(reopened(opening('arn:3'))(open)).toBe(open);
    expect(reopened(opening('arn:2'))(again)).toBe(again);
    expect(reopened(opening('arn:1'))(again)).toBe(again);
    const later = { ...answered, status: 'CLOSED', closedAtMs: START_MS } as const;
    expect(reopened(opening('arn:3'))(later)).toBe(later);
    expect(withAnswered('arn:2')(open)).toBe(open);
  });

  it('gives no execution two openings and no round two numbers, whatever happens', () => {
    const step = fc.record({
      what: fc.constantFrom('open', 'close', 'answer', 'tell'),
      who: fc.integer({ min: 1, max: 5 }),
      rounds: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let record = closed();
        for (const { what, who, rounds } of steps) {
          const arn = `arn:${who}`;
          if (what === 'open') record = reopened(opening(arn, { rounds }))(record);
          else if (what === 'answer') record = withAnswered(arn)(record);
          else if (what === 'tell') record = withTold(arn, START_MS)(record);
          else if (isHeldBy(record, arn))
            record = { ...record, status: 'CLOSED', grade: 'EMPTY', closedAtMs: START_MS };
        }
        const holders = [...(record.earlier ?? []).map(({ executionArn }) => executionArn), record.executionArn];
        const { openings = [], rounds = 0 } = record.plan.captures[0] ?? {};

        expect(new Set(holders).size).toBe(holders.length);
        expect(record.revision ?? 1).toBe(holders.length);
        expect(openings).toHaveLength(holders.length - 1);
        expect([1, ...openings, rounds + 1]).toEqual([1, ...openings, rounds + 1].toSorted((a, b) => a - b));
        expect((record.answered ?? []).filter((arn) => holders.slice(1).includes(arn))).toEqual([]);
      }),
    );
  });

  it('tells each end once, whichever opening it was of', () => {
    const open = reopened(opening('arn:2'))(closed());
    const told = withTold('arn:1', 7)(open);

    expect(endOf(told, 'arn:1')?.closedEventAtMs).toBe(7);
    expect(withTold('arn:1', 8)(told)).toBe(told);
    expect(withTold('arn:2', 8)(told)).toBe(told);
    expect(withTold('arn:1', 9)(closed()).closedEventAtMs).toBe(9);
  });

  it('names the newest package there is', () => {
    const open = reopened(opening('arn:2'))(closed());

    expect(packageRevisionOf(open)).toBe(1);
    expect(packageRevisionOf({ ...open, manifestKey: 'x' })).toBe(2);
    expect(packageRevisionOf(caseRecord())).toBeUndefined();
  });
});

describe('the rounds and the grade of a case that was opened again', () => {
  const planned = plannedCapture({ rounds: 4, openings: [3] });
  const graded = (round: number, grade: CaptureRecord['grade']): CaptureRecord =>
    captureRecord({ round, plan: planned, status: 'ENDED', grade });
  const own = plan({ captures: [planned] });
  const gradeOf = (captures: readonly CaptureRecord[], flowLogs = [flowLogRecord({ revision: 2 })]) =>
    gradeCase({ plan: own, captures, flowLogs, revision: 2 }).grade;

  it('asks again in the next opening what AWS had refused', () => {
    const rounds = expectedRounds(own, [graded(1, 'REFUSED'), graded(3, 'COMPLETE'), graded(4, 'EMPTY')]);

    expect(rounds.map(({ round }) => round)).toEqual([1, 3, 4]);
  });

  it('needs an operator only where this opening does', () => {
    const before = [graded(1, 'NEEDS_OPERATOR'), graded(2, 'COMPLETE')];

    expect(gradeOf([...before, graded(3, 'COMPLETE'), graded(4, 'COMPLETE')])).toBe('PARTIAL');
    expect(gradeOf([...before, graded(3, 'NEEDS_OPERATOR'), graded(4, 'COMPLETE')])).toBe('NEEDS_OPERATOR');
    expect(gradeOf(before)).toBe('NEEDS_OPERATOR');
  });

  it('lacks flow logs that were not extended', () => {
    const whole = [1, 2, 3, 4].map((round) => graded(round, 'EMPTY'));

    expect([gradeOf(whole), gradeOf(whole, [flowLogRecord()])]).toEqual(['EMPTY', 'PARTIAL']);
  });
});

describe('deciding whether a case may be opened again', () => {
  const asked = (rounds?: number) => {
    const reading = readManual({ source: 'manual', reason: 'x', case: CASE_ID, ...(rounds ? { rounds } : {}) });
    if (reading.outcome !== 'lead') throw new Error('the request does not read');
    return reading.lead;
  };
  const policy = (changes: object = {}) => policySchema.parse(changes);
  const affected = { interfaceId: 'eni-0a1', account: '1', region: 'r', vpcId: 'vpc-0a1', subnetId: 'subnet-0a1' };
  const withInterface = closed({
    plan: plan({ interfaces: [{ ...affected, addresses: [address('10.0.1.10')], reason: 'named' }] }),
  });

  it('takes the rounds of the request, else of the policy', () => {
    expect(decideReopening(closed(), asked(3), policy())).toMatchObject({ decision: 'reopen', rounds: 3 });
    expect(decideReopening(closed(), asked(), policy({ capture: { rounds: 4 } }))).toMatchObject({ rounds: 4 });
  });

  it.each([
    ['a case that nobody knows', undefined, {}, 'case', 'not known'],
    ['a case without captures', closed({ plan: plan({ captures: [] }) }), {}, 'case', 'has no captures to repeat'],
    [
      'an interface that is excluded by now',
      withInterface,
      { triggers: { excludeResources: ['eni-0a1'] } },
      'case',
      'eni-0a1 is excluded',
    ],
    [
      'an address that is excluded by now',
      withInterface,
      { triggers: { excludeResources: ['10.0.1.*'] } },
      'case',
      '10.0.1.10 is excluded',
    ],
    [
      'too many rounds in all',
      closed(),
      { capture: { maximumRoundsPerCase: 4 } },
      'rounds',
      'too many: the case has 2 already',
    ],
    [
      'rounds that take too long',
      closed({ plan: plan({ captures: [plannedCapture({ roundIntervalSeconds: 20_000 })] }) }),
      {},
      'rounds',
      'too many: they may take',
    ],
  ])('refuses %s', (_, record, changes, path, problem) => {
    const answer = decideReopening(record, asked(3), policy(changes));

    expect(answer).toMatchObject({ decision: 'refuse', problem: { path } });
    expect(answer.decision === 'refuse' && answer.problem.problem).toContain(problem);
  });
});
