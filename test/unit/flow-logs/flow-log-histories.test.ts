import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FlowLogWorld, flowLogWorld, foreign, HOUR_MS, subjectInterface } from './world.ts';

const INTERFACES = ['eni-01', 'eni-02', 'eni-03'];
const CASES = ['a', 'b', 'c'];

const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('enable' as const),
      name: fc.constantFrom(...CASES),
      fault: fc.constantFrom('none', 'none', 'drop', 'lose', 'crash', 'stale'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('retire' as const),
      fault: fc.constantFrom('none', 'none', 'drop', 'lose', 'stale'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 15 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('foreign' as const),
      resourceId: fc.constantFrom(...INTERFACES, 'subnet-0aa', 'vpc-0aa', 'eni-09'),
      more: fc.record({
        trafficType: fc.constantFrom('ALL', 'REJECT'),
        logDestination: fc.constantFrom('arn:aws:s3:::elsewhere', 'arn:aws:s3:::flowtrap-flow-logs'),
        deliverLogsStatus: fc.constantFrom('SUCCESS', 'FAILED'),
      }),
    }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

/** Runs a step that may fail by a fault of ours; its failure is an outcome like any other. */
const attempt = async (run: () => Promise<unknown>): Promise<void> => {
  await run().catch(() => undefined);
};

const play = async (world: FlowLogWorld, foreigners: Set<string>, step: Action): Promise<void> => {
  if (step.kind === 'pass') world.pass(step.hours * HOUR_MS);
  if (step.kind === 'foreign') foreigners.add(world.ec2.add(foreign(step.resourceId, step.more)));
  if (step.kind === 'retire') {
    if (step.fault === 'drop' || step.fault === 'lose') world.ec2.failNext('delete', step.fault);
    world.ec2.showNothing(step.fault === 'stale');
    await attempt(world.retire);
    world.ec2.showNothing(false);
  }
  if (step.kind === 'enable') {
    if (step.fault === 'drop' || step.fault === 'lose') world.ec2.failNext('create', step.fault);
    if (step.fault === 'crash') world.dieAfterNextCreate();
    world.ec2.showNothing(step.fault === 'stale');
    await attempt(() => world.subjects(step.name));
    world.ec2.showNothing(false);
  }
  world.ec2.heal();
  world.restart();
};

/** What a case was promised exists until then. */
const expectPromisesKept = async (world: FlowLogWorld): Promise<void> => {
  const records = (await Promise.all(CASES.map((name) => world.records(name)))).flat();
  const existing = world.ec2.all().map(({ flowLogId }) => flowLogId);
  for (const { decision, flowLogId, leaseUntilMs = 0 } of records) {
    if (['created', 'extended'].includes(decision) && leaseUntilMs > world.nowMs())
      expect(existing).toContain(flowLogId);
  }
};

const expectForeignersUntouched = (world: FlowLogWorld, foreigners: ReadonlySet<string>, before: string): void => {
  const after = world.ec2.all().filter(({ flowLogId }) => foreigners.has(flowLogId));
  expect(JSON.stringify(after.slice(0, JSON.parse(before).length))).toBe(before);
};

const openWorld = async (options: Parameters<typeof flowLogWorld>[1] = {}): Promise<FlowLogWorld> => {
  const world = flowLogWorld({}, options);
  await world.openCase('a', { interfaces: [subjectInterface('eni-01'), subjectInterface('eni-02')] });
  await world.openCase('b', { interfaces: [subjectInterface('eni-02'), subjectInterface('eni-03')] });
  await world.openCase('c', {
    verbatim: [
      {
        ResourceIds: ['eni-01', 'vpc-0aa'],
        ResourceType: 'VPC',
        TrafficType: 'ALL',
        LogDestination: 'arn:aws:s3:::analyst',
      },
    ],
  });
  return world;
};

describe('any history of cases, sweeps, crashes and other people', () => {
  it('never changes a foreign flow log, keeps what was promised, and leaves none of ours without an end or past it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (history) => {
        const world = await openWorld();
        const foreigners = new Set<string>();
        for (const step of history) {
          const before = JSON.stringify(world.ec2.all().filter(({ flowLogId }) => foreigners.has(flowLogId)));
          await play(world, foreigners, step);
          expectForeignersUntouched(world, foreigners, before);
          await expectPromisesKept(world);
        }

        world.pass(2 * HOUR_MS);
        await world.retire();

        for (const { flowLogId } of world.ec2.all().filter((one) => !foreigners.has(one.flowLogId))) {
          expect((await world.leases.find(flowLogId))?.untilMs).toBeGreaterThan(world.nowMs());
        }
        world.pass(25 * HOUR_MS);
        await world.retire();
        expect(world.ec2.all().filter((one) => !foreigners.has(one.flowLogId))).toEqual([]);
        expect(await world.leases.listOpen()).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('holds when a case and two sweeps meet at the end of a lease, in any order of their calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const state = { concurrent: false };
        const turn = async () => (state.concurrent ? await scheduler.schedule(Promise.resolve()) : undefined);
        const world = await openWorld({ turn });
        await world.subjects('a');
        world.pass(24 * HOUR_MS);
        state.concurrent = true;

        const all = Promise.all([attempt(() => world.subjects('b')), attempt(world.retire), attempt(world.retire)]);
        await scheduler.waitFor(all);
        state.concurrent = false;

        await expectPromisesKept(world);
        world.pass(60_000);
        await attempt(() => world.subjects('b'));
        await expectPromisesKept(world);
        expect((await world.records('b')).map(({ decision }) => decision)).toEqual([
          expect.stringMatching(/created|extended/),
          'created',
        ]);
      }),
      { numRuns: 300 },
    );
  });
});
