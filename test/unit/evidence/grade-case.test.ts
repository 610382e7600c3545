import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureRecord } from '../../../functions/lib/domain/capture.ts';
import type { FlowLogRecord } from '../../../functions/lib/domain/flow-log.ts';
import type { Grade } from '../../../functions/lib/domain/grade.ts';
import { type CaseFacts, gradeCase } from '../../../functions/lib/domain/grade-case.ts';
import type { PathProof } from '../../../functions/lib/domain/plan.ts';
import { captureRecord, flowLogRecord, plan, plannedCapture } from './fixtures.ts';

const ended = (
  round: number,
  grade: Grade | undefined,
  flowCount = 1,
  captureKey = plannedCapture().captureKey,
): CaptureRecord =>
  captureRecord({
    captureKey,
    round,
    status: grade ? 'ENDED' : 'COLLECTING',
    grade,
    gradeReason: 'because',
    collection: { attempt: 1, pages: [], flowCount: grade === 'COMPLETE' ? flowCount : 0, foreignFlowCount: 0 },
  });

const facts = (captures: readonly CaptureRecord[], changes: Partial<CaseFacts> = {}): CaseFacts => ({
  plan: plan(),
  captures,
  flowLogs: [],
  ...changes,
});

const unknownPath: PathProof = {
  interfaceId: 'eni-0a1',
  outcome: 'unknown',
  confidence: 'unknown',
  hops: [],
  firewallArns: [],
  reason: 'a route table could not be read',
};

describe('the grade of a case', () => {
  it.each<[string, readonly (Grade | undefined)[], Grade]>([
    ['all complete', ['COMPLETE', 'COMPLETE'], 'COMPLETE'],
    ['flows in one round', ['EMPTY', 'COMPLETE'], 'COMPLETE'],
    ['nothing matched', ['EMPTY', 'EMPTY'], 'EMPTY'],
    ['one partial', ['COMPLETE', 'PARTIAL'], 'PARTIAL'],
    ['one expired', ['EMPTY', 'EXPIRED'], 'PARTIAL'],
    ['all expired', ['EXPIRED', 'EXPIRED'], 'EXPIRED'],
    ['refused after a good round', ['COMPLETE', 'REFUSED'], 'PARTIAL'],
    ['refused at once', ['REFUSED'], 'REFUSED'],
    ['one needs an operator', ['COMPLETE', 'NEEDS_OPERATOR'], 'NEEDS_OPERATOR'],
    ['one did not end', ['COMPLETE', undefined], 'NEEDS_OPERATOR'],
    ['one was never started', ['COMPLETE'], 'NEEDS_OPERATOR'],
    ['none was started', [], 'NEEDS_OPERATOR'],
  ])('%s', (_, rounds, grade) => {
    expect(gradeCase(facts(rounds.map((round, index) => ended(index + 1, round)))).grade).toBe(grade);
  });

  it('says which round lacks what', () => {
    const { gradeReason } = gradeCase(facts([ended(1, 'COMPLETE'), ended(2, 'PARTIAL')]));

    expect(gradeReason).toBe('round 2 of t-aaaaaaaaaaaaaaaa in eu-west-1a: PARTIAL (because)');
  });

  it.each([
    ['refused', 'REFUSED', 'why'],
    ['ignored', 'REFUSED', 'nothing was started: why'],
    ['not-on-path', 'NOT_ON_PATH', 'why'],
  ] as const)('a plan that is %s', (outcome, grade, gradeReason) => {
    expect(gradeCase(facts([], { plan: plan({ outcome, reason: 'why', captures: [] }) }))).toEqual({
      grade,
      gradeReason,
    });
  });

  it('is COMPLETE when flow logs were all that was asked for', () => {
    const onlyFlowLogs = plan({ captures: [] });

    expect(gradeCase(facts([], { plan: onlyFlowLogs, flowLogs: [flowLogRecord()] })).grade).toBe('COMPLETE');
    expect(gradeCase(facts([], { plan: onlyFlowLogs, flowLogs: [flowLogRecord({ decision: 'failed' })] })).grade).toBe(
      'PARTIAL',
    );
    expect(gradeCase(facts([], { plan: onlyFlowLogs })).grade).toBe('REFUSED');
  });

  it.each<[string, Partial<CaseFacts>, string]>([
    ['a flow log failed', { flowLogs: [flowLogRecord({ decision: 'failed' })] }, 'flow logs on eni-0a1: failed'],
    [
      'a flow log has no outcome',
      { flowLogs: [flowLogRecord({ decision: 'asked' })] },
      'flow logs on eni-0a1: no outcome',
    ],
    ['a path is not known', { plan: plan({ paths: [unknownPath] }) }, 'the path of eni-0a1 is not known'],
    [
      'a planned flow log is not on record',
      { plan: plan({ flowLogs: { interfaceIds: ['eni-0a1'], verbatim: [], reason: '' } }) },
      'flow logs on eni-0a1: nothing on record',
    ],
  ])('is PARTIAL when %s', (_, changes, reason) => {
    const graded = gradeCase(facts([ended(1, 'COMPLETE'), ended(2, 'EMPTY')], changes));

    expect(graded.grade).toBe('PARTIAL');
    expect(graded.gradeReason).toContain(reason);
  });

  it('needs an operator after a failure, and says what it would have been', () => {
    const graded = gradeCase(facts([ended(1, 'COMPLETE'), ended(2, 'COMPLETE')], { failure: 'States.Timeout' }));

    expect(graded).toEqual({
      grade: 'NEEDS_OPERATOR',
      gradeReason: 'a step failed: States.Timeout; otherwise COMPLETE',
    });
  });
});

