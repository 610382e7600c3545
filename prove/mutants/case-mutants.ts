import type { Mutant } from './mutant.ts';

/** Bugs of opening, recording, closing and telling cases, and of leases. */
export const caseMutants: readonly Mutant[] = [
  {
    name: 'a repeat of a trigger opens the case again',
    file: 'functions/plan-case/plan-case.ts',
    find: 'if (owner.executionArn !== executionArn) return await join(deps, planning, COPY);',
    replace: '',
  },
  {
    name: 'a repeat of a trigger is not recorded',
    file: 'functions/plan-case/planning.ts',
    find: "await sight(deps, planning, laterTriggerKey(planning), { outcome: 'joined', reason });",
    replace: '',
  },
  {
    name: 'evidence may be overwritten',
    file: 'functions/lib/adapters/s3-evidence-store.ts',
    find: "IfNoneMatch: '*',",
    replace: '',
  },
  {
    name: 'a closed case is not told to anybody',
    file: 'functions/close-case/close-case.ts',
    find: 'await deps.events.closed({',
    replace: 'if (caseId.length < 3) await deps.events.closed({',
  },
  {
    name: 'a manifest that could not be signed passes as signed',
    file: 'functions/close-case/write-package.ts',
    find: "await putFirst(evidence, keyOf('manifest.sig')",
    replace: "await putFirst(evidence, keyOf('manifest.sig.later')",
  },
  {
    name: 'a round that needs an operator counts as whole',
    file: 'functions/lib/domain/grade-case.ts',
    find: "grade === 'COMPLETE' || grade === 'EMPTY';",
    replace: "grade === 'COMPLETE' || grade === 'EMPTY' || grade === 'NEEDS_OPERATOR';",
  },
  {
    name: 'the sweeper records a deletion that it did not make',
    file: 'functions/retire-flow-logs/retire-lease.ts',
    find: 'return await flowLogs.delete(at, lease.flowLogId);',
    replace: "return 'deleted';",
  },
  {
    name: 'a failure to plan ends as success',
    file: 'state-machines/respond.asl.json',
    find: '"Next": "RecordFailureBeforeCase"\n        }\n      ],',
    replace: '"Next": "Done"\n        }\n      ],',
  },
  {
    name: 'a claim that somebody else holds counts as ours',
    file: 'functions/lib/adapters/dynamo-record-table.ts',
    find: "const condition = { ConditionExpression: 'attribute_not_exists(pk)' };\n      return (await put(record, indexes, condition)) || (await isOurs(record));",
    replace:
      "const condition = { ConditionExpression: 'attribute_not_exists(pk)' };\n      return (await put(record, indexes, condition)) || record.revision === 1;",
  },
  {
    name: 'an execution that was stopped counts as running',
    file: 'functions/lib/adapters/sfn-executions.ts',
    find: '(end) => end === status)',
    replace: "(end) => end === status && end !== 'ABORTED')",
  },
  {
    name: 'a case is off the list before anybody was told',
    file: 'functions/lib/records/case-store.ts',
    find: '(record.closedEventAtMs !== undefined && record.grade)',
    replace: 'record.grade',
  },
  {
    name: 'a request that was answered opens the case after all',
    file: 'functions/lib/domain/case-openings.ts',
    find: ' || answered?.includes(executionArn)',
    replace: '',
  },
  {
    name: 'a case that is open is opened again',
    file: 'functions/lib/domain/case-openings.ts',
    find: "if (status !== 'CLOSED') return undefined;",
    replace: '',
  },
  {
    name: 'a manifest forgets the one before it',
    file: 'functions/lib/domain/manifest.ts',
    find: 'earlier.findLast((end) => end.manifestSha256 !== undefined)?.manifestSha256 ?? null',
    replace: 'null',
  },
];
