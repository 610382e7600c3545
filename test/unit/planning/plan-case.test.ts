import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { SUBJECT } from '../../support/vpc.ts';
import { executionOf, findingAbout, NOW_MS, PEER, planner, requestAbout } from './planner.ts';

const watch = {
  source: 'schedule',
  watch: 'payments',
  scheduledTime: '2026-03-17T09:10:00Z',
  subjects: [SUBJECT],
  peers: [PEER],
};
const rawKeyOf = (execution: string): string => `triggers/${sha256Hex(executionOf(execution))}.json`;

describe('a finding', () => {
  it('opens a case with all that the steps after it need', async () => {
    const { run, cases, evidence, policyText } = await planner();
    const trigger = findingAbout();
    const text = JSON.stringify(trigger);

    const { caseId, decision, reason, captures } = await run(trigger);

    expect(decision).toBe('gather');
    const record = await cases.getCase(caseId);
    expect(record).toMatchObject({
      executionArn: executionOf('one'),
      status: 'OPEN',
      openedAtMs: NOW_MS,
      triggerAtMs: Date.parse(trigger.time),
      triggerKey: `cases/${caseId}/trigger.json`,
      triggerSha256: sha256Hex(text),
      policyText: policyText(),
      policySha256: sha256Hex(policyText()),
      plan: { outcome: 'capture', reason, problems: [] },
    });
    expect(record.plan).not.toHaveProperty('merged');
    expect(evidence.text(`cases/${caseId}/trigger.json`)).toBe(text);
    expect(evidence.text(rawKeyOf('one'))).toBe(text);
    expect(evidence.contentType(rawKeyOf('one'))).toBe('application/json');
    expect(captures).toEqual(record.plan.captures.map(({ captureKey }) => ({ caseId, captureKey, round: 1 })));
    expect(captures).toHaveLength(1);
  });

  it('has a waiting record of each capture, and a line that says what is planned', async () => {
    const { run, cases, said } = await planner();

    const { caseId, reason } = await run(findingAbout());

    const { plan } = await cases.getCase(caseId);
    const waiting = { round: 1, status: 'WAITING', askedAtMs: NOW_MS, severity: plan.lead?.severity, polls: 0 };
    expect(await cases.listCaptures(caseId)).toEqual(
      plan.captures.map((capture) => ({ caseId, captureKey: capture.captureKey, plan: capture, ...waiting })),
    );
    expect(plan.lead?.severity).toBe(8);
    expect(await said(caseId)).toEqual([
      { actor: 'plan-case', what: 'opened the case', details: { outcome: 'capture', captures: 1, filters: 2 } },
    ]);
    expect(await cases.listSightings(caseId)).toEqual([
      {
        caseId,
        executionArn: executionOf('one'),
        outcome: 'opened',
        reason,
        atMs: NOW_MS,
        rawKey: `cases/${caseId}/trigger.json`,
        rawSha256: (await cases.getCase(caseId)).triggerSha256,
      },
    ]);
  });

  it('is told again what it was told when its step runs again', async () => {
    const { run, table, evidence } = await planner();
    const first = await run(findingAbout());
    const [records, keys] = [table.records(), evidence.keys()];

    expect(await run(findingAbout())).toEqual(first);
    expect(table.records()).toEqual(records);
    expect(evidence.keys()).toEqual(keys);
  });

  it('is done where its own execution has closed the case', async () => {
    const { run, close } = await planner();
    const { caseId } = await run(findingAbout());
    await close(caseId);

    expect(await run(findingAbout())).toEqual({
      caseId,
      decision: 'done',
      reason: 'this execution has closed the case',
      captures: [],
    });
  });
});

