import { describe, expect, it } from 'vitest';
import type { FoundInterface } from '../../../functions/lib/ports/interface-finder.ts';
import { address } from '../../support/network.ts';
import { flowLogWorld, foreign, home, member, subjectInterface } from './world.ts';

const peer = (interfaceId: string, text: string, vpcId = 'vpc-0aa'): FoundInterface => ({
  interfaceId,
  vpcId,
  subnetId: `subnet-of-${interfaceId}`,
  addresses: [address(text)],
});

const openWorld = async (policy: object = {}) => {
  const world = flowLogWorld(policy);
  await world.openCase('a', { interfaces: [subjectInterface('eni-0aa1')] });
  return world;
};

describe('enabling flow logs on revealed peers', () => {
  it('turns them on for an interface that only the captured flows name', async () => {
    const world = await openWorld();
    world.reveal([address('10.0.2.20'), address('10.9.9.9')], [peer('eni-0bb1', '10.0.2.20')]);

    expect(await world.revealed('a')).toMatchObject({ created: 1 });
    expect(await world.records('a')).toMatchObject([{ resourceId: 'eni-0bb1', role: 'peer', decision: 'created' }]);
  });

  it("looks in the case's own VPC before any other", async () => {
    const world = await openWorld();
    world.reveal([address('10.0.2.20')], [peer('eni-0cc1', '10.0.2.20', 'vpc-0cc'), peer('eni-0bb1', '10.0.2.20')]);

    await world.revealed('a');

    expect(world.lookups).toEqual([{ account: home.account, vpcIds: ['vpc-0aa'] }]);
    expect((await world.records('a')).map(({ resourceId }) => resourceId)).toEqual(['eni-0bb1']);
  });

  it('finds it in another account of ours', async () => {
    const world = await openWorld();
    world.reveal([address('10.5.0.5')], [peer('eni-0dd1', '10.5.0.5', 'vpc-0dd')], member);

    await world.revealed('a');

    expect(await world.records('a')).toMatchObject([{ resourceId: 'eni-0dd1', account: member.account }]);
  });

  it('skips an address that several VPCs use, and says so', async () => {
    const world = await openWorld();
    world.reveal(
      [address('10.5.0.5')],
      [peer('eni-0dd1', '10.5.0.5', 'vpc-0dd'), peer('eni-0ee1', '10.5.0.5', 'vpc-0ee')],
    );

    await world.revealed('a');

    expect(await world.records('a')).toMatchObject([
      { decision: 'skipped', reason: expect.stringContaining('2 interfaces'), addresses: [] },
    ]);
    expect(world.ec2.all()).toEqual([]);
  });

  it('leaves the subjects to their own stage, and an interface with two addresses to one decision', async () => {
    const world = await openWorld();
    const both = { ...peer('eni-0bb1', '10.0.2.20'), addresses: [address('10.0.2.20'), address('2001:db8::20')] };
    world.reveal(
      [address('2001:db8::20'), address('10.0.1.11'), address('10.0.2.20')],
      [both, peer('eni-0aa1', '10.0.1.11')],
    );

    await world.revealed('a');

    expect(await world.records('a')).toMatchObject([
      { resourceId: 'eni-0bb1', addresses: ['2001:db8::20', '10.0.2.20'] },
    ]);
  });

  it('takes the peers with the most bytes as far as policy allows', async () => {
    const world = await openWorld({ flowLogs: { maximumInterfacesPerCase: 2 } });
    world.reveal(
      [address('10.0.2.22'), address('10.0.2.21')],
      [peer('eni-0bb1', '10.0.2.21'), peer('eni-0bb2', '10.0.2.22')],
    );

    await world.revealed('a');

    expect(await world.records('a')).toMatchObject([
      { resourceId: 'eni-0bb1', decision: 'skipped' },
      { resourceId: 'eni-0bb2', decision: 'created' },
    ]);
  });

  it('leaves a peer alone whose subnet is logged', async () => {
    const world = await openWorld();
    world.ec2.add(foreign('subnet-of-eni-0bb1'));
    world.reveal([address('10.0.2.20')], [peer('eni-0bb1', '10.0.2.20')]);

    expect(await world.revealed('a')).toMatchObject({ created: 0, covered: 1 });
  });

  it.each([
    ['flow logs', { enabled: false }],
    ['flow logs on peers', { onPeers: false }],
  ])('looks for nobody when policy wants no %s', async (_what, flowLogs) => {
    const world = await openWorld({ flowLogs });
    world.reveal([address('10.0.2.20')], [peer('eni-0bb1', '10.0.2.20')]);

    await world.revealed('a');

    expect(world.lookups).toEqual([]);
    expect(await world.records('a')).toEqual([]);
  });
});
