import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { ListFirewallsCommand } from '@aws-sdk/client-network-firewall';
import { describe, expect, it } from 'vitest';
import { awsClients } from '../../functions/lib/adapters/aws-clients.ts';
import { policySchema } from '../../functions/lib/policy/policy.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { startWorld } from '../simulator/support.ts';
import { home } from '../support/aws-network.ts';
import { HUB, policy, SPOKE, worldJson } from '../support/worlds.ts';

const spoke = { account: SPOKE, region: 'us-east-1' };

const start = async (accounts = policy.accounts) => {
  const simulator = await startWorld({ world: worldJson('transit-plain') });
  const host = simulator.host({ HOME_ACCOUNT: HUB, HOME_REGION: 'us-east-1' });
  return { simulator, clients: awsClients({ host, home, accounts: () => accounts, actor: 'retire-flow-logs' }) };
};

const assumptions = ({ calls }: Simulator) => calls.filter(({ operation }) => operation === 'AssumeRole');

describe('clients for many accounts', () => {
  it('keeps one client for each place and set of options', async () => {
    const { clients } = await start();

    expect(await clients.ec2(home)).toBe(await clients.ec2(home));
    expect(await clients.ec2(home)).not.toBe(await clients.ec2({ ...home, region: 'eu-west-1' }));
    expect(await clients.networkFirewall(home)).not.toBe(await clients.networkFirewall(home, { maxAttempts: 1 }));
    expect(await clients.actingFor('c-1').ec2(home)).toBe(await clients.ec2(home));
    expect(await clients.actingFor('c-1').ec2(spoke)).not.toBe(await clients.actingFor('c-2').ec2(spoke));
  });

  it('assumes the member role once, named after the case, for all its clients', async () => {
    const { simulator, clients } = await start();
    const acting = clients.actingFor('c-0123456789abcdef0123456789abcdef01234567');

    const [ec2, firewall] = await Promise.all([acting.ec2(spoke), acting.networkFirewall(spoke)]);
    await Promise.all([ec2.send(new DescribeSubnetsCommand({})), firewall.send(new ListFirewallsCommand({}))]);
    await ec2.send(new DescribeSubnetsCommand({}));

    expect(assumptions(simulator).map(({ account, parameters }) => ({ account, ...parameters }))).toMatchObject([
      {
        account: HUB,
        RoleArn: `arn:aws:iam::${SPOKE}:role/flowtrap-member`,
        RoleSessionName: 'flowtrap-c-0123456789abcdef012345',
        SourceIdentity: 'flowtrap-c-0123456789abcdef012345',
        ExternalId: 'flowtrap-test',
      },
    ]);
    expect(simulator.calls.filter(({ account }) => account === SPOKE)).toHaveLength(3);
  });

  it('asks for new credentials shortly before the old ones end', async () => {
    const { simulator, clients } = await start();
    const ec2 = await clients.ec2(spoke);
    await ec2.send(new DescribeSubnetsCommand({}));

    simulator.clock.advanceMs(3_600_000 - 299_000);
    await ec2.send(new DescribeSubnetsCommand({}));

    expect(assumptions(simulator)).toHaveLength(2);
  });

  it('assumes nothing at home', async () => {
    const { simulator, clients } = await start();

    await (await clients.ec2(home)).send(new DescribeSubnetsCommand({}));

    expect(assumptions(simulator)).toEqual([]);
  });

  it.each([
    ['an account that policy does not name', { account: '999900001111', region: 'us-east-1' }],
    ['a Region that policy does not name', { account: SPOKE, region: 'eu-west-1' }],
    ['an account that is none', { account: '1111 ', region: 'us-east-1' }],
    ['a Region that is none', { account: HUB, region: 'us-east-1.example.org/' }],
  ])('refuses %s before any call', async (_, where) => {
    const { simulator, clients } = await start({ ...policy.accounts, regions: ['us-east-1'] });

    await expect(clients.ec2(where)).rejects.toMatchObject({ name: 'MisconfiguredError' });
    await expect(clients.networkFirewall(where)).rejects.toMatchObject({ name: 'MisconfiguredError' });
    expect(simulator.calls).toEqual([]);
  });

  it('fails with MisconfiguredError when the role does not let us in', async () => {
    const { accounts } = policySchema.parse({ accounts: { members: [SPOKE], externalId: 'another' } });
    const { clients } = await start(accounts);
    const ec2 = await clients.ec2(spoke);

    await expect(ec2.send(new DescribeSubnetsCommand({}))).rejects.toMatchObject({
      name: 'MisconfiguredError',
      details: { account: SPOKE, roleName: 'flowtrap-member' },
    });
  });

  it('gives up on an answer that does not come, and sends the request once', async () => {
    const { simulator, clients } = await start();
    simulator.faults.add({ on: { operation: 'ListFirewalls' }, fault: { kind: 'hang', when: 'before' } });
    const firewall = await clients.networkFirewall(home, { maxAttempts: 1, requestTimeoutMs: 50 });

    await expect(firewall.send(new ListFirewallsCommand({}))).rejects.toThrow();
    expect(simulator.calls.filter(({ operation }) => operation === 'ListFirewalls')).toHaveLength(1);
  });
});