describe('a request', () => {
  it('is a case of its own for each execution', async () => {
    const { run, cases } = await planner();

    const [one, two] = [await run(requestAbout(), 'one'), await run(requestAbout(), 'two')];

    expect(one.caseId).not.toBe(two.caseId);
    expect((await cases.getCase(one.caseId)).plan.captures[0]?.filters).toEqual(
      (await cases.getCase(two.caseId)).plan.captures[0]?.filters,
    );
  });

  it.each([
    ['the event that it hands over', { source: 'manual', reason: 'look', event: findingAbout() }, findingAbout().time],
    ['a schedule', watch, watch.scheduledTime],
  ])('has the time of %s', async (_, trigger, time) => {
    const { run, cases } = await planner();
    const { caseId } = await run(trigger);

    expect((await cases.getCase(caseId)).triggerAtMs).toBe(Date.parse(time));
  });

  it('is a case without a time of its event where it names none', async () => {
    const { run, cases } = await planner();
    const { caseId } = await run(requestAbout());

    expect(await cases.getCase(caseId)).not.toHaveProperty('triggerAtMs');
  });

  it('that is refused is a case that closes at once, with each problem', async () => {
    const { run, cases, said } = await planner();

    const output = await run(requestAbout({ ports: [70_000], rounds: 0 }));

    expect(output).toMatchObject({ decision: 'close', captures: [] });
    const { plan } = await cases.getCase(output.caseId);
    expect(plan).toMatchObject({ outcome: 'refused', captures: [], filters: [], interfaces: [], paths: [] });
    expect(plan.problems.map(({ path }) => path).toSorted()).toEqual(['ports[0]', 'rounds']);
    expect(await cases.listCaptures(output.caseId)).toEqual([]);
    expect(await said(output.caseId)).toMatchObject([{ details: { outcome: 'refused', captures: 0, filters: 0 } }]);
  });
});

describe('what is no case', () => {
  it('is kept byte for byte, however little it is', async () => {
    const { run, cases, evidence } = await planner();

    const { caseId, decision, reason } = await run(undefined);

    expect([decision, reason]).toEqual(['close', 'is not a JSON object']);
    expect(evidence.text(rawKeyOf('one'))).toBe('null');
    expect(await cases.getCase(caseId)).toMatchObject({
      triggerSha256: sha256Hex('null'),
      plan: { outcome: 'refused' },
    });
  });

  it('has no plan where there is nothing to plan for', async () => {
    const { run, cases } = await planner();

    const { caseId, decision } = await run({ source: 'aws.ec2', detail: {} });

    const reason = 'not a trigger of ours: detail-type "" from source "aws.ec2"';
    expect(decision).toBe('done');
    const [sighting] = await cases.listSightings(caseId);
    expect(sighting).toMatchObject({ outcome: 'ignored', reason, rawKey: rawKeyOf('one') });
    expect(sighting).not.toHaveProperty('plan');
  });

  it('has its reason on record, and the copy of its bytes that was made first', async () => {
    const { run, cases, evidence } = await planner({ triggers: { sources: ['manual'] } });

    const output = await run(findingAbout());

    const reason = 'source guardduty is not in triggers.sources';
    expect(output).toEqual({ caseId: output.caseId, decision: 'done', reason, captures: [] });
    expect(await cases.findCase(output.caseId)).toBeUndefined();
    expect(await cases.listSightings(output.caseId)).toMatchObject([
      { outcome: 'ignored', reason, rawKey: rawKeyOf('one') },
    ]);
    expect(evidence.keys()).toEqual([rawKeyOf('one')]);
    expect(await cases.listTimeline(output.caseId)).toEqual([]);
  });

  it('has the plan that policy holds back', async () => {
    const { run, cases } = await planner({ triggers: { minimumSeverity: 9 } });

    const { caseId, reason } = await run(findingAbout());

    expect(reason).toBe('severity 8 is below triggers.minimumSeverity 9');
    const [sighting] = await cases.listSightings(caseId);
    expect(sighting).toMatchObject({
      outcome: 'ignored',
      reason,
      plan: { outcome: 'ignored', reason: `${reason}; it would have been: capture` },
    });
    expect(sighting?.plan?.captures).toHaveLength(1);
    expect(sighting?.plan).not.toHaveProperty('merged');
  });

  it.each([
    [23, 'gather', /^2 filters in 1 capture on 1 firewall$/],
    [25, 'done', /^last seen 25 hours ago, more than triggers\.maximumAgeHours 24$/],
  ])('is a finding that comes too late: after %i hours', async (hours, decision, reason) => {
    const { run, clock } = await planner();
    clock.advance(hours * 3_600_000);

    expect(await run(findingAbout())).toMatchObject({ decision, reason: expect.stringMatching(reason) });
  });

  it('is all, in monitor mode', async () => {
    const { run, cases } = await planner({ capture: { mode: 'monitor' } });

    const { caseId, decision, reason } = await run(findingAbout());

    expect([decision, reason]).toEqual(['done', 'monitor mode: capture.mode of the policy is "monitor"']);
    expect(await cases.findCase(caseId)).toBeUndefined();
    expect((await cases.listSightings(caseId))[0]?.plan).toMatchObject({ outcome: 'ignored' });
  });
});
