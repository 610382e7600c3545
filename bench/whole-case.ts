import { childOf, type Measured, middle, rounded } from './child.ts';
import { median, type Row, times } from './row.ts';

const LIMIT_MB = 512;
/** As much heap as Node takes in a function of that size; the process itself is measured against the whole. */
const HEAP = '--max-old-space-size=460';

const MANY = 100_000;
const FEW = 50_000;

/** The worst peak counts: it must fit every time. */
const worst = (runs: readonly Measured[]): Measured => ({
  seconds: middle(runs).seconds,
  peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
});

/** A case of 100,000 conversations by the real steps, from the pages to the report, in one process; the network is left
 * out, the disk is not. Seconds are the processor's. The floor parses the same pages. */
export const benchWholeCase = async (repeats: number): Promise<readonly Row[]> => {
  const runOnce = await childOf('whole-case-child', [HEAP]);
  const runs = Array.from({ length: repeats }, () => ({
    floor: runOnce('floor', MANY),
    many: runOnce('case', MANY),
    few: runOnce('case', FEW),
  }));
  const many = worst(runs.map((run) => run.many));
  const growth = median(runs.map((run) => run.many.seconds / run.few.seconds / (MANY / FEW)));
  const group = 'case';
  return [
    {
      group,
      what: '100,000 flows: pages, NDJSON, Parquet, manifest, report',
      ours: rounded(many),
      floor: rounded(worst(runs.map((run) => run.floor))),
      ratio: times(median(runs.map((run) => run.many.seconds / run.floor.seconds))),
      target: 'stated: × parsing alone',
    },
    {
      group,
      what: 'peak memory, all steps in one process',
      ours: `${Math.ceil(many.peakMb)} MB`,
      target: `≤ ${LIMIT_MB} MB`,
      met: many.peakMb <= LIMIT_MB,
    },
    {
      group,
      what: 'time a flow, of 100,000 over of 50,000',
      ours: times(growth),
      target: '≤ 1.20 × (linear)',
      met: growth <= 1.2,
    },
  ];
};
