import { describe, expect, it } from 'vitest';
import { packageRevisionOf } from '../../functions/lib/domain/case-openings.ts';
import { bucketSource } from '../../functions/lib/evidence/bucket-source.ts';
import { reportKeyOf } from '../../functions/lib/evidence/revisions.ts';
import { verifyPackage } from '../../functions/lib/evidence/verify-package.ts';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import type { LocalStack, LocalStackOptions } from '../../simulator/local-stack.ts';
import { caseIn, startTestStack } from './test-stack.ts';

const NOBODY = `c-${'f'.repeat(40)}`;

/** A stack whose finding has become a closed case. */
const withCase = async (options: Partial<LocalStackOptions> = {}) => {
  const running = await startTestStack(options);
  await running.respond({ name: 'one', input: finding });
  const caseId = caseIn(running);
  const reopen = (name: string, members: object = {}) =>
    running.respond({ name, input: { source: 'manual', reason: 'still beaconing', case: caseId, ...members } });
  return { running, caseId, reopen };
};

const started = ({ simulator }: LocalStack): number =>
  simulator.calls.filter(({ operation, status }) => operation === 'StartFlowCapture' && status === 200).length;

const verified = async (running: LocalStack, caseId: string) => {
  const revision = packageRevisionOf(await running.cases.getCase(caseId));
  return await verifyPackage(await bucketSource(running.evidence, caseId, revision));
};

describe('a closed case that is opened again', () => {
  it('runs its own captures for further rounds, and closes with a manifest that follows the first', async () => {
    const { running, caseId, reopen } = await withCase();
    const before = await running.cases.getCase(caseId);

    const result = await reopen('two', { rounds: 1 });

    expect(result).toMatchObject({ status: 'SUCCEEDED' });
    const record = await running.cases.getCase(caseId);
    expect(record).toMatchObject({ status: 'CLOSED', grade: 'COMPLETE', revision: 2, openedAtMs: before.openedAtMs });
    expect(record.earlier).toMatchObject([{ revision: 1, executionArn: before.executionArn, grade: 'COMPLETE' }]);
    const rounds = await running.cases.listCaptures(caseId);
    expect(rounds.map(({ round, grade }) => [round, grade])).toEqual([
      [1, 'COMPLETE'],
      [2, 'COMPLETE'],
      [3, 'COMPLETE'],
    ]);
    expect(rounds[2]?.plan.filters).toEqual(rounds[0]?.plan.filters);
    expect(started(running)).toBe(3);
    expect(await verified(running, caseId)).toMatchObject({ intact: true, revisions: 2 });
  });

  it('keeps flow logs on for longer, under the same flow log', async () => {
    const { running, caseId, reopen } = await withCase();
    const before = await running.cases.listFlowLogs(caseId);

    await reopen('two');

    const after = await running.cases.listFlowLogs(caseId);
    expect(after.map(({ decision }) => decision)).toEqual(['extended', 'extended']);
    expect(after.map(({ flowLogId }) => flowLogId)).toEqual(before.map(({ flowLogId }) => flowLogId));
    for (const [index, log] of after.entries())
      expect(log.leaseUntilMs ?? 0).toBeGreaterThan(before[index]?.leaseUntilMs ?? 0);
  });

  it('tells others of each end, and leaves a report of each', async () => {
    const { running, caseId, reopen } = await withCase();

    await reopen('two', { rounds: 1 });

    const told = running.simulator.events.map(({ detail }) => detail);
    expect(told).toMatchObject([
      { caseId, revision: 1, manifestKey: `cases/${caseId}/manifest.json` },
      { caseId, revision: 2, manifestKey: `cases/${caseId}/revisions/2/manifest.json` },
    ]);
    expect(await running.evidence.get(reportKeyOf(caseId))).toBeDefined();
    expect(Buffer.from((await running.evidence.get(reportKeyOf(caseId, 2))) ?? []).toString('utf8')).toContain(
      'Case opened again',
    );
  });

  it('is joined by a request that comes while it is open', async () => {
    const { running, caseId, reopen } = await withCase();

    const results = await Promise.all([reopen('two', { rounds: 1 }), reopen('three', { rounds: 1 })]);

    expect(results).toMatchObject([{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }]);
    const outcomes = (await running.cases.listSightings(caseId)).map(({ outcome }) => outcome).toSorted();
    expect(outcomes).toEqual(['joined', 'opened', 'reopened']);
    expect((await running.cases.getCase(caseId)).revision).toBe(2);
    expect(started(running)).toBe(3);
  });

  it('can be opened a third time, and its trigger still joins it', async () => {
    const { running, caseId, reopen } = await withCase();

    await reopen('two', { rounds: 1 });
    await reopen('three', { rounds: 2 });
    await running.respond({ name: 'copy', input: finding });

    expect(await running.cases.getCase(caseId)).toMatchObject({ revision: 3, status: 'CLOSED' });
    expect((await running.cases.listCaptures(caseId)).map(({ round }) => round)).toEqual([1, 2, 3, 4, 5]);
    expect(await verified(running, caseId)).toMatchObject({ intact: true, revisions: 3 });
  });

  it('runs under the policy that is in force by then, and says so in its package', async () => {
    const { running, caseId, reopen } = await withCase();

    await reopen('two', { rounds: 1 });

    const policy = await running.evidence.get(`cases/${caseId}/revisions/2/policy.json`);
    expect(Buffer.from(policy ?? []).toString('utf8')).toBe((await running.cases.getCase(caseId)).policyText);
  });
});

describe('a request to open a case again that cannot be met', () => {
  it.each([
    ['a case that is not known', { case: NOBODY }, {}, 'case not known'],
    [
      'more rounds than the policy allows',
      { rounds: 19 },
      { capture: { maximumRoundsPerCase: 20 } },
      'rounds too many: the case has 2 already',
    ],
  ])('is refused as a case of its own: %s', async (_, members, policy, reason) => {
    const { running, caseId, reopen } = await withCase({ policy: JSON.stringify(policy) });

    const result = await reopen('two', members);

    expect(JSON.stringify(result)).toContain('"grade":"REFUSED"');
    expect(JSON.stringify(result)).toContain(reason);
    expect(await running.cases.getCase(caseId)).not.toHaveProperty('revision');
    expect(started(running)).toBe(2);
  });
});
