import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { home } from './world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** As shipped, with rounds of seconds, and without queries: the emulator has neither Glue nor Athena in its CloudFormation. */
const configOf = (shipped: string): string => {
  const { policy, ...config } = JSON.parse(shipped);
  const capture = { ...policy.capture, minimumFlowAgeSeconds: 1, roundIntervalSeconds: 3, pollSeconds: 1 };
  return JSON.stringify({ ...config, queries: { enabled: false }, policy: { ...policy, capture } });
};

/** The repository as a new clone of it would be, with what has not been committed yet. */
export const cloneInto = (folder: string): string => {
  const clone = join(folder, 'flowtrap');
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const path of listed.toString('utf8').split('\0').filter(Boolean))
    cpSync(join(root, path), join(clone, path), { recursive: true });
  const config = join(clone, 'flowtrap.config.json');
  writeFileSync(config, configOf(readFileSync(config, 'utf8')));
  return clone;
};

/** Nothing of who runs this: neither their credentials nor the packages that run it. */
export const environmentOf = (
  { venv, folder }: { readonly venv: string; readonly folder: string },
  endpoints: Readonly<Record<string, string>>,
) => {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|CDK_|FLOWTRAP_|NODE_(OPTIONS|PATH)|npm_(lifecycle|package))/.test(name),
  );
  const path = (process.env.PATH ?? '').split(delimiter).filter((one) => !one.includes('node_modules'));
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary);
  return {
    ...Object.fromEntries(own),
    PATH: [...path, join(venv, 'bin')].join(delimiter),
    TMPDIR: temporary,
    CDK_HOME: join(folder, 'cdk'),
    CDK_DISABLE_NOTICES: '1',
    AWS_CONFIG_FILE: join(folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: home.region,
    // The AWS CLI that Python's registry has is version 1, which reads this one.
    AWS_DEFAULT_REGION: home.region,
    AWS_ACCESS_KEY_ID: home.account,
    AWS_SECRET_ACCESS_KEY: 'simulated',
    ...endpoints,
  };
};
