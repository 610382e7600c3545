import { fileURLToPath } from 'node:url';
import { bundleFunctions } from '../infra/build/bundle-functions.ts';
import { lambdaEdits } from '../infra/build/edits/lambda-edits.ts';
import { kilobytes, type Row } from './row.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Edits of one purpose count together; every other one counts alone. */
const together: readonly (readonly string[])[] = [
  ['standard-retries', 'native-sha256', 'native-sha1'],
  ['no-shared-config', 'no-instance-metadata'],
];
const alone = lambdaEdits.map(({ name }) => [name]).filter(([name = '']) => !together.flat().includes(name));
const groups: readonly (readonly string[])[] = [...alone, ...together];

/** Bytes of each step's bundle, built without some edits. */
const sizesWithout = async (names: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  const edits = lambdaEdits.filter(({ name }) => !names.includes(name));
  const options = { sourceDirectory: path('../functions'), outputDirectory: path('../dist/bench/edited'), edits };
  return new Map((await bundleFunctions(options)).map(({ step, sizeBytes }) => [step, sizeBytes]));
};

const total = (sizes: ReadonlyMap<string, number>): number => [...sizes.values()].reduce((sum, size) => sum + size, 0);

/** What bundles would hold more without each edit of the libraries, and without any. */
export const benchEdits = async (): Promise<readonly Row[]> => {
  const ours = await sizesWithout([]);
  const rows: Row[] = [];
  for (const names of [...groups, groups.flat()]) {
    const without = await sizesWithout(names);
    const more = (step: string): string => `${step} ${kilobytes((without.get(step) ?? 0) - (ours.get(step) ?? 0))}`;
    rows.push({
      group: 'edits',
      what: names.length === lambdaEdits.length ? 'without any edit' : `without ${names.join(', ')}`,
      ours: `${kilobytes(total(without) - total(ours))} more in ${ours.size} bundles`,
      peer: ['start-capture', 'plan-case'].map(more).join(', '),
      target: 'stated',
    });
  }
  return rows;
};
