import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import { casesIn, onlyCase, started, startTestStack } from './test-stack.ts';

/** The finding with one member changed. */
const findingWith = (change: (detail: typeof finding.detail) => void) => {
  const copy = structuredClone(finding);
  change(copy.detail);
  return copy;
};

describe('a finding that the network carries', () => {
  it('closes COMPLETE with two rounds that differ', async () => {
    const running = await startTestStack();

    const result = await running.respond({ name: 'one', input: finding });

    expect(result).toMatchObject({ status: 'SUCCEEDED' });
    const { record, captures } = await onlyCase(running);
    expect(record).toMatchObject({ grade: 'COMPLETE', status: 'CLOSED' });
    expect(captures.map(({ round, grade }) => [round, grade])).toEqual([
      [1, 'COMPLETE'],
      [2, 'COMPLETE'],
    ]);
    const [first, second] = captures.map(({ collection }) => collection?.flowsSha256);
    expect(first).not.toBe(second);
  });

  it('turns flow logs on for the subject and for the peer that only the flows reveal', async () => {
    const running = await startTestStack();

    await running.respond({ name: 'one', input: finding });

    const { flowLogs } = await onlyCase(running);
    expect(flowLogs.map(({ role, decision }) => [role, decision]).toSorted()).toEqual([
      ['peer', 'created'],
      ['subject', 'created'],
    ]);
    const peer = flowLogs.find(({ role }) => role === 'peer');
    expect(JSON.stringify(finding)).not.toContain(peer?.resourceId);
  });

  it('lists every evidence file with its SHA-256 in a manifest that openssl-style verification accepts', async () => {
    const running = await startTestStack();
    await running.respond({ name: 'one', input: finding });

    const { caseId } = await onlyCase(running);
    const objects = running.simulator.objects(running.evidenceBucket);
    const manifest = JSON.parse(
      objects.find(({ key }) => key === `cases/${caseId}/manifest.json`)?.bytes.toString() ?? '{}',
    );

    const unlisted = new Set(
      ['manifest.json', 'manifest.sig', 'public-key.pem', 'report.html'].map((name) => `cases/${caseId}/${name}`),
    );
    const files = objects.filter(({ key }) => key.startsWith('cases/') && !unlisted.has(key));
    const listed = new Map(manifest.objects.map(({ key, sha256 }: { key: string; sha256: string }) => [key, sha256]));
    expect(files.length).toBeGreaterThan(5);
    for (const { key, bytes } of files)
      expect([key, listed.get(key)]).toEqual([key, createHash('sha256').update(bytes).digest('hex')]);
  });

  it('starts the first capture within two Lambda calls', async () => {
    const running = await startTestStack();
    const calls: string[] = [];
    const onEvent = (event: { type: string; state?: { name: string; type: string } }) => {
      if (event.type === 'StateEntered' && event.state) calls.push(`${event.state.type} ${event.state.name}`);
    };

    await running.respond({ name: 'one', input: finding, onEvent });

    const first = calls.indexOf('Task StartCapture');
    expect(
      calls.slice(0, first).filter((state) => state.startsWith('Task') && !state.endsWith('EnableFlowLogs')),
    ).toEqual(['Task PlanCase']);
  });

  it('never flushes', async () => {
    const running = await startTestStack();

    await running.respond({ name: 'one', input: finding });

    expect(started(running, 'StartFlowFlush')).toBe(0);
  });
});

describe('copies and repeats', () => {
  it('makes one case out of a finding that arrives twice', async () => {
    const running = await startTestStack();

    await running.respond({ name: 'one', input: finding });
    await running.respond({ name: 'two', input: finding });

    const { record, caseId } = await onlyCase(running);
    expect(record.executionArn).toMatch(/one$/);
    expect(started(running, 'StartFlowCapture')).toBe(2);
    const sightings = await running.cases.listSightings(caseId);
    expect(sightings.map(({ outcome }) => outcome).toSorted()).toEqual(['joined', 'opened']);
  });

  it('makes one case out of two executions that run at the same time', async () => {
    const running = await startTestStack();

    await Promise.all([
      running.respond({ name: 'one', input: finding }),
      running.respond({ name: 'two', input: finding }),
    ]);

    await onlyCase(running);
    expect(started(running, 'StartFlowCapture')).toBe(2);
  });
});

