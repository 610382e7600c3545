import { join } from 'node:path';
import { build } from 'esbuild';

/** The bundles that CDK's `NodejsFunction` makes of the same handlers with its default settings: the SDK left to the
 * runtime, CommonJS, the packages' CommonJS files, not minified. */
export const buildPeers = async (sourceDirectory: string, outputDirectory: string, steps: readonly string[]) => {
  const { metafile } = await build({
    entryPoints: steps.map((step) => ({ in: join(sourceDirectory, step, 'handler.ts'), out: `${step}/index` })),
    outdir: outputDirectory,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: ['@aws-sdk/*', '@smithy/*'],
    logLevel: 'error',
    metafile: true,
  });
  return metafile;
};

/** The one SDK client that every function has, bundled as ours are. */
export const FLOOR_SOURCE = `
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export const handler = (Key) => client.send(new GetItemCommand({ TableName: 'records', Key }));
`;
