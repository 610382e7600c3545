import { performance } from 'node:perf_hooks';
import { collectFlows } from '../functions/collect-flows/collect-flows.ts';
import { collectLimits } from '../functions/collect-flows/collection.ts';
import type { FlowOperations } from '../functions/lib/ports/flow-operations.ts';
import { caseStore } from '../functions/lib/records/case-store.ts';
import { memoryRecordTable } from '../test/fakes/memory-record-table.ts';
import { captureRecord, handClock, silentLog } from '../test/unit/evidence/fixtures.ts';
import { pageBodies, pagesFor, parseBody, resultsPage } from './flow-pages.ts';
import { sharedEvidence } from './shared-evidence.ts';

const bodies = pageBodies();

/** Parses every page and forgets it. */
const parseAll = (pages: number): number => {
  let flows = 0;
  for (let page = 0; page < pages; page += 1)
    flows += parseBody(bodies[page % bodies.length] ?? new Uint8Array()).length;
  return flows;
};

const operationsOf = (pages: number): FlowOperations => {
  const unused = () => Promise.reject(new Error('not part of collecting'));
  return {
    start: unused,
    describe: unused,
    list: unused,
    resultsPage: async (_, __, token = '0') => resultsPage(bodies, Number(token), pages),
  };
};

/** Collects a whole round with the real use case: every turn, every page stored and read back, the flows file written. */
const collectAll = async (pages: number): Promise<number> => {
  const cases = caseStore(memoryRecordTable());
  const record = captureRecord();
  await cases.createCapture(record);
  const clock = handClock();
  const run = collectFlows({
    cases,
    evidence: sharedEvidence(),
    operations: operationsOf(pages),
    clock,
    log: silentLog,
    limits: collectLimits,
  });
  while ((await run(record)).next === 'collect-more');
  const { collection } = await cases.getCapture(record);
  return collection?.flowCount ?? 0;
};

const flows = Number(process.argv[3]);
const work = process.argv[2] === 'floor' ? parseAll : collectAll;
const start = performance.now();
const found = await work(pagesFor(flows));
const seconds = (performance.now() - start) / 1_000;
if (found !== flows) throw new Error(`${found} flows of ${flows}`);
process.stdout.write(JSON.stringify({ seconds, peakMb: process.resourceUsage().maxRSS / 1_024 }));
