import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type BundledFunction, bundleFunctions, functionFormat } from '../infra/build/bundle-functions.ts';
import { lambdaEdits } from '../infra/build/edits/lambda-edits.ts';
import { libraryEdits } from '../infra/build/edits/library-edit.ts';
import { type Load, measureLoads } from './load.ts';
import { buildPeers, FLOOR_SOURCE } from './peers.ts';
import { kilobytes, milliseconds, type Row, times } from './row.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const root = path('..');
const outputDirectory = path('../dist/bench');
const sourceDirectory = path('../functions');
const ours = join(outputDirectory, 'ours');

/** Where `buildOurs` puts a step's bundle. */
export const ourFile = (step: string): string => join(ours, step, 'index.js');

const buildFloor = async (): Promise<string> => {
  const outfile = join(outputDirectory, 'floor.js');
  await build({
    stdin: { contents: FLOOR_SOURCE, resolveDir: root },
    outfile,
    ...functionFormat,
    plugins: [libraryEdits(lambdaEdits).plugin],
  });
  return outfile;
};

/** Builds our bundles into `ours`. */
export const buildOurs = async () => {
  mkdirSync(outputDirectory, { recursive: true });
  writeFileSync(join(outputDirectory, 'package.json'), '{ "type": "commonjs" }\n');
  return await bundleFunctions({ sourceDirectory, outputDirectory: ours });
};

const callsEc2 = ({ inputs }: BundledFunction): boolean =>
  [...inputs.keys()].some((input) => input.includes('@aws-sdk/client-ec2/'));

const sizeRow = ({ step, sizeBytes }: BundledFunction, peerBytes: number): Row => ({
  group: 'bundle',
  what: `${step}: size`,
  ours: kilobytes(sizeBytes),
  peer: `${kilobytes(peerBytes)} without the SDK`,
  target: '≤ 200 KB',
  met: sizeBytes <= 200 * 1024,
});

const loadRows = (bundled: BundledFunction, ours: Load, peer: Load, floor: Load): readonly Row[] => {
  const faster = callsEc2(bundled) ? 5 : 2;
  const group = 'load';
  return [
    {
      group,
      what: `${bundled.step}: load ÷ boot`,
      ours: times(ours.ratio),
      floor: `${times(floor.ratio)} (one client)`,
      peer: times(peer.ratio),
      target: '≤ 2.00 ×',
      met: ours.ratio <= 2,
    },
    {
      group,
      what: `${bundled.step}: load`,
      ours: milliseconds(ours.loadMs),
      floor: milliseconds(floor.loadMs),
      peer: milliseconds(peer.loadMs),
      ratio: times(peer.ratio / ours.ratio),
      target: `≥ ${faster} × faster than CDK's default`,
      met: peer.ratio / ours.ratio >= faster,
    },
    {
      group,
      what: `${bundled.step}: memory once loaded`,
      ours: `${Math.ceil(ours.residentMb)} MB`,
      floor: `${Math.ceil(floor.residentMb)} MB`,
      peer: `${Math.ceil(peer.residentMb)} MB`,
      target: 'stated',
    },
  ];
};

/** Builds our bundles, CDK's default ones and the floor, and loads each `repeats` times. */
export const benchBundles = async (repeats: number): Promise<readonly Row[]> => {
  const peers = join(outputDirectory, 'peers');
  const bundled = await buildOurs();
  const steps = bundled.map(({ step }) => step);
  const metafile = await buildPeers(sourceDirectory, peers, steps);
  const peerBytes = (step: string): number =>
    Object.entries(metafile.outputs).find(([file]) => file.endsWith(`/${step}/index.js`))?.[1].bytes ?? 0;
  const floorFile = await buildFloor();
  const peerFile = (step: string): string => join(peers, step, 'index.js');
  const loads = measureLoads([floorFile, ...steps.flatMap((step) => [ourFile(step), peerFile(step)])], repeats);
  return bundled.flatMap((one) => {
    const [mine, peer, floor] = [ourFile(one.step), peerFile(one.step), floorFile].map((file) => loads.get(file));
    if (!mine || !peer || !floor) return [];
    return [sizeRow(one, peerBytes(one.step)), ...loadRows(one, mine, peer, floor)];
  });
};
