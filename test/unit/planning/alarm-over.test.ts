import { describe, expect, it } from 'vitest';
import { instanceAlarm } from '../../support/alarm-events.ts';
import { SUBJECT } from '../../support/vpc.ts';
import { flowLogRecord } from '../evidence/fixtures.ts';
import { NOW_MS, planner } from './planner.ts';

describe('an alarm that is over', () => {
  const alarms = (retireFlowLogsOnOk: boolean) => ({
    triggers: { alarms: [{ name: 'egress-*', peers: ['198.51.100.0/24'], retireFlowLogsOnOk }] },
  });
  const began = '2026-03-17T09:29:00.000+0000';
  const rings = instanceAlarm('ALARM', began, '2026-03-17T09:00:00.000+0000');
  const ends = instanceAlarm('OK', '2026-03-17T09:40:00.000+0000', began);
  const UNTIL_MS = NOW_MS + 24 * 3_600_000;

  /** A case of the alarm, with a flow log of its own lease and one that was there before. */
  const withLease = async (retireFlowLogsOnOk: boolean) => {
    const parts = await planner(alarms(retireFlowLogsOnOk));
    const { run, cases, leases, clock } = parts;
    const { caseId } = await run(rings, 'one');
    await cases.putFlowLog(flowLogRecord({ caseId, resourceId: SUBJECT, flowLogId: 'fl-0a' }));
    await cases.putFlowLog(flowLogRecord({ caseId, resourceId: 'eni-0b', flowLogId: 'fl-0b' }));
    await leases.create({
      flowLogId: 'fl-0a',
      resourceId: SUBJECT,
      account: '111122223333',
      region: 'us-east-1',
      createdAtMs: NOW_MS,
      untilMs: UNTIL_MS,
      caseIds: [caseId],
      status: 'ACTIVE',
      attempts: 0,
    });
    clock.advance(600_000);
    return { ...parts, caseId, leaseUntil: async () => (await leases.find('fl-0a'))?.untilMs };
  };

  it('ends its leases early, and says so', async () => {
    const { run, caseId, clock, leaseUntil, said, sightings } = await withLease(true);

    const output = await run(ends, 'two');

    const reason = 'the alarm is over: flow-log leases of its case end early';
    expect(output).toEqual({ caseId, decision: 'done', reason, captures: [] });
    expect(await leaseUntil()).toBe(clock.nowMs());
    expect((await said(caseId)).at(-1)).toEqual({ actor: 'plan-case', what: reason, details: { leases: 1 } });
    expect(await sightings(caseId)).toContainEqual(['joined', reason]);
  });

  it('leaves them where it rings again', async () => {
    const { run, caseId, leaseUntil } = await withLease(true);

    expect(await run(rings, 'two')).toMatchObject({ caseId, decision: 'done', captures: [] });
    expect(await leaseUntil()).toBe(UNTIL_MS);
  });

  it('leaves them where the policy does not want it', async () => {
    const { run, caseId, leaseUntil } = await withLease(false);

    const output = await run(ends, 'two');

    expect(output).toMatchObject({ caseId, decision: 'done' });
    expect(output.reason).not.toContain('flow-log leases');
    expect(await leaseUntil()).toBe(UNTIL_MS);
  });

  it('is ignored where it has no case', async () => {
    const { run, cases } = await planner(alarms(true));

    const { caseId, decision } = await run(ends);

    expect(decision).toBe('done');
    expect(await cases.listSightings(caseId)).toMatchObject([{ outcome: 'ignored' }]);
  });
});
