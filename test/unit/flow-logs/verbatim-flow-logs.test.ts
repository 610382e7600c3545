import { describe, expect, it } from 'vitest';
import type { VerbatimFlowLogs } from '../../../functions/lib/domain/lead.ts';
import { caseIdOf, flowLogWorld, foreign, owner, subjectInterface } from './world.ts';

const request: VerbatimFlowLogs = {
  ResourceIds: ['vpc-0aa', 'vpc-0bb'],
  ResourceType: 'VPC',
  TrafficType: 'REJECT',
  LogDestinationType: 's3',
  LogDestination: 'arn:aws:s3:::analyst',
  MaxAggregationInterval: 600,
};

const runVerbatim = async (...verbatim: VerbatimFlowLogs[]) => {
  const world = flowLogWorld();
  await world.openCase('a', { verbatim });
  const output = await world.subjects('a');
  return { world, output };
};

describe('flow logs that a request spells out', () => {
  it('are created as they stand, with our tags and one lease for each resource', async () => {
    const { world, output } = await runVerbatim(request);

    expect(output).toMatchObject({ created: 2 });
    expect(world.ec2.requests()).toMatchObject([request]);
    expect(world.ec2.all().map(({ tags }) => tags['flowtrap:owner'])).toEqual([owner, owner]);
    expect((await world.leases.listOpen()).map(({ resourceId }) => resourceId)).toEqual(['vpc-0aa', 'vpc-0bb']);
    expect(await world.records('a')).toMatchObject([
      { resourceId: 'vpc-0aa', role: 'verbatim', request: 1, decision: 'created' },
      { resourceId: 'vpc-0bb', role: 'verbatim', request: 1, decision: 'created' },
    ]);
  });

  it('are only tried out in a dry run', async () => {
    const { world } = await runVerbatim({ ...request, DryRun: true });

    expect(world.ec2.all()).toEqual([]);
    expect(await world.leases.listOpen()).toEqual([]);
    expect((await world.records('a')).map(({ decision }) => decision)).toEqual(['dry-run', 'dry-run']);
  });

  it("keep the caller's token and tags", async () => {
    const mine = [
      { Key: 'ticket', Value: '42' },
      { Key: 'flowtrap:case', Value: 'mine' },
    ];
    const { world } = await runVerbatim({
      ...request,
      ClientToken: 'analyst-1',
      TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags: mine }],
    });

    expect(world.ec2.requests()).toMatchObject([{ ClientToken: 'analyst-1' }]);
    expect(world.ec2.all()[0]?.tags).toMatchObject({ ticket: '42', 'flowtrap:case': 'mine', 'flowtrap:owner': owner });
  });

  it('fail for one resource without failing for the other', async () => {
    const world = flowLogWorld();
    world.ec2.refuse('vpc-0bb', 'InvalidVpcId.NotFound', 'no such VPC');
    await world.openCase('a', { verbatim: [request] });

    expect(await world.subjects('a')).toMatchObject({ created: 1, failed: 1 });
    expect((await world.leases.listOpen()).map(({ resourceId }) => resourceId)).toEqual(['vpc-0aa']);
  });

  it('are covered where a foreign one has the same destination', async () => {
    const world = flowLogWorld();
    const flowLogId = world.ec2.add(foreign('vpc-0aa', { logDestination: 'arn:aws:s3:::analyst' }));
    await world.openCase('a', { verbatim: [request] });

    expect(await world.subjects('a')).toMatchObject({ created: 1, covered: 1 });
    expect((await world.records('a'))[0]).toMatchObject({ decision: 'already-covered', flowLogId });
    expect(await world.leases.find(flowLogId)).toBeUndefined();
  });

  it('are repeated with the same token after a lost answer, for all resources', async () => {
    const world = flowLogWorld();
    await world.openCase('a', { verbatim: [request] });
    world.ec2.failNext('create', 'lose');
    await expect(world.subjects('a')).rejects.toMatchObject({ name: 'TimeoutError' });
    world.pass(30_000);

    expect(await world.subjects('a')).toMatchObject({ created: 2 });
    expect(world.ec2.all()).toHaveLength(2);
  });

  it('keep their own record beside the decision for the same interface', async () => {
    const world = flowLogWorld();
    const onInterface = { ...request, ResourceIds: ['eni-0aa1'], ResourceType: 'NetworkInterface' };
    await world.openCase('a', { interfaces: [subjectInterface('eni-0aa1')], verbatim: [onInterface, onInterface] });

    await world.subjects('a');

    expect(await world.records('a')).toMatchObject([
      { role: 'subject', decision: 'created' },
      { role: 'verbatim', request: 1, decision: 'created' },
      { role: 'verbatim', request: 2, decision: 'created' },
    ]);
    expect(world.ec2.all()).toHaveLength(2);
    expect(new Set((await world.records('a')).map(({ caseId }) => caseId))).toEqual(new Set([caseIdOf('a')]));
  });
});