describe('repeats with new peers', () => {
  const repeat = findingWith((detail) => {
    detail.service.action.networkConnectionAction.remoteIpDetails.ipAddressV4 = '203.0.113.77';
    detail.service.action.networkConnectionAction.remotePortDetails.port = 443;
    detail.updatedAt = '2026-03-17T09:45:00.000Z';
  });

  it('opens a follow-up that looks for the new peer alone', async () => {
    const running = await startTestStack();

    await running.respond({ name: 'one', input: finding });
    await running.respond({ name: 'two', input: repeat });
    await running.respond({ name: 'three', input: repeat });

    const caseIds = casesIn(running);
    expect(caseIds).toHaveLength(2);
    const records = await Promise.all(caseIds.map((caseId) => running.cases.getCase(caseId)));
    const followUp = records.find(({ executionArn }) => executionArn.endsWith('two'));
    expect(followUp).toMatchObject({ grade: 'COMPLETE' });
    expect(followUp?.plan.lead?.tuples.map(({ peer }) => peer)).toEqual(['203.0.113.77/32']);
    expect(started(running, 'StartFlowCapture')).toBe(4);
  });

  it('only counts the repeat when policy says so', async () => {
    const running = await startTestStack({ policy: JSON.stringify({ triggers: { repeatsWithNewPeers: 'count' } }) });

    await running.respond({ name: 'one', input: finding });
    await running.respond({ name: 'two', input: repeat });

    await onlyCase(running);
    expect(started(running, 'StartFlowCapture')).toBe(2);
  });
});

describe('triggers that start nothing', () => {
  it('ignores a finding below the policy severity and keeps its bytes', async () => {
    const running = await startTestStack();
    const mild = findingWith((detail) => {
      detail.severity = 2;
    });

    const result = await running.respond({ name: 'mild', input: mild });

    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { plan: { decision: 'done' } } });
    expect(started(running, 'StartFlowCapture')).toBe(0);
    const keys = running.simulator.objects(running.evidenceBucket).map(({ key }) => key);
    expect(keys).toEqual([expect.stringMatching(/^triggers\/[0-9a-f]{64}\.json$/)]);
  });

  it('closes as REFUSED when an address is a placeholder, naming the field', async () => {
    const running = await startTestStack();
    const broken = findingWith((detail) => {
      detail.service.action.networkConnectionAction.remoteIpDetails.ipAddressV4 = '$' + '{malicious_ip}';
    });

    await running.respond({ name: 'broken', input: broken });

    const { record } = await onlyCase(running);
    expect(record).toMatchObject({ grade: 'REFUSED', status: 'CLOSED' });
    expect(record.plan.problems[0]?.path).toContain('remoteIpDetails.ipAddressV4');
    expect(started(running, 'StartFlowCapture')).toBe(0);
  });

  it.each([
    ['text', 'just text'],
    ['an array', [1, 2, 3]],
    ['too deep', JSON.parse('['.repeat(300) + ']'.repeat(300))],
    ['not ours', { 'detail-type': 'EC2 Instance State-change Notification', source: 'aws.ec2', detail: {} }],
  ])('ends %s without a crash and without a capture', async (_, input) => {
    const running = await startTestStack();

    const result = await running.respond({ name: 'odd', input });

    expect(result.status).toBe('SUCCEEDED');
    expect(started(running, 'StartFlowCapture')).toBe(0);
  });

  it('starts nothing in monitor mode but records the plan', async () => {
    const running = await startTestStack({ policy: JSON.stringify({ capture: { mode: 'monitor' } }) });

    const result = await running.respond({ name: 'monitor', input: finding });

    expect(result).toMatchObject({ output: { plan: { decision: 'done' } } });
    expect(started(running, 'StartFlowCapture') + started(running, 'CreateFlowLogs')).toBe(0);
  });
});

describe('leases end', () => {
  it('deletes the flow logs of the case after their lease, and nothing else', async () => {
    const running = await startTestStack();
    await running.respond({ name: 'one', input: finding });

    await running.retireFlowLogs('early');
    const early = running.simulator.flowLogs().filter(({ deletedAtMs }) => deletedAtMs !== undefined);
    running.time.advanceMs(25 * 3_600_000);
    const result = await running.retireFlowLogs('late');

    expect(result.status).toBe('SUCCEEDED');
    expect(early).toEqual([]);
    const gone = running.simulator.flowLogs().filter(({ deletedAtMs }) => deletedAtMs !== undefined);
    expect(gone).toHaveLength(2);
  });
});