describe('the rule of grades', () => {
  const keys = ['t-1', 't-2', 't-3'] as const;
  const casePlan = plan({ captures: keys.map((captureKey) => plannedCapture({ captureKey })) });
  const grade = fc.option(
    fc.constantFrom<Grade>('COMPLETE', 'PARTIAL', 'EMPTY', 'EXPIRED', 'REFUSED', 'NEEDS_OPERATOR'),
    {
      nil: undefined,
      freq: 12,
    },
  );
  const rounds = fc.tuple(
    ...keys.flatMap((key) => [1, 2].map((round) => grade.map((value) => ended(round, value, 1, key)))),
  );
  const decision = fc.constantFrom<FlowLogRecord['decision']>('created', 'skipped', 'failed', 'asked');
  const flowLogs = fc.array(
    decision.map((value) => flowLogRecord({ decision: value, resourceId: `eni-${value}` })),
    { maxLength: 3 },
  );
  const failure = fc.option(fc.constant('States.Timeout'), { nil: undefined, freq: 5 });
  const cases = fc
    .record({ captures: rounds, flowLogs, failure })
    .map((some): CaseFacts => ({ plan: casePlan, ...some }));

  it('does not depend on the order of records', () => {
    fc.assert(
      fc.property(cases, fc.nat(), (some, seed) => {
        const turned = <T>(list: readonly T[]) =>
          list.map((_, index) => list[(index + seed) % list.length]).filter((item) => item !== undefined);
        const other = { ...some, captures: turned(some.captures), flowLogs: turned(some.flowLogs) };
        expect(gradeCase(other)).toEqual(gradeCase(some));
      }),
    );
  });

  it('is COMPLETE or EMPTY exactly when nothing at all is missing', () => {
    fc.assert(
      fc.property(cases, (some) => {
        const { captures, flowLogs: logs } = some;
        const isWhole =
          some.failure === undefined &&
          captures.every((item) => item.grade === 'COMPLETE' || item.grade === 'EMPTY') &&
          logs.every((item) => item.decision === 'created' || item.decision === 'skipped');
        const result = gradeCase(some).grade;
        expect(result === 'COMPLETE' || result === 'EMPTY').toBe(isWhole);
        if (isWhole) expect(result).toBe(captures.some((item) => item.grade === 'COMPLETE') ? 'COMPLETE' : 'EMPTY');
      }),
      { numRuns: 2_000 },
    );
  });

  it('needs an operator as soon as one round does, whatever else there is', () => {
    fc.assert(
      fc.property(
        cases,
        fc.nat({ max: 2 }),
        fc.constantFrom<Grade | undefined>('NEEDS_OPERATOR', undefined),
        (some, index, stuck) => {
          const captures = some.captures.map((item) =>
            item.round === 1 && item.captureKey === keys[index] ? ended(1, stuck, 1, item.captureKey) : item,
          );
          expect(gradeCase({ ...some, captures }).grade).toBe('NEEDS_OPERATOR');
          const missing = captures.filter((item) => !(item.round === 1 && item.captureKey === keys[index]));
          expect(gradeCase({ ...some, captures: missing }).grade).toBe('NEEDS_OPERATOR');
        },
      ),
    );
  });

  it('always gives a reason', () => {
    fc.assert(fc.property(cases, (some) => gradeCase(some).gradeReason.length > 0));
  });
});
