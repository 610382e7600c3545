import { describe, expect, it } from 'vitest';
import type { CaseSource } from '../../cli/cases/case-source.ts';
import { followWith } from '../../cli/commands/follow.ts';
import { runCli } from '../../cli/run.ts';
import type { CaptureRecord } from '../../functions/lib/domain/capture.ts';
import { emptySlot } from '../../functions/lib/domain/slot.ts';
import { caseStore } from '../../functions/lib/records/case-store.ts';
import { slotStore } from '../../functions/lib/records/slot-store.ts';
import { memoryEvidenceStore } from '../fakes/memory-evidence-store.ts';
import { memoryRecordTable } from '../fakes/memory-record-table.ts';
import { CASE_ID, captureRecord, caseRecord, plannedCapture, START_MS } from '../unit/evidence/fixtures.ts';
import { recordingIo } from './io.ts';

const OTHER = `c-${'b'.repeat(40)}`;
const waiting = (changes: Partial<CaptureRecord> = {}): CaptureRecord => {
  const {
    firedAtMs: _fired,
    operationId: _id,
    operationStatus: _status,
    flowRequestAtMs: _at,
    ...rest
  } = captureRecord();
  return { ...rest, status: 'WAITING', polls: 0, ...changes };
};

/** A case whose records change each time that somebody waits. */
const setUp = async (
  steps: readonly ((at: Store) => Promise<unknown>)[],
  options: { readonly isLive?: boolean } = {},
) => {
  const table = memoryRecordTable();
  const store = { cases: caseStore(table), slots: slotStore(table) };
  await store.cases.createCase(caseRecord());
  await store.cases.addTimeline(CASE_ID, { atMs: START_MS - 4_000, actor: 'plan-case', what: 'opened the case' });
  const left = [...steps];
  let nowMs = START_MS;
  const source: CaseSource = {
    ...store,
    place: options.isLive === false ? 'kept' : 'table flowtrap',
    isLive: options.isLive ?? true,
    evidence: memoryEvidenceStore(),
    list: async () => [],
    casesOf: async () => new Set(),
  };
  const waits: number[] = [];
  const command = followWith({
    source: async () => source,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
      nowMs += ms;
      await left.shift()?.(store);
    },
    nowMs: () => nowMs,
  });
  const run = async (args: readonly string[] = [], more: Parameters<typeof recordingIo>[0] = {}) => {
    const { io, out, err } = recordingIo(more);
    const code = await runCli([command], ['follow', CASE_ID, ...args], io);
    return { code, out: out(), err: err(), lines: out().trimEnd().split('\n') };
  };
  return { run, command, waits, store };
};
type Store = Pick<CaseSource, 'cases'> & { readonly slots: ReturnType<typeof slotStore> };

const close =
  (grade: 'COMPLETE' | 'EMPTY' | 'PARTIAL') =>
  ({ cases }: Store) =>
    cases.updateCase(CASE_ID, (record) => ({
      ...record,
      status: 'CLOSED',
      grade,
      gradeReason: 'as planned',
      flowCount: 7,
      closedAtMs: START_MS + 100_000,
    }));

const twoRounds = plannedCapture({ rounds: 2, roundIntervalSeconds: 75 });

