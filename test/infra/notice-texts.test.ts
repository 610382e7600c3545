import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainLine } from '../../functions/close-case/closed-event.ts';
import { caseClosedSchema } from '../../functions/lib/contracts/case-closed.ts';
import { type Grade, grades } from '../../functions/lib/domain/grade.ts';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import { startLocalStack } from '../../simulator/local-stack.ts';
import beacon from '../../simulator/worlds/beacon.json' with { type: 'json' };
import { transformed } from './support/input-transformer.ts';
import { at, listAt, textOf } from './support/json.ts';
import { fullConfig, templatesOf } from './support/synthesize.ts';
import { ofType } from './support/template.ts';

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

const rules = ofType(templatesOf(fullConfig).stateless.toJSON(), 'AWS::Events::Rule');
const transformerOf = (id: string): unknown =>
  at(
    rules.find(({ properties }) => textOf(at(properties, 'Name')).endsWith(id))?.properties,
    'Targets',
    0,
    'InputTransformer',
  );

/** The event of the shipped finding's case as it was really published, in EventBridge's envelope. */
const closedEvent = async (changes: (event: typeof finding) => void = () => {}) => {
  const stack = await startLocalStack({ world: beacon });
  try {
    const input = structuredClone(finding);
    changes(input);
    await stack.respond({ name: 'one', input });
    const [event] = stack.simulator.events;
    return {
      ...{ version: '0', id: event?.eventId, account: event?.account, region: event?.region, resources: [] },
      ...{ source: event?.source, 'detail-type': event?.detailType, detail: event?.detail },
    };
  } finally {
    await stack.close();
  }
};

let complete: Awaited<ReturnType<typeof closedEvent>>;
let refused: typeof complete;
beforeAll(async () => {
  complete = await closedEvent();
  refused = await closedEvent(({ detail }) => {
    detail.service.action.networkConnectionAction.remoteIpDetails.ipAddressV4 = '"><b>10.0.2.20';
  });
});

describe('the event of a closed case', () => {
  it.each(['complete', 'refused'])('is what its published schema says: %s', (kind) => {
    const { detail } = kind === 'complete' ? complete : refused;
    const published: unknown = JSON.parse(
      readFileSync(new URL('../../docs/case-closed.schema.json', import.meta.url), 'utf8'),
    );

    expect(caseClosedSchema.parse(detail)).toEqual(detail);
    expect(Object.keys(Object(at(published, 'properties')))).toEqual(
      expect.arrayContaining(Object.keys(Object(detail))),
    );
    expect(Object.keys(Object(detail))).toEqual(expect.arrayContaining(listAt(published, 'required').map(textOf)));
  });

  it('names the manifest and where the report will be', () => {
    const { caseId } = caseClosedSchema.parse(complete.detail);

    expect(complete.detail).toMatchObject({
      grade: 'COMPLETE',
      evidenceBucket: 'flowtrap-evidence',
      manifestKey: `cases/${caseId}/manifest.json`,
      reportKey: `cases/${caseId}/report.html`,
    });
  });
});

describe('the notice of a case', () => {
  const noticeOf = (event: unknown): readonly string[] => transformed(transformerOf('case-needs-attention'), event);

  it('tells a person what happened, why, and what to run', () => {
    const { caseId, closedAt } = caseClosedSchema.parse(refused.detail);

    expect(noticeOf(refused)).toEqual([
      'Flowtrap closed a case as REFUSED: nothing was captured: the trigger gave no filter that is narrow and safe enough.',
      expect.stringMatching(/^Why: detail\.service\.action\.networkConnectionAction\.remoteIpDetails\.ipAddressV4 /),
      `Case ${caseId}, closed ${closedAt} in account 111122223333, us-east-1, with 0 conversations.`,
      `Look at it: flowtrap show ${caseId}`,
      `Take its evidence and report: flowtrap export ${caseId} evidence/`,
    ]);
  });

  it.each(grades.map((grade): [Grade] => [grade]))('reads well for %s', (grade) => {
    const lines = noticeOf({ ...complete, detail: { ...Object(complete.detail), grade } });

    expect(lines[0]).toMatch(new RegExp(`^Flowtrap closed a case as ${grade}: [a-z].*[a-z]\\.$`));
  });

  it('cannot be ended, marked up or bent by what a reason names', () => {
    const hostile = 'a "quoted" <b>name</b>\n\\u202e\u202e {"x":1} `id` $(id) & more'.repeat(20);

    expect(plainLine(hostile)).toMatch(/^[\w .,:;()%/+=-]{1,300}$/);
    expect(noticeOf({ ...complete, detail: { ...Object(complete.detail), why: plainLine(hostile) } })).toHaveLength(5);
  });
});

describe('the notice of an execution', () => {
  const arn = 'arn:aws:states:us-east-1:111122223333:execution:flowtrap-respond:one';
  /** As AWS sends it (Step Functions developer guide, execution status changes). */
  const ended = (status: string) => ({
    version: '0',
    id: '315c1398-40ff-a850-213b-158f73e60175',
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: '111122223333',
    time: '2026-03-17T09:40:00Z',
    region: 'us-east-1',
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn: 'arn:aws:states:us-east-1:111122223333:stateMachine:flowtrap-respond',
      name: 'one',
      status,
      startDate: 1_773_740_000_000,
      stopDate: 1_773_740_400_000,
      input: '{"a":"\\"text of a trigger"}',
      inputDetails: { included: true },
      output: null,
      outputDetails: null,
    },
  });

  it.each([
    ['execution-ended', 'FAILED', 'A Flowtrap execution'],
    ['execution-ended', 'TIMED_OUT', 'A Flowtrap execution'],
    ['execution-ended', 'ABORTED', 'A Flowtrap execution'],
    ['upkeep-failed', 'FAILED', 'Flowtrap upkeep'],
  ])('%s tells a person that it ended %s and what to run', (id, status, what) => {
    const lines = transformed(transformerOf(id), ended(status));

    expect(lines[0]).toBe(`${what} ended ${status} in account 111122223333, us-east-1: one.`);
    expect(lines.join('\n')).toContain(`get-execution-history --reverse-order --max-items 20 --execution-arn ${arn}`);
    expect(lines.join('\n')).not.toContain('text of a trigger');
  });
});

describe('every notice', () => {
  it('is lines of text for a topic, with a path for each variable', () => {
    const transformers = rules
      .map(({ properties }) => at(properties, 'Targets', 0, 'InputTransformer'))
      .filter((transformer) => transformer !== undefined);

    expect(transformers.length).toBeGreaterThanOrEqual(2);
    for (const transformer of transformers) {
      const used = [...textOf(at(transformer, 'InputTemplate')).matchAll(/<([\w-]+)>/g)].map(([, name = '']) => name);
      const known = Object.keys(Object(at(transformer, 'InputPathsMap')));
      expect(used.filter((name) => !known.includes(name))).toEqual([]);
    }
  });
});
