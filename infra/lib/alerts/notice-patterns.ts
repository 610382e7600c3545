import { type Grade, grades } from '../../../functions/lib/domain/grade.ts';
import { caseEvents } from '../names.ts';
import type { EventPattern } from '../triggers/patterns.ts';

/** What a notice takes from its event, by name, and the text it becomes. Ids and states only: the input of an execution
 * is the trigger's own text, and never leaves by mail. */
export interface Notice {
  readonly id: string;
  readonly description: string;
  readonly pattern: EventPattern;
  readonly paths: Readonly<Record<string, string>>;
  /** One line; `<name>` stands for a path. */
  readonly text: string;
}

const goodEnds: readonly Grade[] = ['COMPLETE', 'EMPTY'];

const caseNeedsAttention: Notice = {
  id: 'case-needs-attention',
  description: 'Every case that ends in another grade than COMPLETE or EMPTY, once.',
  pattern: {
    source: [caseEvents.source],
    'detail-type': [caseEvents.closed],
    detail: { grade: grades.filter((grade) => !goodEnds.includes(grade)) },
  },
  paths: { caseId: '$.detail.caseId', grade: '$.detail.grade', account: '$.account', region: '$.region' },
  text: 'Flowtrap case <caseId> ended <grade> in account <account>, <region>. Its record and manifest say why.',
};

const executionFailed = (machineArns: readonly string[]): Notice => ({
  id: 'execution-failed',
  description: 'Every execution that did not end by itself: failed, timed out or stopped.',
  pattern: {
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: { stateMachineArn: machineArns, status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
  },
  paths: { execution: '$.detail.executionArn', status: '$.detail.status' },
  text: 'Flowtrap execution <execution> ended <status>. Redrive it within 14 days, or close its case.',
});

/** What people are told at once. */
export const notices = (machineArns: readonly string[]): readonly Notice[] => [
  caseNeedsAttention,
  executionFailed(machineArns),
];
