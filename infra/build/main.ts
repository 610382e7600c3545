import { fileURLToPath } from 'node:url';
import { bundleFunctions } from './bundle-functions.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const bundled = await bundleFunctions({
  sourceDirectory: path('../../functions'),
  outputDirectory: path('../../dist/functions'),
});
for (const { step, sizeBytes } of bundled) process.stdout.write(`${step} ${Math.ceil(sizeBytes / 1024)} KB\n`);
