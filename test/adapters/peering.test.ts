import { describe, expect, it } from 'vitest';
import { policySchema } from '../../functions/lib/policy/policy.ts';
import { fails, startNetwork } from '../support/aws-network.ts';
import { peeredWorld } from '../support/peered-world.ts';
import { SUBJECT } from '../support/vpc.ts';
import { conversation, HUB, leadOf, named, networkOf, placesOf, planFor, SPOKE } from '../support/worlds.ts';

describe('a peering', () => {
  const lead = leadOf({ account: HUB, subjects: [named(SUBJECT)], tuples: [conversation('10.0.1.10', '10.9.1.9')] });

  it('is followed to the VPC behind it, whose firewall sees the answers', async () => {
    const { simulator, read } = await startNetwork(peeredWorld());

    const plan = planFor(await read(lead), lead);

    expect(placesOf(plan)).toEqual(['far us-east-1a']);
    expect(plan).toEqual(planFor(await networkOf(peeredWorld()), lead));
    const asked = simulator.calls.filter(({ operation }) => operation === 'DescribeVpcPeeringConnections');
    expect(asked).toMatchObject([{ account: HUB }]);
    const tables = simulator.calls.filter(({ operation }) => operation === 'DescribeRouteTables');
    expect(tables.map(({ account }) => account)).toEqual([HUB, SPOKE]);
  });

  it('with a VPC that is none of ours is on no known path, and not surely so', async () => {
    const alone = policySchema.parse({});
    const { simulator, read } = await startNetwork(peeredWorld(), alone);

    const plan = planFor(await read(lead), lead, { accounts: alone.accounts });

    expect(plan.paths).toMatchObject([{ outcome: 'not-on-path', confidence: 'likely' }]);
    expect(plan.paths[0]?.reason).toContain('the VPC behind it could not be read');
    expect(plan.notes.join()).toContain(`account ${SPOKE} is not among the policy's accounts`);
    expect(simulator.calls.filter(({ account }) => account === SPOKE)).toEqual([]);
  });

  it('that may not be read is no failure', async () => {
    const { simulator, read } = await startNetwork(peeredWorld());
    fails(simulator, 'DescribeVpcPeeringConnections', 'UnauthorizedOperation');

    const plan = planFor(await read(lead), lead);

    expect(plan.captures).toEqual([]);
    expect(plan.notes.join()).toContain(
      'VPC peerings of 111122223333/us-east-1 could not be read: UnauthorizedOperation',
    );
  });
});
