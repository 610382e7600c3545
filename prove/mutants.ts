/** A bug that is put into a copy of the product: the first occurrence of `find` becomes `replace`. */
export interface Mutant {
  readonly name: string;
  /** Below the repository's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Bugs that somebody could write, one at a time. Each must be caught by the schedules that prove the product. */
export const mutants: readonly Mutant[] = [
  {
    name: 'an unknown outcome is read back at once',
    file: 'functions/lib/domain/capture-timing.ts',
    find: 'export const SETTLE_MS = FIRE_WINDOW_MS + REQUEST_LIFE_MS + LISTING_LAG_MS + CLOCK_SKEW_MS + 5_000;',
    replace: 'export const SETTLE_MS = 0;',
  },
  {
    name: 'settling forgets how late a listing is',
    file: 'functions/lib/domain/capture-timing.ts',
    find: 'FIRE_WINDOW_MS + REQUEST_LIFE_MS + LISTING_LAG_MS + CLOCK_SKEW_MS + 5_000;',
    replace: 'REQUEST_LIFE_MS;',
  },
  {
    name: 'reading back adopts nothing and fires again',
    file: 'functions/start-capture/read-back.ts',
    find: 'if (ours) {',
    replace: 'if (ours && operation.shot > MAX_SHOTS) {',
  },
  {
    name: 'reading back adopts whatever it finds',
    file: 'functions/start-capture/read-back.ts',
    find: 'described.minimumFlowAgeSeconds === operation.minimumFlowAgeSeconds &&',
    replace: 'operation.shot > 0 ||',
  },
  {
    name: 'a slot is taken without its fence',
    file: 'functions/lib/records/slot-store.ts',
    find: 'revision === 0 ? await table.create(slotKey(next), body) : await table.replace(slotKey(next), revision, body);',
    replace:
      'revision === 0 ? await table.create(slotKey(next), body) : await table.replace(slotKey(next), (await table.get(slotKey(next)))?.revision ?? revision, body);',
  },
  {
    name: 'there is no fire window',
    file: 'functions/start-capture/fire.ts',
    find: 'deps.clock.nowMs() - operation.intentAtMs <= FIRE_WINDOW_MS;',
    replace: 'deps.clock.nowMs() - operation.intentAtMs <= FIRE_WINDOW_MS * 1_000_000;',
  },
  {
    name: 'the fire window is not looked at right before sending',
    file: 'functions/lib/adapters/nfw-flow-operations.ts',
    find: 'if (!mayStillSend()) throw',
    replace: 'if (!mayStillSend() && args === undefined) throw',
  },
  {
    name: 'the batch is made from what was read before the slot',
    file: 'functions/start-capture/take-slot.ts',
    find: '(isSameCapture(waiter, mine) ? current :',
    replace: '(isSameCapture(waiter, mine) && current ? mine :',
  },
  {
    name: 'the bound on a target is not kept',
    file: 'functions/lib/domain/capture-bounds.ts',
    find: "held(starts, { by: 'target', maximum: bounds.maximumPerTargetHour }, nowMs);",
    replace: "held(starts, { by: 'target', maximum: bounds.maximumPerTargetHour * 1_000 }, nowMs);",
  },
  {
    name: 'the bound on an account is not kept',
    file: 'functions/lib/domain/capture-bounds.ts',
    find: "held(starts, { by: 'account', maximum }, nowMs);",
    replace: "held(starts, { by: 'account', maximum: maximum * 1_000 }, nowMs);",
  },
  {
    name: 'a start that somebody else counted first is not counted',
    file: 'functions/start-capture/fire-intent.ts',
    find: 'const late = counted ? undefined : await countAgain(deps, firing);',
    replace: 'const late = counted || next ? undefined : await countAgain(deps, firing);',
  },
  {
    name: 'starts are forgotten when a slot is freed',
    file: 'functions/lib/domain/slot.ts',
    find: 'starts: slot.starts,',
    replace: 'starts: noStarts,',
  },
  {
    name: 'starts are forgotten before the hour is over',
    file: 'functions/lib/domain/capture-starts.ts',
    find: '(minute + 1) * MINUTE_MS + COUNTED_FOR_MS;',
    replace: '(minute + 1) * MINUTE_MS + COUNTED_FOR_MS / 2;',
  },
  {
    name: 'a slot is freed before its members know their operation',
    file: 'functions/lib/slots/hand-over.ts',
    find: 'if (operation.operationId !== undefined) await handOver',
    replace: 'if (operation.operationId === undefined) await handOver',
  },
  {
    name: 'only the first page is collected',
    file: 'functions/collect-flows/read-page.ts',
    find: "return page.nextToken ? { outcome: 'read', attempt: grown } :",
    replace: "return page.nextToken === '' ? { outcome: 'read', attempt: grown } :",
  },
  {
    name: 'an operation that ended with errors counts as complete',
    file: 'functions/lib/domain/grade-round.ts',
    find: "round.operationStatus === 'COMPLETED' ? []",
    replace: "round.operationStatus !== 'FAILED' ? []",
  },
  {
    name: 'flows of a shared operation are not told apart',
    file: 'functions/collect-flows/write-flows.ts',
    find: 'sharedBy > 1 ?',
    replace: 'sharedBy > 100 ?',
  },
  {
    name: 'a repeat of a trigger opens the case again',
    file: 'functions/plan-case/plan-case.ts',
    find: 'if (owner.executionArn !== executionArn) return await join(deps, planning);',
    replace: "if (owner.executionArn === '') return await join(deps, planning);",
  },
  {
    name: 'a repeat of a trigger is not recorded',
    file: 'functions/plan-case/plan-case.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is a piece of source text
    find: "await sight(deps, planning, caseKeyOf(caseId, `triggers/${raw.sha256}.json`), { outcome: 'joined', reason });",
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
    find: "await putFirst(evidence, caseKeyOf(caseId, 'manifest.sig')",
    replace: "await putFirst(evidence, caseKeyOf(caseId, 'manifest.sig.later')",
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
    name: 'a failure to close ends as success',
    file: 'state-machines/respond.asl.json',
    find: '"Next": "RecordFailure"\n        },\n        {\n          "ErrorEquals": ["States.ALL"],\n          "ResultPath": "$.failure",\n          "Next": "RecordFailure"\n        }\n      ],\n      "Next": "Done"',
    replace:
      '"Next": "Done"\n        },\n        {\n          "ErrorEquals": ["States.ALL"],\n          "ResultPath": "$.failure",\n          "Next": "Done"\n        }\n      ],\n      "Next": "Done"',
  },
  {
    name: 'a failure to plan ends as success',
    file: 'state-machines/respond.asl.json',
    find: '"Next": "RecordFailureBeforeCase"\n        }\n      ],',
    replace: '"Next": "Done"\n        }\n      ],',
  },
  {
    name: 'filters leave the subject open',
    file: 'functions/lib/domain/flow-filter-api.ts',
    find: '...(filter.source === undefined ? {} : { SourceAddress: { AddressDefinition: filter.source } }),',
    replace: '',
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
