import { describe, expect, it } from 'vitest';
import { MAX_DELETION_ATTEMPTS } from '../../../functions/lib/domain/flow-log-lease.ts';
import {
  caseIdOf,
  type FlowLogWorld,
  flowLogWorld,
  foreign,
  HOUR_MS,
  home,
  member,
  owner,
  subjectInterface,
} from './world.ts';

const ENI = 'eni-0aa1';
const quiet = { retired: 0, active: 0, failed: 0, needOperator: 0, adopted: 0, unreadable: 0, more: false, leases: [] };

const withFlowLog = async (world: FlowLogWorld = flowLogWorld()) => {
  await world.openCase('a', { interfaces: [subjectInterface(ENI)] });
  await world.subjects('a');
  return world;
};

const onlyLease = async (world: FlowLogWorld) => await world.leases.find(world.ec2.all()[0]?.flowLogId ?? '');

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

  it('never deletes a flow log that has lost our tag, though it has a lease', async () => {
    const world = await withFlowLog();
    const [flowLog] = world.ec2.all();
    world.ec2.change(flowLog?.flowLogId ?? '', (one) => ({ ...one, tags: {} }));
    world.pass(24 * HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, needOperator: 1 });
    expect(world.ec2.all()).toHaveLength(1);
    expect(world.ec2.calls()).not.toContain('delete');
  });

  it('never touches foreign flow logs, whatever their tags say', async () => {
    const world = await withFlowLog();
    const [ours] = world.ec2.all();
    world.ec2.add(foreign(ENI));
    world.ec2.add(foreign('eni-0bb', { tags: ours?.tags }));
    world.ec2.add(foreign(ENI, { tags: ours?.tags }));
    world.ec2.add(foreign('eni-0cc', { tags: { ...ours?.tags, 'flowtrap:case': '../../etc' } }));
    const before = world.ec2.all().slice(1);
    world.pass(48 * HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, retired: 1 });
    expect(world.ec2.all()).toEqual(before);
  });

  it('adopts what a crash left without a lease, with the end in its tag', async () => {
    const world = flowLogWorld();
    await world.openCase('a', { interfaces: [subjectInterface(ENI)] });
    world.dieAfterNextCreate();
    await expect(world.subjects('a')).rejects.toThrow('dead');
    world.restart();

    expect(await world.retire()).toEqual({ ...quiet, adopted: 1, active: 1 });
    expect(await onlyLease(world)).toMatchObject({ untilMs: world.nowMs() + 24 * HOUR_MS, caseIds: [caseIdOf('a')] });
    world.pass(24 * HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, retired: 1 });
    expect(world.ec2.all()).toEqual([]);
  });

  it('adopts only on the resource that was asked for', async () => {
    const world = flowLogWorld();
    await world.openCase('a', { interfaces: [subjectInterface(ENI)] });
    world.dieAfterNextCreate();
    await expect(world.subjects('a')).rejects.toThrow('dead');
    world.restart();
    const copied = world.ec2.add(foreign('eni-0bb', { tags: world.ec2.all()[0]?.tags }));

    expect(await world.retire()).toMatchObject({ adopted: 1 });
    expect(await world.leases.find(copied)).toBeUndefined();
  });

  it.each<[string, (world: FlowLogWorld) => void]>([
    ['another flow log of ours covers the resource', () => undefined],
    ['descriptions do not show it yet', (world) => world.ec2.showNothing(true)],
  ])('adopts what a crash left, though a later run asked anew and settled for less: %s', async (_, meanwhile) => {
    const world = flowLogWorld();
    await world.openCase('a', { interfaces: [subjectInterface(ENI)] });
    await world.openCase('c', {
      verbatim: [{ ResourceIds: [ENI], ResourceType: 'NetworkInterface', LogDestination: 'arn:aws:s3:::analyst' }],
    });
    await world.subjects('a');
    world.dieAfterNextCreate();
    await expect(world.subjects('c')).rejects.toThrow('dead');
    world.restart();
    world.pass(24 * HOUR_MS);
    meanwhile(world);
    await world.subjects('c').catch(() => undefined);
    world.ec2.showNothing(false);
    await world.subjects('c');
    world.pass(48 * HOUR_MS);

    await world.retire();
    expect(await world.retire()).toEqual(quiet);
    expect(world.ec2.all()).toEqual([]);
  });

  it('adopts what a crash left on an interface that somebody else logs by now', async () => {
    const world = flowLogWorld();
    await world.openCase('a', { interfaces: [subjectInterface(ENI)] });
    world.dieAfterNextCreate();
    await expect(world.subjects('a')).rejects.toThrow('dead');
    world.restart();
    const theirs = world.ec2.add(foreign(ENI));
    const [ours] = world.ec2.all();
    world.ec2.change(ours?.flowLogId ?? '', (one) => ({ ...one, deliverLogsStatus: 'FAILED' }));
    await world.subjects('a');
    world.pass(24 * HOUR_MS);

    await world.retire();
    await world.retire();
    expect(world.ec2.all().map(({ flowLogId }) => flowLogId)).toEqual([theirs]);
  });

  it('gives an orphan whose tag names no time the usual end', async () => {
    const world = flowLogWorld({ flowLogs: { leaseHours: 3 } });
    await world.openCase('a', { interfaces: [subjectInterface(ENI)] });
    world.dieAfterNextCreate();
    await expect(world.subjects('a')).rejects.toThrow('dead');
    world.restart();
    world.ec2.change(world.ec2.all()[0]?.flowLogId ?? '', (one) => ({
      ...one,
      tags: { ...one.tags, 'flowtrap:lease-until': 'soon' },
    }));

    await world.retire();

    expect(await onlyLease(world)).toMatchObject({ untilMs: world.nowMs() + 3 * HOUR_MS });
  });

  it('finishes a deletion that a crash interrupted', async () => {
    const world = await withFlowLog();
    const flowLogId = world.ec2.all()[0]?.flowLogId ?? '';
    await world.leases.update(flowLogId, (lease) => ({ ...lease, status: 'RETIRING', retiredAtMs: world.nowMs() }));

    expect(await world.retire()).toEqual({ ...quiet, retired: 1 });
    expect(world.ec2.all()).toEqual([]);
  });

  it('looks at members, and counts a place that it cannot read without stopping', async () => {
    const world = flowLogWorld();
    await world.openCase('a', { interfaces: [subjectInterface(ENI, member)] });
    await world.subjects('a');
    world.ec2.failNext('describeOurs', Object.assign(new Error('denied'), { name: 'UnauthorizedOperation' }));
    world.pass(24 * HOUR_MS);

    expect(await world.retire()).toEqual({ ...quiet, retired: 1, unreadable: 1 });
  });

  it('looks in every Region where it ever created one, though policy lists none', async () => {
    const world = flowLogWorld();
    await world.openCase('a', { interfaces: [subjectInterface(ENI, { ...home, region: 'us-east-1' })] });
    world.dieAfterNextCreate();
    await expect(world.subjects('a')).rejects.toThrow('dead');
    world.restart();

    expect(await world.retire()).toMatchObject({ adopted: 1 });
    expect(world.ec2.all()[0]?.tags['flowtrap:owner']).toBe(owner);
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
