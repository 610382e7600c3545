import { describe, expect, it } from 'vitest';
import { ENI, onlyLease, quiet, withFlowLog } from './retiring.ts';
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

describe('retiring flow logs', () => {
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
});
