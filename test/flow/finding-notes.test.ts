import { describe, expect, it } from 'vitest';
import { policySchema } from '../../functions/lib/policy/policy.ts';
import { triggerRules } from '../../infra/lib/triggers/patterns.ts';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import type { LocalStack, LocalStackOptions } from '../../simulator/local-stack.ts';
import type { RecordedEvent } from '../../simulator/simulation.ts';
import { matches } from '../infra/support/event-pattern.ts';
import { asffCopy, HUB, hubEvent, IMPORTED, IMPORTED_V2, ocsfCopy } from '../support/hub-events.ts';
import { caseIn, startTestStack } from './test-stack.ts';

const start = async (options: Partial<LocalStackOptions> = {}): Promise<LocalStack> => {
  const stack = await startTestStack(options);
  stack.simulator.hubs.importAsff(HUB, asffCopy());
  stack.simulator.hubs.importOcsf(HUB, ocsfCopy());
  return stack;
};

const withNotes = (notes: string, mode = 'respond') => ({
  policy: JSON.stringify({ securityHub: { notes }, capture: { mode } }),
});

const updates = ({ simulator }: LocalStack): readonly string[] =>
  simulator.calls.flatMap(({ service, operation = '' }) => (service === 'securityhub' ? [operation] : []));

const asffNote = ({ simulator }: LocalStack): unknown => [...(simulator.hubs.at(HUB)?.asff.values() ?? [])][0]?.Note;
const ocsfComment = ({ simulator }: LocalStack): unknown =>
  [...(simulator.hubs.at(HUB)?.ocsf.values() ?? [])][0]?.comment;

const told = async (running: LocalStack) =>
  (await running.cases.listTimeline(caseIn(running))).filter(({ what }) => what.startsWith('annotated'));

/** The event as EventBridge would deliver it. */
const delivered = ({ source, detailType, detail, account, region }: RecordedEvent) => ({
  ...hubEvent(detailType, []),
  ...{ source, account, region, detail },
});

describe('a case whose finding came through Security Hub', () => {
  it('puts its grade and the place of its evidence onto the ASFF finding', async () => {
    const running = await start();

    await running.respond({ name: 'one', input: hubEvent(IMPORTED, [asffCopy()]) });

    const caseId = caseIn(running);
    const { flowCount } = await running.cases.getCase(caseId);
    expect(updates(running)).toEqual(['BatchUpdateFindings']);
    expect(asffNote(running)).toMatchObject({
      UpdatedBy: 'flowtrap',
      Text: `Flowtrap case ${caseId} ended COMPLETE with ${flowCount} flows. Evidence: s3://flowtrap-evidence/cases/${caseId}/report.html https://console.aws.amazon.com/s3/object/flowtrap-evidence?region=us-east-1&prefix=cases/${caseId}/report.html`,
    });
    expect(await told(running)).toMatchObject([{ actor: 'publish-case', details: { annotated: 1, failed: 0 } }]);
  });

  it('puts them onto the OCSF finding as its comment', async () => {
    const running = await start();

    await running.respond({ name: 'one', input: hubEvent(IMPORTED_V2, [ocsfCopy()]) });

    expect(updates(running)).toEqual(['BatchUpdateFindingsV2']);
    expect(ocsfComment(running)).toMatch(/^Flowtrap case c-[0-9a-f]{40} ended COMPLETE/);
  });

  it.each([
    ['ASFF', hubEvent(IMPORTED, [asffCopy()])],
    ['OCSF', hubEvent(IMPORTED_V2, [ocsfCopy()])],
  ])(
    'does not trigger itself by the update of the %s finding: no rule takes it, and nothing would come of it',
    async (_, input) => {
      const running = await start();
      await running.respond({ name: 'one', input });
      const rules = triggerRules('flowtrap', policySchema.parse({}));

      const echoes = running.simulator.events.filter(({ source }) => source === 'aws.securityhub').map(delivered);
      const results = [];
      for (const [index, echo] of echoes.entries())
        results.push(await running.respond({ name: `echo-${index}`, input: echo }));

      expect(rules.filter(({ pattern }) => matches(pattern, input)).map(({ id }) => id)).toHaveLength(1);
      expect(echoes).toHaveLength(1);
      for (const echo of echoes) expect(rules.filter(({ pattern }) => matches(pattern, echo))).toEqual([]);
      expect(results).toMatchObject([{ status: 'SUCCEEDED', output: { plan: { decision: 'done', captures: [] } } }]);
      expect(updates(running)).toHaveLength(1);
    },
  );

  it.each([
    ['the finding is gone', 'FindingNotFound', (running: LocalStack) => running.simulator.hubs.at(HUB)?.asff.clear()],
    [
      'we may not',
      'AccessDeniedException',
      (running: LocalStack) =>
        void running.simulator.faults.add({
          on: { service: 'securityhub' },
          fault: { kind: 'error', code: 'AccessDeniedException', status: 403, when: 'before' },
          times: 100,
        }),
    ],
  ])('ends well, records it and asks once when %s', async (_, why, spoil) => {
    const running = await start();
    spoil(running);

    const result = await running.respond({ name: 'one', input: hubEvent(IMPORTED, [asffCopy()]) });

    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { case: { grade: 'COMPLETE' } } });
    expect(updates(running)).toHaveLength(1);
    expect(await told(running)).toMatchObject([{ details: { annotated: 0, failed: 1, why } }]);
  });

  it.each([
    ['never', withNotes('never')],
    ['in monitor mode', withNotes('received', 'monitor')],
  ])('is left alone %s', async (_, options) => {
    const running = await start(options);

    await running.respond({ name: 'one', input: hubEvent(IMPORTED, [asffCopy()]) });

    expect(updates(running)).toEqual([]);
  });

  it('is left alone where the hub is of an account that is not ours', async () => {
    const running = await start();
    const hub = { ...HUB, account: '999988887777' };

    await running.respond({ name: 'one', input: hubEvent(IMPORTED, [asffCopy()], hub) });

    expect(updates(running)).toEqual([]);
  });
});

describe('a case whose finding came from GuardDuty', () => {
  it.each([
    ['received', []],
    ['received-and-guardduty', ['BatchUpdateFindings']],
  ])('annotates the copy in Security Hub by policy: %s', async (notes, expected) => {
    const running = await start(withNotes(notes));

    await running.respond({ name: 'one', input: finding });

    expect(updates(running)).toEqual(expected);
  });

  it('annotates a copy that came through Security Hub while it was open', async () => {
    const running = await start();
    const copy = hubEvent(IMPORTED, [asffCopy()]);

    await Promise.all([
      running.respond({ name: 'one', input: finding }),
      running.respond({ name: 'two', input: copy }),
    ]);

    expect(updates(running)).toEqual(['BatchUpdateFindings']);
  });

  it('annotates a copy that came when the case had closed, and draws no second report', async () => {
    const running = await start();
    await running.respond({ name: 'one', input: finding });
    const writes = () => running.simulator.calls.filter(({ resource = '' }) => resource.endsWith('report.html')).length;
    const before = writes();

    const late = await running.respond({ name: 'two', input: hubEvent(IMPORTED, [asffCopy()]) });
    await running.respond({ name: 'three', input: hubEvent(IMPORTED, [asffCopy()]) });

    expect(late).toMatchObject({ status: 'SUCCEEDED', output: { plan: { decision: 'publish' } } });
    expect(updates(running)).toEqual(['BatchUpdateFindings']);
    expect(asffNote(running)).toMatchObject({ UpdatedBy: 'flowtrap' });
    expect([before, writes()]).toEqual([1, 1]);
  });
});
