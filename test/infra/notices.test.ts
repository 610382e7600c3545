import { describe, expect, it } from 'vitest';
import { grades } from '../../functions/lib/domain/grade.ts';
import { notices } from '../../infra/lib/alerts/notice-patterns.ts';
import { parseConfig } from '../../infra/lib/config/config.ts';
import { caseEvents } from '../../infra/lib/names.ts';
import { watchInput } from '../../infra/lib/triggers/watch-input.ts';
import { matches } from './support/event-pattern.ts';

describe('notices', () => {
  const told = (event: object): readonly string[] =>
    notices({ respond: 'arn:respond', upkeep: ['arn:retire', 'arn:close-lost'] })
      .filter(({ pattern }) => matches(pattern, event))
      .map(({ id }) => id);
  const closed = (grade: string, more: object = {}) => ({
    source: 'flowtrap',
    'detail-type': caseEvents.closed,
    detail: { grade, ...more },
  });
  const ended = (stateMachineArn: string, status: string, more: object = {}) => ({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { stateMachineArn, status, ...more },
  });

  it.each(grades.map((grade) => [grade]))('tell of %s unless it is a good end', (grade) => {
    const good = grade === 'COMPLETE' || grade === 'EMPTY';
    expect(told(closed(grade))).toEqual(good ? [] : ['case-needs-attention']);
  });

  it.each([
    ['arn:respond', 'FAILED', 1],
    ['arn:retire', 'TIMED_OUT', 1],
    ['arn:respond', 'ABORTED', 1],
    ['arn:respond', 'SUCCEEDED', 0],
    ['arn:respond', 'RUNNING', 0],
    ['arn:other', 'FAILED', 0],
  ])('tell of an execution of %s that ended %s %d times', (arn, status, count) => {
    expect(told(ended(arn, status))).toHaveLength(count);
  });

  it.each([
    ['its event, when the failure was recorded', 'FAILED', { error: 'CaseFailed' }, 'NEEDS_OPERATOR', {}],
    [
      'its execution, when it was not, and not again by the sweep',
      'FAILED',
      { error: 'CaseNotRecorded' },
      'NEEDS_OPERATOR',
      { toldAs: 'FAILED' },
    ],
    ['its execution, when AWS gives no error', 'TIMED_OUT', { error: null }, 'NEEDS_OPERATOR', { toldAs: 'TIMED_OUT' }],
    ['its execution, when a person stopped it', 'ABORTED', {}, 'PARTIAL', { toldAs: 'ABORTED' }],
    ['its event, when the execution ended well', 'SUCCEEDED', {}, 'PARTIAL', {}],
    ['its event, when AWS knows no execution any more', 'RUNNING', {}, 'NEEDS_OPERATOR', {}],
  ])('tell of a case exactly once: by %s', (_, status, end, grade, more) => {
    expect([...told(ended('arn:respond', status, end)), ...told(closed(grade, more))]).toHaveLength(1);
  });

  it('never carry the text of a trigger', () => {
    const paths = notices({ respond: 'arn:respond', upkeep: [] }).flatMap((notice) => Object.values(notice.paths));

    expect(paths.filter((path) => /input|output|cause|reason/i.test(path))).toEqual([]);
  });
});

describe('the input of a watch', () => {
  it('is what the schedule reader takes, with the time that it was due', () => {
    const [watch] = parseConfig({
      policy: {
        schedules: [
          { name: 'db', expression: 'rate(1 hour)', subjects: ['eni-0a'], peers: ['198.51.100.0/24'], ports: [443] },
        ],
      },
    }).policy.schedules;

    expect(watch && JSON.parse(watchInput(watch))).toEqual({
      source: 'schedule',
      watch: 'db',
      scheduledTime: '<aws.scheduler.scheduled-time>',
      subjects: ['eni-0a'],
      peers: ['198.51.100.0/24'],
      ports: [443],
      protocols: [6, 17],
    });
  });
});
