import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { asffCopy, hubEvent, IMPORTED } from '../../support/hub-events.ts';
import { executionOf, findingAbout, NOW_MS, OTHER_PEER, PEER, planner } from './planner.ts';

const COPY = 'a repeat or copy of a trigger that has its case';

/** Security Hub's copy of the finding, in ASFF. */
const hubCopy = (): unknown =>
  JSON.parse(JSON.stringify(hubEvent(IMPORTED, [asffCopy()])).replaceAll('"10.0.2.20"', `"${PEER}"`));

/** A finding of the same id with this peer, later. */
const repeatOf = (peer: string) => findingAbout(peer, { updatedAt: '2026-03-17T09:45:00.000Z' });

describe('a trigger whose case is there', () => {
  it('joins it, and is kept with it', async () => {
    const { run, cases, evidence, clock, said } = await planner();
    const { caseId } = await run(findingAbout(), 'one');
    const opened = await cases.getCase(caseId);
    clock.advance(60_000);

    const output = await run(repeatOf(PEER), 'two');

    const rawSha256 = sha256Hex(JSON.stringify(repeatOf(PEER)));
    const rawKey = `cases/${caseId}/triggers/${rawSha256}.json`;
    expect(output).toEqual({ caseId, decision: 'done', reason: COPY, captures: [] });
    expect(await cases.getCase(caseId)).toEqual(opened);
    expect(evidence.text(rawKey)).toBe(JSON.stringify(repeatOf(PEER)));
    expect(evidence.contentType(rawKey)).toBe('application/json');
    expect(await cases.listSightings(caseId)).toContainEqual({
      caseId,
      executionArn: executionOf('two'),
      outcome: 'joined',
      reason: COPY,
      atMs: NOW_MS + 60_000,
      rawKey,
      rawSha256,
    });
    expect((await said(caseId)).slice(1)).toEqual([
      { actor: 'plan-case', what: 'a repeat or copy of the trigger joined the case', details: { rawSha256 } },
    ]);
  });

  it('joins it where the other execution was faster by a moment', async () => {
    const { run, sightings } = await planner();

    const both = await Promise.all([run(findingAbout(), 'one'), run(findingAbout(), 'two')]);

    expect(both.map(({ decision }) => decision).toSorted()).toEqual(['done', 'gather']);
    expect((await sightings(both[0].caseId)).map(([outcome]) => outcome)).toEqual(['joined', 'opened']);
  });

  it.each([
    ['open', 'done', false],
    ['closed', 'publish', true],
  ] as const)(
    'asks for a note on a copy of Security Hub once the case is closed: %s',
    async (_, decision, isClosed) => {
      const { run, close, sightings } = await planner();
      const { caseId } = await run(findingAbout(), 'one');
      if (isClosed) await close(caseId);

      const output = await run(hubCopy(), 'two');

      expect(output).toEqual({ caseId, decision, reason: COPY, captures: [] });
      expect((await sightings(caseId)).map(([outcome]) => outcome)).toEqual(['joined', 'opened']);
    },
  );

  it('asks for no note on a copy of another source', async () => {
    const { run, close } = await planner();
    const { caseId } = await run(findingAbout(), 'one');
    await close(caseId);

    expect(await run(findingAbout(), 'two')).toMatchObject({ caseId, decision: 'done' });
  });

  it('asks for no note in monitor mode', async () => {
    const { run, close, setPolicy } = await planner();
    const { caseId } = await run(findingAbout(), 'one');
    await close(caseId);
    setPolicy({ capture: { mode: 'monitor' } });

    expect(await run(hubCopy(), 'two')).toMatchObject({ caseId, decision: 'done', reason: COPY });
  });
});

describe('a repeat that names a new peer', () => {
  it('is a case of its own that looks for that peer alone', async () => {
    const { run, cases, clock, said } = await planner();
    const { caseId } = await run(findingAbout(), 'one');
    clock.advance(60_000);

    const output = await run(repeatOf(OTHER_PEER), 'two');

    expect(output).toMatchObject({ decision: 'gather' });
    expect(output.caseId).not.toBe(caseId);
    const { plan } = await cases.getCase(output.caseId);
    expect(plan.lead?.tuples.map(({ peer }) => peer)).toEqual([`${OTHER_PEER}/32`]);
    expect(plan.lead?.notes).toContain(`a repeat of case ${caseId} that names new peers; only these are looked for`);
    expect((await said(caseId)).slice(1)).toEqual([
      {
        actor: 'plan-case',
        what: 'a repeat of the trigger named new peers',
        details: { followUpCaseId: output.caseId },
      },
    ]);
  });

  it('is the same case when it comes again', async () => {
    const { run, sightings } = await planner();
    await run(findingAbout(), 'one');
    const { caseId } = await run(repeatOf(OTHER_PEER), 'two');

    expect(await run(repeatOf(OTHER_PEER), 'three')).toEqual({ caseId, decision: 'done', reason: COPY, captures: [] });
    expect((await sightings(caseId)).map(([outcome]) => outcome)).toEqual(['joined', 'opened']);
  });

  it('is another case for another peer', async () => {
    const { run } = await planner();
    await run(findingAbout(), 'one');
    const [two, three] = [await run(repeatOf(OTHER_PEER), 'two'), await run(repeatOf('198.51.100.9'), 'three')];

    expect(two.caseId).not.toBe(three.caseId);
  });

  it.each([
    ['the policy only counts repeats', { triggers: { repeatsWithNewPeers: 'count' } }],
    ['the policy no longer captures', { capture: { mode: 'monitor' } }],
  ])('joins the first case where %s', async (_, policy) => {
    const { run, setPolicy } = await planner();
    const { caseId } = await run(findingAbout(), 'one');
    setPolicy(policy);

    expect(await run(repeatOf(OTHER_PEER), 'two')).toMatchObject({ caseId, decision: 'done', reason: COPY });
  });
});
