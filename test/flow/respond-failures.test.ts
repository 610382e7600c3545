import { describe, expect, it } from 'vitest';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import { onlyCase, started, startTestStack } from './test-stack.ts';

describe('branches are independent', () => {
  it('captures although flow logs fail, and says so in the grade', async () => {
    const running = await startTestStack();
    running.simulator.faults.add({
      on: { service: 'ec2', operation: 'CreateFlowLogs' },
      fault: { kind: 'error', code: 'UnauthorizedOperation', status: 403, when: 'before' },
      times: 100,
    });

    await running.respond({ name: 'one', input: finding });

    const { record, captures } = await onlyCase(running);
    expect(captures.map(({ grade }) => grade)).toEqual(['COMPLETE', 'COMPLETE']);
    expect(record.grade).toBe('PARTIAL');
  });

  it('turns flow logs on although the firewall refuses captures', async () => {
    const running = await startTestStack();
    running.simulator.faults.add({
      on: { operation: 'StartFlowCapture' },
      fault: { kind: 'error', code: 'AccessDeniedException', status: 400, when: 'before' },
      times: 100,
    });

    await running.respond({ name: 'one', input: finding });

    const { record, flowLogs } = await onlyCase(running);
    expect(flowLogs.map(({ decision }) => decision)).toEqual(['created']);
    expect(record.grade).toBe('NEEDS_OPERATOR');
  });
});

describe('steps that fail for good', () => {
  const always = { times: 1_000 } as const;
  const denied = { kind: 'error', code: 'AccessDeniedException', status: 400, when: 'before' } as const;

  it('closes a case that could not be planned as NEEDS_OPERATOR, under the execution', async () => {
    const running = await startTestStack();
    running.simulator.faults.add({
      on: { service: 'ec2', operation: 'DescribeRouteTables' },
      fault: { kind: 'drop' },
      ...always,
    });

    const result = await running.respond({ name: 'one', input: finding });

    const { record } = await onlyCase(running);
    expect(result.status).toBe('FAILED');
    expect(record).toMatchObject({ grade: 'NEEDS_OPERATOR', status: 'CLOSED' });
    expect(started(running, 'StartFlowCapture')).toBe(0);
  });

  it('closes as PARTIAL when the peers of the flows cannot be looked up', async () => {
    const running = await startTestStack();
    running.simulator.faults.decide = (call) => {
      const byAddress = JSON.stringify(call.parameters ?? {}).includes('addresses.private-ip-address');
      return call.operation === 'DescribeNetworkInterfaces' && byAddress ? { kind: 'drop' } : undefined;
    };

    await running.respond({ name: 'one', input: finding });

    const { record, captures } = await onlyCase(running);
    expect(captures.map(({ grade }) => grade)).toEqual(['COMPLETE', 'COMPLETE']);
    expect(record).toMatchObject({ grade: 'PARTIAL', gradeReason: expect.stringContaining('EnableFlowLogsOnPeers') });
  });

  it('records a failure and fails the execution when evidence cannot be written', async () => {
    const running = await startTestStack();
    running.simulator.faults.decide = (call) =>
      call.operation === 'PutObject' && String(call.resource).includes('rounds.json') ? denied : undefined;

    const result = await running.respond({ name: 'one', input: finding });

    const { record } = await onlyCase(running);
    expect(result.status).toBe('FAILED');
    expect(record).toMatchObject({ grade: 'NEEDS_OPERATOR', status: 'CLOSED' });
    expect(running.simulator.events).toHaveLength(1);
  });
});
