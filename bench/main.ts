import { availableParallelism, cpus, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { benchBundles } from './bundles.ts';
import { benchCollecting } from './collecting.ts';
import { benchCost } from './cost.ts';
import { benchEdits } from './edits.ts';
import { benchFirstCalls } from './first-call.ts';
import { benchHops } from './hops.ts';
import { benchPlanning } from './planning.ts';
import type { Row } from './row.ts';
import { benchStorm } from './storm.ts';
import { tableOf } from './table.ts';
import { benchWholeCase } from './whole-case.ts';

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

const sections: Readonly<Record<string, (repeats: number) => Promise<readonly Row[]>>> = {
  bundles: (repeats) => benchBundles(repeats),
  edits: () => benchEdits(),
  'first-call': (repeats) => benchFirstCalls(repeats),
  hops: () => benchHops(),
  planning: (repeats) => benchPlanning(repeats * 2),
  collecting: (repeats) => benchCollecting(Math.max(1, Math.floor(repeats / 3))),
  case: (repeats) => benchWholeCase(Math.max(1, Math.floor(repeats / 3))),
  cost: () => benchCost(),
  storm: () => benchStorm(),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, repeats: { type: 'string', default: '9' } },
});

const machine = {
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  loadAverage: loadavg().map((load) => Number(load.toFixed(1))),
};

const wanted = positionals.length > 0 ? positionals : Object.keys(sections);
const rows: Row[] = [];
const started = performance.now();
for (const name of wanted) rows.push(...((await sections[name]?.(Number(values.repeats))) ?? []));
const seconds = Math.round((performance.now() - started) / 1_000);
const missed = rows.filter(({ met }) => met === false);

if (values.json) process.stdout.write(`${JSON.stringify({ machine, seconds, rows }, null, 2)}\n`);
else {
  process.stdout.write(`node ${machine.node}, ${machine.processor}, ${machine.cores} cores, ${machine.platform}\n`);
  process.stdout.write(`load average ${machine.loadAverage.join(', ')}; medians of ${values.repeats} repeats\n\n`);
  process.stdout.write(tableOf(rows));
  process.stdout.write(`\n${rows.length - missed.length} of ${rows.length} met or stated, in ${seconds} s\n`);
}
