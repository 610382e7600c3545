import { describe, expect, it } from 'vitest';
import { MAX_DELETION_ATTEMPTS } from '../../../functions/lib/domain/flow-log-lease.ts';
import { ENI, onlyLease, quiet, withFlowLog } from './retiring.ts';
import { flowLogWorld, HOUR_MS, subjectInterface } from './world.ts';

describe('retiring flow logs', () => {
  it('leaves one alone until its lease has ended', async () => {
    const world = await withFlowLog();
    world.pass(24 * HOUR_MS - 1);

    expect(await world.retire()).toEqual({ ...quiet, active: 1 });
    expect(world.ec2.all()).toHaveLength(1);
  });

  it('deletes it at its end and tells the cases', async () => {
    const world = await withFlowLog();
    const [flowLog] = world.ec2.all();
    world.pass(24 * HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, retired: 1 });

    expect(world.ec2.all()).toEqual([]);
    expect(await world.leases.find(flowLog?.flowLogId ?? '')).toMatchObject({ status: 'RETIRED', reason: 'deleted' });
    expect(await world.leases.listOpen()).toEqual([]);
    expect(await world.timeline('a')).toEqual(['flow log created', 'flow log ended']);
  });

  it('changes nothing when it runs twice', async () => {
    const world = await withFlowLog();
    world.pass(24 * HOUR_MS);
    await world.retire();
    const stored = world.table.records();

    expect(await world.retire()).toEqual(quiet);
    expect(world.table.records()).toEqual(stored);
  });

  it('takes a flow log that is gone for success', async () => {
    const world = await withFlowLog();
    const [flowLog] = world.ec2.all();
    world.ec2.change(flowLog?.flowLogId ?? '', () => undefined);
    world.pass(24 * HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, retired: 1 });
    expect(await world.leases.find(flowLog?.flowLogId ?? '')).toMatchObject({ reason: 'was gone already' });
  });

  it('takes a deletion whose answer was lost for success, the next time', async () => {
    const world = await withFlowLog();
    world.ec2.failNext('delete', 'lose');
    world.pass(24 * HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, failed: 1 });
    world.pass(HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, retired: 1 });
    expect((await world.timeline('a')).filter((what) => what === 'flow log ended')).toHaveLength(1);
  });

  it('ends one that a listing did not show, once a listing shows it', async () => {
    const world = await withFlowLog();
    world.pass(24 * HOUR_MS);
    world.ec2.showNothing(true);
    await world.retire();
    world.ec2.showNothing(false);
    expect(await world.retire()).toEqual(quiet);
    world.pass(HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, adopted: 1, retired: 1 });
    expect(world.ec2.all()).toEqual([]);
  });

  it('asks for an operator at the first denial, and does not try again', async () => {
    const world = await withFlowLog();
    world.ec2.answerDeletions('access-denied');
    world.pass(24 * HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, needOperator: 1 });
    world.pass(24 * HOUR_MS);

    expect(await world.retire()).toEqual(quiet);
    expect(world.ec2.calls().filter((call) => call === 'delete')).toHaveLength(1);
    expect(await onlyLease(world)).toMatchObject({ status: 'NEEDS_OPERATOR', attempts: 1 });
    expect(await world.timeline('a')).toContain('flow log left for an operator');
  });

  it('ends the lease once an operator has removed the flow log', async () => {
    const world = await withFlowLog();
    const [flowLog] = world.ec2.all();
    world.ec2.answerDeletions('access-denied');
    world.pass(24 * HOUR_MS);
    await world.retire();
    world.ec2.change(flowLog?.flowLogId ?? '', () => undefined);

    expect(await world.retire()).toEqual({ ...quiet, retired: 1 });
    expect(await world.leases.listOpen()).toEqual([]);
  });

  it('tries a failed deletion again after a pause that grows, and at last asks for an operator', async () => {
    const world = await withFlowLog();
    world.ec2.answerDeletions('failed');
    world.pass(24 * HOUR_MS);
    await world.retire();
    expect(await world.retire()).toEqual(quiet);

    for (let attempt = 2; attempt < MAX_DELETION_ATTEMPTS; attempt += 1) {
      world.pass(2 * HOUR_MS);
      expect(await world.retire()).toEqual({ ...quiet, failed: 1 });
    }
    world.pass(2 * HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, needOperator: 1 });
    expect(world.ec2.calls().filter((call) => call === 'delete')).toHaveLength(MAX_DELETION_ATTEMPTS);
  });

  it('lets a later case extend what an operator was asked for', async () => {
    const world = await withFlowLog();
    world.ec2.answerDeletions('access-denied');
    world.pass(24 * HOUR_MS);
    await world.retire();
    await world.openCase('b', { interfaces: [subjectInterface(ENI)] });

    await world.subjects('b');
    world.ec2.answerDeletions('deleted');
    world.pass(24 * HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, retired: 1 });
  });

  it('finishes a deletion that a crash interrupted', async () => {
    const world = await withFlowLog();
    const flowLogId = world.ec2.all()[0]?.flowLogId ?? '';
    await world.leases.update(flowLogId, (lease) => ({ ...lease, status: 'RETIRING', retiredAtMs: world.nowMs() }));

    expect(await world.retire()).toEqual({ ...quiet, retired: 1 });
    expect(world.ec2.all()).toEqual([]);
  });

  it('deletes a bounded number in one run and says that more wait', async () => {
    const world = flowLogWorld({}, { maximumDeletions: 2 });
    await world.openCase('a', { interfaces: ['eni-01', 'eni-02', 'eni-03'].map((id) => subjectInterface(id)) });
    await world.subjects('a');
    world.pass(24 * HOUR_MS);

    expect(await world.retire()).toMatchObject({ retired: 2, more: true });
    expect(await world.retire()).toMatchObject({ retired: 1, more: false });
  });
});
