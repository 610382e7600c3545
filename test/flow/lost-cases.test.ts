import { describe, expect, it } from 'vitest';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import type { LocalStack } from '../../simulator/local-stack.ts';
import { startTestStack } from './test-stack.ts';

const HOUR_MS = 3_600_000;

/** A case whose execution is stopped when its first results are asked for. */
const stopped = async () => {
  const running = await startTestStack();
  const { simulator } = running;
  simulator.faults.decide = ({ operation }) => {
    const [arn = ''] = simulator.executions.keys();
    const isDue = operation === 'DescribeFlowOperation' && simulator.executions.get(arn)?.status === 'RUNNING';
    if (isDue) simulator.stateMachines.stop(arn, {});
    return undefined;
  };
  await running.respond({ name: 'one', input: finding });
  const [open] = await running.cases.listCases({ grade: 'OPEN' });
  return { running, caseId: open?.caseId ?? '' };
};

const closedEvents = ({ simulator }: LocalStack) =>
  simulator.events.filter(({ detailType }) => detailType === 'Flowtrap Case Closed').map(({ detail }) => detail);

describe('a case whose execution was stopped', () => {
  it('is closed by the next search, with its package, its report and one event', async () => {
    const { running, caseId } = await stopped();
    expect((await running.cases.getCase(caseId)).status).toBe('OPEN');
    running.time.advanceMs(HOUR_MS);

    const swept = await running.closeLostCases('sweep');

    expect(swept).toMatchObject({ status: 'SUCCEEDED', output: { looked: 1, closed: 1, failed: 0 } });
    const record = await running.cases.getCase(caseId);
    expect(record).toMatchObject({ status: 'CLOSED', grade: expect.any(String) });
    expect(await running.evidence.get(`cases/${caseId}/manifest.json`)).toBeDefined();
    expect(await running.evidence.get(`cases/${caseId}/report.html`)).toBeDefined();
    expect(closedEvents(running)).toEqual([expect.objectContaining({ caseId, toldAs: 'ABORTED' })]);
  });

  it('is closed once, however often the search runs', async () => {
    const { running, caseId } = await stopped();
    running.time.advanceMs(HOUR_MS);
    await running.closeLostCases('first');
    const before = await running.cases.getCase(caseId);

    const again = await running.closeLostCases('second');
    const byHand = await running.closeLostCases('third', { caseId });

    expect([again.output, byHand.output]).toEqual([
      expect.objectContaining({ looked: 0, closed: 0 }),
      expect.objectContaining({ looked: 1, closed: 0, failed: 0 }),
    ]);
    expect(await running.cases.getCase(caseId)).toEqual(before);
    expect(closedEvents(running)).toHaveLength(1);
  });

  it('is closed at once when its id is given', async () => {
    const { running, caseId } = await stopped();

    expect(await running.closeLostCases('by-hand', { caseId })).toMatchObject({ output: { closed: 1 } });
  });

  it('is counted as failed while it cannot be closed, and closed when it can', async () => {
    const { running, caseId } = await stopped();
    running.time.advanceMs(HOUR_MS);
    const { simulator } = running;
    simulator.faults.decide = ({ service }) =>
      service === 's3' ? { kind: 'error', code: 'InternalError', status: 500, when: 'before' } : undefined;
    const failing = await running.closeLostCases('failing');
    simulator.faults.decide = () => undefined;
    const record = await running.cases.getCase(caseId);
    const mended = await running.closeLostCases('mended');

    expect([failing.output, record.status, mended.output]).toEqual([
      expect.objectContaining({ closed: 0, failed: 1 }),
      'OPEN',
      expect.objectContaining({ closed: 1, failed: 0 }),
    ]);
  });

  it.each([
    ['an unknown member', { caseID: 'c-1' }],
    ['what is no case id', { caseId: 'x' }],
    ['a case that does not exist', { caseId: `c-${'9'.repeat(40)}` }],
  ])('is not touched by a search that is given %s', async (_, input) => {
    const { running, caseId } = await stopped();

    const result = await running.closeLostCases('bad', input);

    expect(result.status).toBe('FAILED');
    expect((await running.cases.getCase(caseId)).status).toBe('OPEN');
  });
});
