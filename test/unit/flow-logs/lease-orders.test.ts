import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endLeaseEarly, extendLease, leaveLease, newLease } from '../../../functions/lib/domain/flow-log-lease.ts';
import { parseOrThrow } from '../../../functions/lib/policy/violations.ts';
import { retireFlowLogsContract } from '../../../functions/retire-flow-logs/contract.ts';
import { caseIdOf, type FlowLogWorld, flowLogWorld, foreign, HOUR_MS, START_MS, subjectInterface } from './world.ts';

const ENI = 'eni-0aa1';
const actor = 'arn:aws:sts::111122223333:assumed-role/analyst/ada';
const extend = (lease: string, hours: number) => ({ action: 'extend' as const, lease, hours, actor });
const retire = (lease: string) => ({ action: 'retire' as const, lease, actor });

const withFlowLog = async (...names: readonly string[]): Promise<FlowLogWorld> => {
  const world = flowLogWorld();
  for (const name of names) {
    await world.openCase(name, { interfaces: [subjectInterface(ENI)] });
    await world.subjects(name);
  }
  return world;
};
const idOf = (world: FlowLogWorld): string => world.ec2.all()[0]?.flowLogId ?? '';

describe('an order to extend', () => {
  it.each(['the case', 'the flow log'])('moves the end on, named by %s, and tells the case who asked', async (by) => {
    const world = await withFlowLog('a');
    const flowLogId = idOf(world);
    world.pass(HOUR_MS);

    const output = await world.order(extend(by === 'the case' ? caseIdOf('a') : flowLogId, 72));

    const untilMs = START_MS + 73 * HOUR_MS;
    expect(output.leases).toEqual([
      {
        flowLogId,
        resourceId: ENI,
        outcome: 'extended',
        until: new Date(untilMs).toISOString(),
        reason: '72 h from now',
      },
    ]);
    expect(await world.leases.find(flowLogId)).toMatchObject({ untilMs, caseIds: [caseIdOf('a')] });
    expect((await world.cases.listTimeline(caseIdOf('a'))).at(-1)).toMatchObject({
      what: 'flow log extended by hand',
      details: { flowLogId, by: actor, execution: 'order' },
    });
  });

  it('never shortens a lease', async () => {
    const world = await withFlowLog('a');

    const { leases } = await world.order(extend(caseIdOf('a'), 1));

    expect(leases).toMatchObject([{ outcome: 'kept', reason: 'it lasts longer already' }]);
    expect(await world.leases.find(idOf(world))).toMatchObject({ untilMs: START_MS + 24 * HOUR_MS });
  });

  it('tells the case once, though the step runs again, and each time for another execution', async () => {
    const world = await withFlowLog('a');
    const told = async () => (await world.timeline('a')).filter((what) => what === 'flow log extended by hand').length;

    await world.order(extend(caseIdOf('a'), 48));
    world.pass(1_000);
    await world.order(extend(caseIdOf('a'), 48));
    expect(await told()).toBe(1);
    await world.order(extend(caseIdOf('a'), 72), 'another');

    expect(await told()).toBe(2);
  });

  it('leaves an ended lease ended', async () => {
    const world = await withFlowLog('a');
    world.pass(24 * HOUR_MS);
    await world.retire();

    const { leases } = await world.order(extend(caseIdOf('a'), 48));

    expect(leases).toMatchObject([{ outcome: 'refused', reason: 'it has ended, or is being deleted' }]);
    expect(world.ec2.all()).toEqual([]);
  });
});