describe('flowtrap follow', () => {
  it('tells each thing once, as it happens, until the case is closed', async () => {
    const { run, waits } = await setUp([
      ({ cases }) => cases.createCapture(waiting()),
      async () => undefined,
      ({ cases }) => cases.updateCapture({ ...captureRecord() }, () => captureRecord({ status: 'FIRED' })),
      close('COMPLETE'),
    ]);

    const { code, lines } = await run();

    expect(code).toBe(0);
    expect(waits).toEqual([2_000, 2_000, 2_000, 2_000]);
    expect(lines.map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d \| opened the case$/),
      expect.stringMatching(/\| round 1 of \d+ is asked for$/),
      expect.stringMatching(/\| round 1 of \d+ runs, COMPLETED, 0f0e0d0c-/),
      expect.stringMatching(/\| closed COMPLETE \| as planned, 7 flows$/),
    ]);
  });

  it('tells the end of a case last among what happened at the same time', async () => {
    const { run, store } = await setUp([]);
    const atMs = START_MS + 100_000;
    for (const [actor, what] of [
      ['publish-case', 'wrote the report'],
      ['close-case', 'closed the case'],
      ['collect-flows', 'collected the flows of a round'],
    ] as const)
      await store.cases.addTimeline(CASE_ID, { atMs, actor, what });
    await close('COMPLETE')(store);

    const { lines } = await run();

    expect(lines.slice(1).map((line) => line.slice(10).trim())).toEqual([
      'collected the flows of a round',
      'closed the case',
      'wrote the report',
      expect.stringMatching(/^closed COMPLETE/),
    ]);
  });

  it('says who has the slot that a round waits for, and when the next round is due', async () => {
    const { run } = await setUp([
      async ({ cases, slots }) => {
        const id = { firewallArn: plannedCapture().firewallArn, slotZone: plannedCapture().slotZone };
        const round = waiting();
        await cases.createCapture(round);
        await slots.enqueue(id, { ...round, overdueAtMs: START_MS, wants: [] });
        const read = await slots.read(id);
        const operation = {
          phase: 'STARTED' as const,
          shot: 1,
          members: [{ caseId: OTHER, captureKey: 't-0', round: 1 }],
          scope: plannedCapture().scope,
          filters: [],
          minimumFlowAgeSeconds: 60,
          intentAtMs: START_MS,
          maximumPerAccountHour: 100,
          severity: 8,
          token: 'x',
        };
        await slots.replace(read, { ...emptySlot(id), fence: 1, operation });
      },
      ({ cases }) =>
        cases.updateCapture(captureRecord(), () =>
          captureRecord({
            plan: twoRounds,
            status: 'ENDED',
            grade: 'COMPLETE',
            gradeReason: 'all pages',
            endedAtMs: START_MS + 9_000,
            askedAtMs: START_MS,
          }),
        ),
      close('PARTIAL'),
    ]);

    const { code, out } = await run();

    expect(code).toBe(3);
    expect(out).toContain(`round 1 waits for the slot, which ${OTHER} has`);
    const due = new Date(START_MS + 75_000).toISOString().slice(11, 19);
    expect(out).toContain(`waits for round 2, due at ${due}`);
    expect(out).toContain('round 1 of 2 has ended, COMPLETE, 0 flows');
  });

  it('prints a closed case at once, and waits for nothing', async () => {
    const { run, waits, store } = await setUp([]);
    await close('EMPTY')(store);

    const { code, lines } = await run();

    expect([code, waits, lines.length]).toEqual([0, [], 2]);
  });

  it('writes one JSON object a line', async () => {
    const { run } = await setUp([({ cases }) => cases.createCapture(captureRecord()), close('COMPLETE')]);

    const { lines } = await run(['--json']);

    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { type: 'timeline', what: 'opened the case', at: new Date(START_MS - 4_000).toISOString() },
      { type: 'round', round: 1 },
      { type: 'closed', grade: 'COMPLETE', flowCount: 7 },
    ]);
  });

  it('stops at Ctrl-C and says that the case goes on', async () => {
    const { run } = await setUp([]);
    const stop = new AbortController();
    stop.abort();

    const { code, err } = await run([], { signal: stop.signal });

    expect(code).toBe(130);
    expect(err).toContain(`The case goes on: "flowtrap follow ${CASE_ID}" looks again`);
  });

  it('stops looking when its time is over', async () => {
    const { run, waits } = await setUp([]);

    const { code, err } = await run(['--timeout', '1']);

    expect([code, waits.length]).toEqual([1, 30]);
    expect(err).toContain(`Case ${CASE_ID} is still open after 1 min; its execution is arn:aws:states:`);
  });

  it('does not wait for a kept case that cannot change', async () => {
    const { run, waits } = await setUp([], { isLive: false });

    const { code, err } = await run();

    expect([code, waits]).toEqual([1, []]);
    expect(err).toContain('is open in kept, where it does not change any more');
  });

  it('shows text from records as text', async () => {
    const { run, store } = await setUp([]);
    await store.cases.addTimeline(CASE_ID, {
      atMs: 1,
      actor: 'x',
      what: '\u001b[2Jgone',
      details: { a: '\u202edlrow\n' },
    });
    await close('COMPLETE')(store);

    const { out } = await run();

    for (const character of ['\u001b', '\u202e']) expect(out).not.toContain(character);
    expect(out.trimEnd().split('\n')).toHaveLength(3);
  });

  it('fits its lines to the terminal', async () => {
    const { run, store } = await setUp([]);
    await store.cases.addTimeline(CASE_ID, { atMs: 1, actor: 'x', what: 'long', details: { text: 'x'.repeat(500) } });
    await close('COMPLETE')(store);

    expect(Math.max(...(await run()).lines.map(({ length }) => length))).toBeLessThanOrEqual(120);
  });

  it.each([
    [['--timeout', '0'], '--timeout takes a whole number of minutes'],
    [['--timeout', 'soon'], '--timeout takes a whole number of minutes'],
    [['more'], 'name one case'],
  ])('refuses %j', async (args, message) => {
    const { run } = await setUp([]);

    const { code, err } = await run(args);

    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('says what to do about a case that is not there', async () => {
    const { command } = await setUp([]);
    const { io, err } = recordingIo();

    const code = await runCli([command], ['follow', OTHER], io);

    expect([code, err()]).toEqual([
      1,
      `flowtrap follow: no case ${OTHER} in table flowtrap: see "flowtrap cases" for those that are there\n`,
    ]);
  });
});
