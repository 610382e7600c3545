import { performance } from 'node:perf_hooks';
import { collectFlows } from '../functions/collect-flows/collect-flows.ts';
import { collectLimits } from '../functions/collect-flows/collection.ts';
import { caseStore } from '../functions/lib/records/case-store.ts';
import { memoryRecordTable } from '../test/fakes/memory-record-table.ts';
import { captureRecord, handClock, silentLog } from '../test/unit/evidence/fixtures.ts';
import { operationsOf, pageBodies, pagesFor, parseAll } from './flow-pages.ts';
import { sharedEvidence } from './shared-evidence.ts';

const bodies = pageBodies();

/** Collects a whole round with the real use case: every turn, every page stored and read back, the flows file written. */
const collectAll = async (pages: number): Promise<number> => {
  const cases = caseStore(memoryRecordTable());
  const record = captureRecord();
  await cases.createCapture(record);
  const clock = handClock();
  const run = collectFlows({
    cases,
    evidence: sharedEvidence(),
    operations: operationsOf(bodies, pages),
    clock,
    log: silentLog,
    limits: collectLimits,
  });
  while ((await run(record)).next === 'collect-more');
  const { collection } = await cases.getCapture(record);
  return collection?.flowCount ?? 0;
};

const flows = Number(process.argv[3]);
const work =
  process.argv[2] === 'floor' ? async (pages: number) => parseAll(bodies, pages) : (pages: number) => collectAll(pages);
const start = performance.now();
const found = await work(pagesFor(flows));
const seconds = (performance.now() - start) / 1_000;
if (found !== flows) throw new Error(`${found} flows of ${flows}`);
process.stdout.write(JSON.stringify({ seconds, peakMb: process.resourceUsage().maxRSS / 1_024 }));
