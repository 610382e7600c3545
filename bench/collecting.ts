import { childOf, middle, rounded } from './child.ts';
import { median, type Row, times } from './row.ts';

const MANY = 1_000_000;
const FEW = 100_000;

/** A million flows through the real collecting step, each run in a process of its own; network and disk are left out. The floor parses the same pages. */
export const benchCollecting = async (repeats: number): Promise<readonly Row[]> => {
  const runOnce = await childOf('collect-child');
  const runs = Array.from({ length: repeats }, () => ({
    floor: runOnce('floor', MANY),
    many: runOnce('collect', MANY),
    few: runOnce('collect', FEW),
  }));
  const floor = middle(runs.map((run) => run.floor));
  const many = middle(runs.map((run) => run.many));
  const ratio = median(runs.map((run) => run.many.seconds / run.floor.seconds));
  const growth = median(runs.map((run) => run.many.seconds / run.few.seconds / (MANY / FEW)));
  const group = 'collecting';
  return [
    {
      group,
      what: '1,000,000 flows, stored, normalised, gzipped',
      ours: rounded(many),
      floor: rounded(floor),
      ratio: times(ratio),
      target: '≤ 4 × parsing alone',
      met: ratio <= 4,
    },
    { group, what: 'peak memory', ours: `${Math.ceil(many.peakMb)} MB`, target: '≤ 256 MB', met: many.peakMb <= 256 },
    {
      group,
      what: 'time a flow, of 1,000,000 over of 100,000',
      ours: times(growth),
      target: '≤ 1.20 × (linear)',
      met: growth <= 1.2,
    },
  ];
};
