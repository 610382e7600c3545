import { describe, expect, it } from 'vitest';
import { HUB, SPOKE, worldJson } from '../support/worlds.ts';
import { startTestStack } from './test-stack.ts';

/** An analyst asks about an interface of the spoke account, whose traffic the hub's firewall sees. */
const request = {
  source: 'manual',
  reason: 'lateral movement suspected',
  account: SPOKE,
  region: 'us-east-1',
  subjects: ['eni-055e29cc233536970'],
  peers: ['10.20.1.20'],
  protocols: ['tcp'],
};

const run = async (accounts: object) => {
  const running = await startTestStack({
    world: worldJson('transit-plain'),
    policy: JSON.stringify({ accounts, capture: { rounds: 1 } }),
  });
  const result = await running.respond({ name: 'members', input: request });
  const operations = (account: string) =>
    new Set(running.simulator.calls.filter((call) => call.account === account).map(({ operation }) => operation));
  return { running, result, inHub: operations(HUB), inSpoke: operations(SPOKE) };
};

describe('a subject in a member account', () => {
  it('is captured by the firewall of the hub and logged in its own account', async () => {
    const { result, inHub, inSpoke } = await run({ members: [SPOKE], externalId: 'flowtrap-test' });

    expect(result.status).toBe('SUCCEEDED');
    expect([...inHub]).toEqual(expect.arrayContaining(['AssumeRole', 'StartFlowCapture']));
    expect([...inSpoke]).toEqual(expect.arrayContaining(['DescribeNetworkInterfaces', 'CreateFlowLogs']));
  });

  it('is left alone where its role cannot be assumed', async () => {
    const { result, inHub, inSpoke } = await run({ members: [SPOKE], externalId: 'another' });

    expect(result.status).toBe('SUCCEEDED');
    expect([...inHub]).toContain('AssumeRole');
    expect([...inSpoke]).toEqual([]);
  });
});
