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
  /** Lines of the message; `<name>` stands for a path. What a path finds is text without quotes and always there. */
  readonly lines: readonly string[];
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
  paths: {
    caseId: '$.detail.caseId',
    grade: '$.detail.grade',
    meaning: '$.detail.meaning',
    why: '$.detail.why',
    flows: '$.detail.flowCount',
    closedAt: '$.detail.closedAt',
    account: '$.account',
    region: '$.region',
  },
  lines: [
    'Flowtrap closed a case as <grade>: <meaning>.',
    'Why: <why>',
    'Case <caseId>, closed <closedAt> in account <account>, <region>, with <flows> conversations.',
    'Look at it: flowtrap show <caseId>',
    'Take its evidence and report: flowtrap export <caseId> evidence/',
  ],
};

const executionFailed = (machineArns: readonly string[]): Notice => ({
  id: 'execution-failed',
  description: 'Every execution that did not end by itself: failed, timed out or stopped.',
  pattern: {
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: { stateMachineArn: machineArns, status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
  },
  paths: {
    execution: '$.detail.executionArn',
    name: '$.detail.name',
    status: '$.detail.status',
    account: '$.account',
    region: '$.region',
  },
  lines: [
    'A Flowtrap execution ended <status> in account <account>, <region>: <name>.',
    'What it was doing may be unfinished.',
    'See where it stopped: aws stepfunctions get-execution-history --reverse-order --max-items 20 --execution-arn <execution>',
    'Find its case: flowtrap cases',
    'Once the cause is gone, within 14 days: aws stepfunctions redrive-execution --execution-arn <execution>',
  ],
});

/** What people are told at once. */
export const notices = (machineArns: readonly string[]): readonly Notice[] => [
  caseNeedsAttention,
  executionFailed(machineArns),
];
