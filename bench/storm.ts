import { isStorm, type StormReport, type StormSize } from '../prove/stages/storm.ts';
import { startWorkers } from '../prove/workers.ts';
import { type Row, times } from './row.ts';

/** The storm of `npm run prove -- --short`: the long one, of 10,000 findings, takes a quarter of an hour. */
const SIZE: StormSize = { findings: 250, minutes: 1 };

const root = new URL('..', import.meta.url).href;

const play = async (): Promise<StormReport> => {
  const workers = startWorkers(1);
  try {
    return await workers.run(
      { stage: 'storm', storm: SIZE, root, seed: 1, rounds: 2, points: 0, from: 0, to: 0 },
      isStorm,
    );
  } finally {
    await workers.close();
  }
};

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** Many distinct findings in a minute on 24 slots, through the real handlers and machines, in simulated time. */
export const benchStorm = async (): Promise<readonly Row[]> => {
  const report = await play();
  const group = 'storm';
  return [
    {
      group,
      what: `${report.findings} findings in ${SIZE.minutes} min, ${report.cases} cases: operations for ${report.served} rounds`,
      ours: String(report.operations),
      floor: `${report.fewestOperations} (20 filters each)`,
      ratio: times(report.operations / report.fewestOperations),
      target: 'stated: × theoretical minimum',
    },
    {
      group,
      what: 'event to first capture, simulated: p99',
      ours: seconds(report.firstCapture.p99Ms),
      floor: `${seconds(report.firstCapture.p50Ms)} (p50)`,
      target: 'stated',
    },
    { group, what: 'peak memory, the simulated AWS included', ours: `${report.peakMemoryMb} MB`, target: 'stated' },
    {
      group,
      what: 'promises broken',
      ours: String(report.violations.length),
      target: '0',
      met: report.violations.length === 0,
    },
  ];
};
