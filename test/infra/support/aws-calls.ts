import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** IAM prefixes of the SDK's clients. */
const prefixes: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodb',
  ec2: 'ec2',
  eventbridge: 'events',
  kms: 'kms',
  'network-firewall': 'network-firewall',
  s3: 's3',
  sfn: 'states',
  ssm: 'ssm',
  sts: 'sts',
};

/** Calls that IAM knows under another name (service authorization reference). */
const renamed: Readonly<Record<string, string>> = {
  's3:HeadObject': 's3:GetObject',
  'securityhub:BatchUpdateFindingsV2': 'securityhub:BatchUpdateFindings',
};

const actionOf = (client: string, imported: string): readonly string[] => {
  const operation = /^(?:type )?(?:paginate(\w+)|(\w+)Command)$/.exec(imported.trim());
  const name = operation?.[1] ?? operation?.[2];
  if (name === undefined || imported.trim().startsWith('type ')) return [];
  const action = `${prefixes[client] ?? client}:${name}`;
  return [renamed[action] ?? action];
};

const actionsIn = (source: string): readonly string[] =>
  [...source.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([a-z0-9-]+)'/g)].flatMap(
    ([, names = '', client = '']) => names.split(',').flatMap((imported) => actionOf(client, imported)),
  );

/** Calls that are signed without a command of the SDK: they name their operation. */
const signedActionsIn = (source: string): readonly string[] => {
  const service = /signingName: '([a-z-]+)'/.exec(source)?.[1];
  if (service === undefined) return [];
  return [...source.matchAll(/operation: '(\w+)',/g)].map(([, operation]) => `${service}:${operation}`);
};

/** IAM actions of every AWS command that a step's handler can reach, by the imports of its sources, with where they are. */
export const callsOf = async (step: string): Promise<ReadonlyMap<string, string>> => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`functions/${step}/handler.ts`],
    outdir: 'unwritten',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  const files = Object.keys(metafile.inputs);
  return new Map(
    files.flatMap((file) =>
      [actionsIn, signedActionsIn]
        .flatMap((read) => read(readFileSync(`${root}/${file}`, 'utf8')))
        .map((action) => [action, file] as const),
    ),
  );
};
