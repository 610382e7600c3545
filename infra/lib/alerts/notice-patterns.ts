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
    detail: {
      grade: grades.filter((grade) => !goodEnds.includes(grade)),
      // The end of its execution was told when it happened.
      toldAs: [{ exists: false }],
    },
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

const statusChange = (machineArns: readonly string[]) => ({
  source: ['aws.states'],
  'detail-type': ['Step Functions Execution Status Change'],
  detail: { stateMachineArn: machineArns, status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
});

const executionPaths = {
  execution: '$.detail.executionArn',
  name: '$.detail.name',
  status: '$.detail.status',
  account: '$.account',
  region: '$.region',
};

const whereItStopped =
  'See where it stopped: aws stepfunctions get-execution-history --reverse-order --max-items 20 --execution-arn <execution>';

/** The error of the state that ends a case whose record was closed: its event has told of it. Where an event of AWS does
 * not name the error, it is told all the same: better twice than never. */
const RECORDED_FAILURE = 'CaseFailed';

const executionEnded = (respondArn: string): Notice => {
  const { detail, ...pattern } = statusChange([respondArn]);
  const errors = [{ exists: false }, null, { 'anything-but': [RECORDED_FAILURE] }];
  return {
    id: 'execution-ended',
    description: 'Every execution of respond that ended without closing its case: failed, timed out or stopped.',
    pattern: { ...pattern, detail: { ...detail, $or: errors.map((error) => ({ error: [error] })) } },
    paths: executionPaths,
    lines: [
      'A Flowtrap execution ended <status> in account <account>, <region>: <name>.',
      'What it was doing is unfinished. Its case is closed within half an hour, with what it has.',
      whereItStopped,
      'Find its case: flowtrap cases',
    ],
  };
};

const upkeepFailed = (machineArns: readonly string[]): Notice => ({
  id: 'upkeep-failed',
  description: 'Every execution of upkeep that failed, timed out or was stopped.',
  pattern: statusChange(machineArns),
  paths: executionPaths,
  lines: [
    'Flowtrap upkeep ended <status> in account <account>, <region>: <name>.',
    'The next run, within 15 minutes, starts afresh.',
    whereItStopped,
  ],
});

export interface NoticeScope {
  readonly respond: string;
  /** Machines that keep things in order by schedule. */
  readonly upkeep: readonly string[];
}

/** What people are told at once. */
export const notices = ({ respond, upkeep }: NoticeScope): readonly Notice[] => [
  caseNeedsAttention,
  executionEnded(respond),
  upkeepFailed(upkeep),
];
