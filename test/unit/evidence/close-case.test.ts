import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { collected, failure, input, isSigned, objectOf, setUp } from './closing.ts';
import { CASE_ID, captureRecord, caseRecord, plan, START_MS } from './fixtures.ts';

describe('closing a case', () => {
  it('grades it, writes its package and tells others', async () => {
    const world = await collected();

    const output = await world.run(input);

    expect(output).toEqual({
      caseId: CASE_ID,
      grade: 'COMPLETE',
      gradeReason: '2 capture rounds complete',
      flowCount: 3,
    });
    expect(world.evidence.keys().filter((key) => !key.includes('/captures/'))).toEqual([
      ...[
        'flows.ndjson.gz',
        'manifest.json',
        'manifest.sig',
        'plan.json',
        'policy.json',
        'public-key.pem',
        'rounds.json',
        'trigger.json',
        'triggers/1.json',
      ].map((name) => `cases/${CASE_ID}/${name}`),
      `flows/day=2026-03-01/${CASE_ID}-1.parquet`,
    ]);
    expect(world.sent).toEqual([
      {
        ...output,
        version: 1,
        meaning: 'every capture answered in full',
        why: '2 capture rounds complete',
        executionArn: expect.stringContaining(':execution:'),
        openedAt: new Date(START_MS - 5_000).toISOString(),
        closedAt: new Date(START_MS + 100_000).toISOString(),
        evidenceBucket: 'evidence',
        manifestKey: `cases/${CASE_ID}/manifest.json`,
        manifestSha256: sha256Hex(world.evidence.text(`cases/${CASE_ID}/manifest.json`)),
        reportKey: `cases/${CASE_ID}/report.html`,
        revision: 1,
      },
    ]);
    expect((await world.cases.listTimeline(CASE_ID)).filter(({ actor }) => actor === 'close-case')).toHaveLength(1);
  });

  it.each([1, 203])(
    'lists every evidence object of %d pages with its hash and size, and signs the list',
    async (pages) => {
      const world = await collected(pages);

      await world.run(input);

      const { objects } = objectOf(world, 'manifest.json');
      const signatureFiles = ['manifest.json', 'manifest.sig', 'public-key.pem'];
      const evidenceKeys = world.evidence.keys().filter((key) => !signatureFiles.some((name) => key.endsWith(name)));
      expect(objects.map(({ key }: { key: string }) => key)).toEqual(evidenceKeys);
      for (const { key, sha256, sizeBytes } of objects) {
        const bytes = await world.evidence.get(key);
        expect([sha256, sizeBytes]).toEqual([sha256Hex(bytes ?? ''), bytes?.byteLength]);
      }
      expect(await isSigned(world)).toBe(true);
    },
  );

  it('states how complete the evidence is, in whole numbers', async () => {
    const world = await collected();

    await world.run(input);

    const manifest = objectOf(world, 'manifest.json');
    expect(manifest.completeness).toEqual({
      zones: { asked: 1, answered: 1, unanswered: [] },
      rounds: { planned: 2, ended: 2 },
      pages: 2,
      minimumFlowAgeSeconds: 60,
      secondsFromEventToCase: 60,
      secondsFromEventToCapture: 67,
      droppedTuples: [],
      unreadableRows: 0,
      foreignFlows: 0,
      pathsNotKnown: [],
    });
    expect(manifest.captures[0].clocks.differenceMs).toBe(1_000);
    expect(world.evidence.text(`cases/${CASE_ID}/manifest.json`)).not.toMatch(/\d\.\d+[,}\]]/);
  });

  it('says which zone gave no answer', async () => {
    const world = await setUp();
    const quiet = { ...captureRecord().plan, captureKey: `t-${'b'.repeat(16)}`, slotZone: 'eu-west-1b' };
    const captures = [
      { ...captureRecord().plan, rounds: 1 },
      { ...quiet, rounds: 1 },
    ];
    await world.cases.createCase(caseRecord({ plan: plan({ captures }) }));
    await world.cases.createCapture(captureRecord({ status: 'ENDED', grade: 'EMPTY' }));
    await world.cases.createCapture(
      captureRecord({ captureKey: quiet.captureKey, plan: quiet, status: 'ENDED', grade: 'EXPIRED' }),
    );

    const output = await world.run(input);

    expect(output.grade).toBe('PARTIAL');
    const { zones } = objectOf(world, 'manifest.json').completeness;
    expect(zones).toEqual({
      asked: 2,
      answered: 1,
      unanswered: [{ firewallArn: quiet.firewallArn, zone: 'eu-west-1b' }],
    });
  });

  it('compares the rounds and joins both directions', async () => {
    const world = await collected();

    await world.run(input);

    const rounds = objectOf(world, 'rounds.json');
    expect([rounds.flows, rounds.new, rounds.persistent, rounds.closed]).toEqual([3, 1, 1, 1]);
    expect(
      rounds.topFlows.map(({ destination, bytes, state, direction }: Record<string, unknown>) => [
        destination,
        bytes,
        state,
        direction,
      ]),
    ).toEqual([
      ['198.51.100.8', 1_000, 'closed', 'outbound'],
      ['10.0.2.20', 1_000, 'new', 'outbound'],
      ['198.51.100.7', 900, 'persistent', 'outbound'],
    ]);
    expect(rounds.topTalkers.byBytes[0]).toEqual({ address: '10.0.2.20', bytes: 1_000, conversations: 1, packets: 10 });
  });

  it('closes once: a second run changes nothing and sends nothing', async () => {
    const world = await collected();
    const first = await world.run(input);
    const keys = world.evidence.keys();
    const record = await world.cases.getCase(CASE_ID);
    world.clock.advance(60_000);

    const second = await world.run({ ...input, failure });

    expect(second).toEqual(first);
    expect(world.evidence.keys()).toEqual(keys);
    expect(await world.cases.getCase(CASE_ID)).toEqual(record);
    expect(world.sent).toHaveLength(1);
  });

  it('closes a refused case with its plan and policy only', async () => {
    const world = await setUp();
    await world.cases.createCase(caseRecord({ plan: plan({ outcome: 'refused', reason: 'too broad', captures: [] }) }));

    const output = await world.run(input);

    expect(output).toEqual({ caseId: CASE_ID, grade: 'REFUSED', gradeReason: 'too broad', flowCount: 0 });
    const names = objectOf(world, 'manifest.json').objects.map(({ key }: { key: string }) => key.split('/').at(-1));
    expect(names).toEqual(['plan.json', 'policy.json']);
  });
});