describe('an order to retire', () => {
  it.each(['the case', 'the flow log'])('deletes at once what nobody else needs, named by %s', async (by) => {
    const world = await withFlowLog('a');
    const flowLogId = idOf(world);

    const output = await world.order(retire(by === 'the case' ? caseIdOf('a') : flowLogId));

    expect(output).toMatchObject({ retired: 1, leases: [{ flowLogId, outcome: 'retired' }] });
    expect(world.ec2.all()).toEqual([]);
    expect(await world.leases.listOpen()).toEqual([]);
    expect((await world.timeline('a')).toSorted()).toEqual(
      ['flow log created', 'flow log ended', 'flow log given up by hand'].toSorted(),
    );
  });

  it('keeps what another case needs, until that one gives it up as well', async () => {
    const world = await withFlowLog('a', 'b');

    const first = await world.order(retire(caseIdOf('a')));
    expect(first.leases).toMatchObject([{ outcome: 'released', reason: 'other cases still need it' }]);
    expect(world.ec2.all()).toHaveLength(1);
    expect(await world.leases.find(idOf(world))).toMatchObject({ status: 'ACTIVE', caseIds: [caseIdOf('b')] });
    const second = await world.order(retire(caseIdOf('b')), 'second');

    expect(second.leases).toMatchObject([{ outcome: 'retired' }]);
    expect(world.ec2.all()).toEqual([]);
  });

  it('asks for the case, where a flow log is named that several need', async () => {
    const world = await withFlowLog('a', 'b');
    const before = world.table.records();

    const { leases } = await world.order(retire(idOf(world)));

    expect(leases).toMatchObject([{ outcome: 'refused', reason: '2 cases need it: name one of them instead' }]);
    expect(world.table.records()).toEqual(before);
  });

  it('does the same when its step runs again', async () => {
    const world = await withFlowLog('a', 'b');
    await world.order(retire(caseIdOf('a')));
    const kept = world.table.records();
    await world.order(retire(caseIdOf('a')));
    expect(world.table.records()).toEqual(kept);
    await world.order(retire(caseIdOf('b')));
    const ended = world.table.records();

    expect(await world.order(retire(caseIdOf('b')))).toMatchObject({ retired: 1 });
    expect(world.table.records()).toEqual(ended);
    expect(world.ec2.calls().filter((call) => call === 'delete')).toHaveLength(1);
  });

  it('goes on with a deletion that failed', async () => {
    const world = await withFlowLog('a');
    world.ec2.answerDeletions('failed');
    expect(await world.order(retire(caseIdOf('a')))).toMatchObject({ failed: 1, leases: [{ outcome: 'waits' }] });
    world.ec2.answerDeletions('deleted');
    world.pass(HOUR_MS);

    expect(await world.order(retire(caseIdOf('a')))).toMatchObject({ retired: 1 });
    expect(world.ec2.all()).toEqual([]);
  });

  it('never deletes what is not ours', async () => {
    const world = await withFlowLog('a');
    const stranger = world.ec2.add(foreign(ENI, { tags: world.ec2.all()[0]?.tags }));
    world.ec2.change(idOf(world), (one) => ({ ...one, tags: {} }));

    expect((await world.order(retire(stranger))).leases).toEqual([]);
    expect(await world.order(retire(caseIdOf('a')))).toMatchObject({
      needOperator: 1,
      leases: [{ outcome: 'needs-operator' }],
    });
    expect(world.ec2.calls()).not.toContain('delete');
    expect(world.ec2.all()).toHaveLength(2);
  });

  it('does not touch the leases of other cases', async () => {
    const world = await withFlowLog('a');
    await world.openCase('b', { interfaces: [subjectInterface('eni-0bb')] });
    await world.subjects('b');

    await world.order(retire(caseIdOf('a')));

    expect(world.ec2.all().map(({ resourceId }) => resourceId)).toEqual(['eni-0bb']);
  });

  it.each([caseIdOf('nobody'), 'fl-0123456789abcdef0'])('finds nothing for %s', async (lease) => {
    const world = await withFlowLog('a');

    expect(await world.order(retire(lease))).toMatchObject({ retired: 0, leases: [] });
    expect(world.ec2.all()).toHaveLength(1);
  });
});

describe('what an order may say', () => {
  const lease = caseIdOf('a');
  const accepts = (order: object): boolean =>
    retireFlowLogsContract.input.safeParse({ order, executionArn: 'e' }).success;

  it('is one of two actions, on one case or flow log, within the hours of the policy', () => {
    const allowed = [{}, extend(lease, 1), extend(lease, 720), extend('fl-0123456789abcdef0', 0.5 + 1), retire(lease)];

    expect(allowed.map(accepts)).toEqual(allowed.map(() => true));
  });

  it.each([
    ['too short', extend(lease, 0.9)],
    ['too long', extend(lease, 721)],
    ['no number', { ...retire(lease), action: 'extend', hours: '24' }],
    ['no hours', { ...retire(lease), action: 'extend' }],
    ['hours to retire', { ...retire(lease), hours: 1 }],
    ['another action', { ...retire(lease), action: 'delete' }],
    ['a path', retire('c-../../x')],
    ['a resource', retire('eni-0123456789abcdef0')],
    ['nobody', { action: 'retire', lease }],
    ['an actor of many lines', { ...retire(lease), actor: 'a\nb' }],
    ['a misspelt action', { acton: 'retire', lease, actor }],
  ])('is refused when it is %s', (_, order) => {
    expect(accepts(order)).toBe(false);
    expect(() => parseOrThrow(retireFlowLogsContract.input, { order, executionArn: 'e' }, 'input')).toThrow();
  });
});

describe('a lease that cases leave', () => {
  const flowLog = { flowLogId: 'fl-0a', resourceId: ENI, account: '1', region: 'r', createdAtMs: 0, untilMs: 1_000 };

  it('ends exactly when the last of them has left, in whatever order they come and go', () => {
    const names = fc.constantFrom('c-1', 'c-2', 'c-3');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), names), { maxLength: 20 }), (steps) => {
        let lease = newLease(flowLog, 'c-1');
        let needed = new Set(['c-1']);
        for (const [joins, name] of steps) {
          if (lease.untilMs <= 500) break;
          lease = joins ? extendLease(name, 1_000)(lease) : leaveLease(name, 500)(lease);
          if (joins) needed.add(name);
          else needed = new Set([...needed].filter((one) => one !== name));
        }
        expect(lease.untilMs === 500).toBe(needed.size === 0);
        if (needed.size > 0) expect(new Set(lease.caseIds)).toEqual(needed);
      }),
    );
  });

  it('ends early only for the one case that needs it', () => {
    const both = extendLease('c-2', 1_000)(newLease(flowLog, 'c-1'));

    expect(endLeaseEarly('c-1', 500)(both)).toBe(both);
    expect(leaveLease('c-9', 500)(both)).toBe(both);
  });
});
