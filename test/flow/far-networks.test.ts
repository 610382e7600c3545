import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../simulator/wire/faults.ts';
import { peeredWorld } from '../support/peered-world.ts';
import { SUBJECT } from '../support/vpc.ts';
import { HUB, SPOKE, worldJson } from '../support/worlds.ts';
import { caseIn, startTestStack } from './test-stack.ts';

const run = async (world: unknown, request: object, fault?: FaultRule) => {
  const policy = { accounts: { members: [SPOKE], externalId: 'flowtrap-test' }, capture: { rounds: 1 } };
  const running = await startTestStack({ world, policy: JSON.stringify(policy) });
  if (fault) running.simulator.faults.add(fault);
  const input = { source: 'manual', reason: 'test', region: 'us-east-1', protocols: ['tcp'], ...request };
  const result = await running.respond({ name: 'one', input });
  const caseId = caseIn(running);
  return {
    running,
    result,
    record: await running.cases.getCase(caseId),
    captures: await running.cases.listCaptures(caseId),
  };
};

const flowsIn = (captures: Awaited<ReturnType<typeof run>>['captures']): number =>
  captures.reduce((sum, { collection }) => sum + (collection?.flowCount ?? 0), 0);

describe('a subject behind a core network', () => {
  it('is captured on the firewall that service insertion sends it through', async () => {
    const { result, record, captures } = await run(worldJson('cloud-wan'), {
      account: SPOKE,
      subjects: ['eni-03c9750fd2142ae5e'],
      peers: ['10.71.1.20'],
    });

    expect(result.status).toBe('SUCCEEDED');
    expect(record.grade).toBe('COMPLETE');
    expect(captures.map(({ plan }) => `${plan.firewallArn.split('/')[1]} ${plan.slotZone}`).toSorted()).toEqual([
      'wan us-east-1a',
      'wan us-east-1b',
    ]);
    expect(flowsIn(captures)).toBeGreaterThan(0);
  });

  it('ends NOT_ON_PATH, and says that the routes could not be read, where they may not be', async () => {
    const request = { account: SPOKE, subjects: ['eni-03c9750fd2142ae5e'], peers: ['10.71.1.20'] };

    const { result, record } = await run(worldJson('cloud-wan'), request, {
      on: { service: 'networkmanager' },
      fault: { kind: 'error', code: 'AccessDeniedException', status: 403, when: 'before' },
      times: 99,
    });

    expect(result.status).toBe('SUCCEEDED');
    expect(record).toMatchObject({
      grade: 'NOT_ON_PATH',
      plan: { reason: expect.stringContaining('the routes of the core network could not be read') },
    });
  });
});

describe('a subject behind a peering', () => {
  it('is captured by its answers, on the firewall of the VPC behind it', async () => {
    const { record, captures } = await run(peeredWorld(), {
      account: HUB,
      subjects: [SUBJECT],
      peers: ['10.9.1.9'],
    });

    expect(record.plan.paths).toMatchObject([{ outcome: 'on-path' }]);
    expect(captures.map(({ plan }) => plan.firewallArn)).toEqual([
      `arn:aws:network-firewall:us-east-1:${SPOKE}:firewall/far`,
    ]);
    expect(flowsIn(captures)).toBeGreaterThan(0);
  });
});
