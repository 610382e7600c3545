import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalJson } from '../../functions/lib/domain/canonical-json.ts';
import { readCaseFlows } from '../../functions/lib/evidence/case-flows-file.ts';
import { csvCell, csvLines } from '../../functions/lib/evidence/export-csv.ts';
import { ocsfNetworkActivity } from '../../functions/lib/evidence/export-ocsf.ts';
import { flowsTableColumns } from '../../functions/lib/evidence/parquet/columns.ts';
import { savedQueries, sqlOf } from '../../infra/lib/queries/saved-queries.ts';
import { hostileTexts } from '../support/hostile-text.ts';
import { knownPackages } from './known-cases.ts';

const HOSTILE = 20_000;
const PER_LINE = 4;

const folder = process.argv[2];
if (folder === undefined) throw new TypeError('name a folder to write to');

const write = async (name: string, content: string | Uint8Array): Promise<void> => {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
};

/** Runs the demo as a person does, and finds the package that it leaves. */
const demoPackage = async () => {
  await mkdir(join(folder, 'demo'), { recursive: true });
  const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
  execFileSync(process.execPath, [main, 'demo', '--speed', '100000', '--json'], { cwd: join(folder, 'demo') });
  const kept = join(folder, 'demo/.flowtrap');
  const [caseId = ''] = await readdir(kept);
  const days = join(kept, caseId, 'flows');
  const [day = ''] = await readdir(days);
  const [file = ''] = await readdir(join(days, day));
  return {
    name: 'demo',
    key: `flows/${day}/${file}`,
    flows: await readFile(join(kept, caseId, 'flows.ndjson.gz')),
    table: await readFile(join(days, day, file)),
  };
};

const ocsfContext = {
  caseId: `c-${'a'.repeat(40)}`,
  account: '111122223333',
  region: 'eu-west-1',
  observedAtMs: Date.UTC(2026, 2, 1, 12),
  productVersion: '0.1.0',
};

const packages = await Promise.all([demoPackage(), ...knownPackages()]);
for (const { name, key, flows, table } of packages) {
  // The demo is compared; the answers to the queries are those of the known cases.
  await write(`${name === 'demo' ? 'demo-lake' : 'lake'}/${key}`, table);
  await write(`packages/${name}/flows.ndjson.gz`, flows);
  const read = await Array.fromAsync(readCaseFlows(flows));
  await write(`packages/${name}/flows.csv`, [...csvLines(read)].join(''));
  const events = read.map((flow) => `${canonicalJson(ocsfNetworkActivity(flow, ocsfContext))}\n`);
  await write(`packages/${name}/flows.ocsf.ndjson`, events.join(''));
}
const files = packages.map(({ name, key }) => ({
  name,
  table: `${name === 'demo' ? 'demo-lake' : 'lake'}/${key}`,
}));
await write('packages.json', JSON.stringify(files));
await write('flow.schema.json', await readFile(new URL('../../docs/flow.schema.json', import.meta.url)));
await write('columns.json', JSON.stringify(flowsTableColumns));
for (const { name } of savedQueries) await write(`sql/${name}.sql`, sqlOf(name));

// As another program gets it: what UTF-8 cannot hold is replaced before the file is written.
const hostile = hostileTexts(HOSTILE).map((text) => text.toWellFormed());
const lines = Array.from({ length: HOSTILE / PER_LINE }, (_, line) =>
  hostile.slice(line * PER_LINE, (line + 1) * PER_LINE),
);
await write('hostile.csv', lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join(''));
await write('hostile.json', JSON.stringify(lines));
