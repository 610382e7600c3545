import type { Mutant } from './mutant.ts';

/** Bugs of taking slots, firing, reading back and collecting. */
export const captureMutants: readonly Mutant[] = [
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
    find: "held(starts, { by: 'target', maximum, severity }, nowMs);",
    replace: "held(starts, { by: 'target', maximum: maximum * 1_000, severity }, nowMs);",
  },
  {
    name: 'the bound on an account is not kept',
    file: 'functions/lib/domain/capture-bounds.ts',
    find: "held(starts, { by: 'account', maximum, severity }, nowMs);",
    replace: "held(starts, { by: 'account', maximum: maximum * 1_000, severity }, nowMs);",
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
    name: 'filters leave the subject open',
    file: 'functions/lib/domain/flow-filter-api.ts',
    find: '...(filter.source === undefined ? {} : { SourceAddress: { AddressDefinition: filter.source } }),',
    replace: '',
  },
];
