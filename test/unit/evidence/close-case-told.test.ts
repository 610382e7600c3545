import { describe, expect, it } from 'vitest';
import { closeCase } from '../../../functions/close-case/close-case.ts';
import { leadOf } from '../../support/worlds.ts';
import { collected, input, objectOf, quiet, refused } from './closing.ts';
import { CASE_ID, START_MS } from './fixtures.ts';

const CLOSED_MS = START_MS + 100_000;

describe('what is told of the end', () => {
  it('is the grade and the flows on the timeline, and the opening where it was not the first', async () => {
    const [first, later] = [await collected(), await quiet({ revision: 2 })];

    await first.run(input);
    await later.run(input);

    const line = { atMs: CLOSED_MS, actor: 'close-case', what: 'closed the case' };
    const told = async ({ cases }: typeof first) =>
      (await cases.listTimeline(CASE_ID)).filter(({ actor }) => actor === 'close-case');
    expect(await told(first)).toEqual([{ ...line, details: { grade: 'COMPLETE', flows: 3 } }]);
    expect(await told(later)).toEqual([{ ...line, details: { grade: 'REFUSED', flows: 0, revision: 2 } }]);
  });

  it.each([
    ['a whole case quietly', collected, ['info']],
    ['any other as a warning', quiet, ['warn']],
  ])('is %s in the log', async (_, make, expected) => {
    const world = await make();
    const lines: string[] = [];
    const log = {
      info: (message: string) => void (message === 'case closed' && lines.push('info')),
      warn: (message: string) => void (message === 'case closed' && lines.push('warn')),
    };

    await closeCase({ ...world.deps, log })(input);

    expect(lines).toEqual(expected);
  });

  it.each([
    ['SUCCEEDED', {}],
    ['NOT_FOUND', {}],
    ['FAILED', { toldAs: 'FAILED' }],
    ['TIMED_OUT', { toldAs: 'TIMED_OUT' }],
    ['ABORTED', { toldAs: 'ABORTED' }],
  ] as const)('says as what its execution was told of before: %s', async (executionStatus, expected) => {
    const world = await quiet();

    await world.run({ ...input, executionStatus });

    const [{ toldAs } = {}] = world.sent;
    expect(toldAs === undefined ? {} : { toldAs }).toEqual(expected);
  });

  it('marks a drill', async () => {
    const lead = leadOf({ subjects: [], tuples: [], drill: true });
    const [drill, real] = [await quiet({ plan: refused({ lead }) }), await quiet()];

    await drill.run(input);
    await real.run(input);

    expect(drill.sent[0]).toMatchObject({ drill: true });
    expect(real.sent[0]).not.toHaveProperty('drill');
  });

  it('says why in one plain line that nothing can hide in, 300 characters at most', async () => {
    const reason = `<b>"x"\u202e\n\t${'y'.repeat(400)}`;
    const world = await quiet({ plan: refused({ reason }) });

    await world.run(input);

    expect(world.sent[0]).toMatchObject({ gradeReason: reason, why: `b x ${'y'.repeat(296)}` });
  });
});

describe('the files of a closed case', () => {
  it.each([
    ['plan.json', 'application/json'],
    ['rounds.json', 'application/json'],
    ['manifest.json', 'application/json'],
    ['manifest.sig', 'application/octet-stream'],
    ['public-key.pem', 'application/x-pem-file'],
    ['flows.ndjson.gz', 'application/gzip'],
    ['.parquet', 'application/vnd.apache.parquet'],
  ])('say what they are: %s', async (name, type) => {
    const world = await collected();

    await world.run(input);

    const [key = ''] = world.evidence.keys().filter((one) => one.endsWith(name) && !one.includes('/captures/'));
    expect(world.evidence.contentType(key)).toBe(type);
  });
});

describe('a case that was closed without a package before', () => {
  it('lists nothing of that opening', async () => {
    const end = { caseId: CASE_ID, executionArn: 'arn:first', revision: 1, closedAtMs: START_MS };
    const world = await quiet({ revision: 2, earlier: [{ ...end, grade: 'NEEDS_OPERATOR' }] });

    await world.run(input);

    expect(objectOf(world, 'revisions/2/manifest.json').objects.map(({ key }: { key: string }) => key)).toEqual(
      ['plan.json', 'policy.json'].map((name) => `cases/${CASE_ID}/revisions/2/${name}`),
    );
  });
});
