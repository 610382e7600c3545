import { collectFlows } from '../../../functions/collect-flows/collect-flows.ts';
import { collectLimits } from '../../../functions/collect-flows/collection.ts';
import type { CaptureRecord } from '../../../functions/lib/domain/capture.ts';
import type { Flow } from '../../../functions/lib/domain/flow.ts';
import { readFlows } from '../../../functions/lib/evidence/flows-file.ts';
import type { FlowOperations, ResultsPage } from '../../../functions/lib/ports/flow-operations.ts';
import { caseStore } from '../../../functions/lib/records/case-store.ts';
import { memoryEvidenceStore } from '../../fakes/memory-evidence-store.ts';
import { memoryRecordTable } from '../../fakes/memory-record-table.ts';
import { apiRow, CAPTURE_KEY, CASE_ID, captureRecord, handClock, START_MS, silentLog } from './fixtures.ts';

export type PageChange = Partial<ResultsPage>;

/** Rows of page `number`, each with a peer of its own. */
export const rowsOf = (number: number, count = 2) =>
  Array.from({ length: count }, (_, index) =>
    apiRow('10.0.1.10', `198.${18 + Math.floor(number / 256)}.${number % 256}.${index + 1}`),
  );

/** A page of a completed operation. */
export const page = (rows: readonly unknown[], changes: PageChange = {}): ResultsPage => {
  const { nextToken, ...rest } = { status: 'COMPLETED', requestedAtMs: START_MS + 2_000, ...changes } as const;
  const body = { FlowOperationStatus: rest.status, Flows: rows, ...(nextToken ? { NextToken: nextToken } : {}) };
  return { bytes: Buffer.from(JSON.stringify(body)), flows: rows, ...rest, ...(nextToken ? { nextToken } : {}) };
};

/** A result of `count` pages that link to each other by token. */
export const chain = (count: number): readonly ResultsPage[] =>
  Array.from({ length: count }, (_, index) =>
    page(rowsOf(index + 1), index + 1 < count ? { nextToken: `t${index + 2}` } : {}),
  );

type Answer = (nextToken: string | undefined, call: number) => ResultsPage | undefined;

/** Each page for its token. */
export const byToken =
  (pages: readonly ResultsPage[]): Answer =>
  (nextToken) =>
    pages[nextToken ? Number(nextToken.slice(1)) - 1 : 0];

/** How AWS refuses a token. */
export const invalidRequest = (): Error => Object.assign(new Error('bad token'), { name: 'InvalidRequestException' });

/** A round to be collected from an operation that answers so. */
export const setUp = async (answer: Answer, changes: Partial<CaptureRecord> = {}, limits = {}) => {
  const table = memoryRecordTable();
  const cases = caseStore(table);
  const evidence = memoryEvidenceStore();
  const clock = handClock(START_MS + 10_000);
  let calls = 0;
  const unused = () => Promise.reject(new Error('not part of collecting'));
  const operations: FlowOperations = {
    start: unused,
    describe: unused,
    list: unused,
    resultsPage: async (_, __, nextToken) => {
      calls += 1;
      return answer(nextToken, calls);
    },
  };
  await cases.createCapture(captureRecord(changes));
  const input = { caseId: CASE_ID, captureKey: CAPTURE_KEY, round: 1 };
  const deps = { cases, evidence, operations, clock, log: silentLog, limits: { ...collectLimits, ...limits } };
  const run = collectFlows(deps);
  return {
    deps,
    cases,
    evidence,
    clock,
    run: () => run(input),
    record: () => cases.getCapture(input),
    calls: () => calls,
    flows: async (): Promise<readonly Flow[]> => {
      const { collection } = await cases.getCapture(input);
      const bytes = await evidence.get(collection?.flowsKey ?? '');
      const flows: Flow[] = [];
      if (bytes) for await (const flow of readFlows(bytes)) flows.push(flow);
      return flows;
    },
  };
};

/** Where the evidence of that round is. */
export const PREFIX = `cases/${CASE_ID}/captures/${CAPTURE_KEY}-r1`;
