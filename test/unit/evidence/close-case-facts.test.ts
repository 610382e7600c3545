import { describe, expect, it } from 'vitest';
import { closeCase } from '../../../functions/close-case/close-case.ts';
import type { Sighting } from '../../../functions/lib/domain/case.ts';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { leadOf } from '../../support/worlds.ts';
import { collected, EXECUTION, failure, input, objectOf, quiet, type setUp } from './closing.ts';
import { CAPTURE_KEY, CASE_ID, captureRecord, plan, plannedCapture, START_MS } from './fixtures.ts';

const CLOSED_MS = START_MS + 100_000;
const listed = (world: Awaited<ReturnType<typeof setUp>>): readonly string[] =>
  objectOf(world, 'manifest.json').objects.map(({ key }: { key: string }) => key);

interface Came extends Pick<Sighting, 'rawKey' | 'outcome'> {
  readonly text: string;
}

/** A trigger that came in for the case. */
const sighted = async (world: Awaited<ReturnType<typeof setUp>>, { rawKey, text, outcome }: Came): Promise<void> => {
  await world.evidence.put(rawKey, Buffer.from(text), 'application/json');
  const came = { caseId: CASE_ID, executionArn: `arn:${rawKey}`, reason: '', atMs: START_MS };
  await world.cases.addSighting({ ...came, outcome, rawKey, rawSha256: sha256Hex(text) });
};

describe('what a closed case lists of its triggers', () => {
  it('leaves out what was ignored', async () => {
    const world = await collected();
    await sighted(world, { rawKey: 'triggers/ignored.json', text: '{"n":1}', outcome: 'ignored' });

    await world.run(input);

    expect(listed(world)).not.toContain('triggers/ignored.json');
    expect(listed(world)).toContain(`cases/${CASE_ID}/triggers/1.json`);
  });

  it('is its own copy of the first, wherever else that lies', async () => {
    const world = await collected();
    await sighted(world, { rawKey: 'triggers/again.json', text: '{}', outcome: 'joined' });

    await world.run(input);

    expect(listed(world).filter((key) => key.includes('trigger'))).toEqual([
      `cases/${CASE_ID}/trigger.json`,
      `cases/${CASE_ID}/triggers/1.json`,
    ]);
  });

  it('is a hundred at most, and every one is on record', async () => {
    const world = await quiet();
    for (let n = 0; n < 103; n += 1) {
      const rawKey = `cases/${CASE_ID}/triggers/${n}.json`;
      await sighted(world, { rawKey, text: `{"n":${n}}`, outcome: 'joined' });
    }

    await world.run(input);

    expect(listed(world).filter((key) => key.includes('/triggers/'))).toHaveLength(100);
  });
});

describe('a round that did not end', () => {
  it.each([
    [undefined, 0],
    [leadOf({ subjects: [], tuples: [], severity: 9 }), 9],
  ])('is put on record as never started, with the severity of its case', async (lead, severity) => {
    const world = await quiet({ plan: plan({ captures: [plannedCapture({ rounds: 1 })], ...(lead ? { lead } : {}) }) });

    await world.run(input);

    expect(await world.cases.listCaptures(CASE_ID)).toEqual([
      {
        caseId: CASE_ID,
        captureKey: CAPTURE_KEY,
        round: 1,
        plan: plannedCapture({ rounds: 1 }),
        askedAtMs: CLOSED_MS,
        severity,
        polls: 0,
        status: 'ENDED',
        grade: 'NEEDS_OPERATOR',
        endedAtMs: CLOSED_MS,
        gradeReason: 'the round was never started',
      },
    ]);
  });

  it('ends with its case where it was started, and one that has ended stays as it is', async () => {
    const captures = [plannedCapture({ rounds: 2 })];
    const world = await quiet({ plan: plan({ captures }) });
    const ended = captureRecord({
      round: 1,
      status: 'ENDED',
      grade: 'EXPIRED',
      gradeReason: 'gone',
      endedAtMs: START_MS,
    });
    const running = captureRecord({ round: 2, status: 'FIRED' });
    await world.cases.createCapture(ended);
    await world.cases.createCapture(running);

    await world.run(input);

    const end = { status: 'ENDED', grade: 'NEEDS_OPERATOR', endedAtMs: CLOSED_MS };
    expect(await world.cases.listCaptures(CASE_ID)).toEqual([
      ended,
      { ...running, ...end, gradeReason: 'the case closed before the round ended' },
    ]);
  });
});

describe('a failure that is closed', () => {
  it.each([
    ['States.Timeout', 'States.Timeout'],
    ['<b>Error', 'bError'],
    ['<>', 'unknown'],
    ['x'.repeat(100), 'x'.repeat(80)],
  ])('is named by what a name can hold: %j', async (given, name) => {
    const world = await quiet();

    await world.run({ ...input, failure: { ...failure, Error: given } });

    expect((await world.cases.getCase(CASE_ID)).closing).toMatchObject({ failure: name });
    expect(world.sent[0]?.gradeReason).toBe(`a step failed: ${name}; otherwise REFUSED`);
  });

  it('is another thing than a step that failed beside the case', async () => {
    const world = await collected();

    await world.run({ ...input, failedStep: 'EnableFlowLogsOnPeers' });

    const record = await world.cases.getCase(CASE_ID);
    expect(record).toMatchObject({ grade: 'PARTIAL', closing: { failedStep: 'EnableFlowLogsOnPeers' } });
    expect(record.gradeReason).toContain('EnableFlowLogsOnPeers failed');
    expect(record.closing).not.toHaveProperty('failure');
  });
});

describe('a case that somebody else has', () => {
  const other = `${EXECUTION}-other`;

  it('is not closed', async () => {
    const world = await quiet({ executionArn: other });

    await expect(world.run(input)).rejects.toMatchObject({
      name: 'ContractError',
      message: 'the case belongs to another execution',
    });
    expect(world.sent).toEqual([]);
    expect((await world.cases.getCase(CASE_ID)).status).toBe('OPEN');
  });

  it('is left alone where it was taken while this one began to close it', async () => {
    const world = await quiet();
    const found = await world.cases.getCase(CASE_ID);
    await world.cases.updateCase(CASE_ID, (record) => ({ ...record, executionArn: other }));
    const late = closeCase({ ...world.deps, cases: { ...world.cases, findCase: async () => found } });

    await expect(late(input)).rejects.toMatchObject({
      name: 'RecordConflictError',
      message: 'another invocation has closed the case meanwhile',
    });
    expect(await world.cases.getCase(CASE_ID)).not.toHaveProperty('closing');
    expect(world.evidence.keys()).toEqual([]);
  });
});
