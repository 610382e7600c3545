import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BundledFunction, bundleFunctions, codeDigest } from '../../infra/build/bundle-functions.ts';
import { steps } from '../../infra/lib/names.ts';

const sourceDirectory = fileURLToPath(new URL('../../functions', import.meta.url));

const build = async () => {
  const outputDirectory = mkdtempSync(join(tmpdir(), 'flowtrap-build-'));
  return { outputDirectory, bundled: await bundleFunctions({ sourceDirectory, outputDirectory }) };
};

/** Every variable that any step asks for. */
const environment = {
  AWS_REGION: 'eu-west-1',
  TABLE_NAME: 'records',
  EVIDENCE_BUCKET: 'evidence',
  POLICY_PARAMETER: '/flowtrap/policy',
  HOME_ACCOUNT: '111122223333',
  HOME_REGION: 'eu-west-1',
  EVENT_BUS_NAME: 'default',
  SIGNING_KEY_ID: 'key',
  FLOW_LOG_BUCKET_ARN: 'arn:aws:s3:::flow-logs',
  FLOW_LOG_GROUP_ARN: 'arn:aws:logs:eu-west-1:111122223333:log-group:flows:*',
  FLOW_LOG_ROLE_ARN: 'arn:aws:iam::111122223333:role/flows',
  CODE_DIGEST: '0'.repeat(64),
};

/** Loads a bundle as Lambda does, with the options of its environment: what it exports as handler, or why it cannot. */
const load = (directory: string, env: Readonly<Record<string, string>>): string => {
  const file = JSON.stringify(join(directory, 'index.js'));
  const script = `try { console.log(typeof require(${file}).handler) } catch (error) { console.log(String(error)) }`;
  return execFileSync(process.execPath, ['-e', script], {
    env: { ...env, NODE_OPTIONS: '--disable-proto=throw' },
    encoding: 'utf8',
  }).trim();
};

describe('the bundles', () => {
  let bundled: readonly BundledFunction[] = [];
  let outputDirectory = '';

  beforeAll(async () => {
    ({ bundled, outputDirectory } = await build());
  }, 60_000);

  it('are one for each step', () => {
    expect(bundled.map(({ step }) => step)).toEqual(steps.toSorted());
  });

  it('export a handler, with prototypes closed to events', () => {
    for (const { directory } of bundled) expect(load(directory, environment)).toBe('function');
  });

  it('refuse to load without their environment, and name what is missing', () => {
    for (const { step, directory } of bundled)
      expect(load(directory, { AWS_REGION: 'eu-west-1' })).toMatch(
        new RegExp(`^ContractError: environment of ${step}: .*TABLE_NAME is missing`),
      );
  });

  it('keep their source maps apart', () => {
    for (const { directory } of bundled) {
      expect(readdirSync(directory)).toEqual(expect.arrayContaining(['index.js', 'index.js.map']));
      expect(readFileSync(join(directory, 'index.js'), 'utf8')).not.toContain('sourceMappingURL');
    }
  });

  it('are the same bytes each time, and so is their digest', async () => {
    const again = await build();

    const digests = (directory: string) => bundled.map(({ step }) => [step, codeDigest(directory, [step])]);

    expect(digests(again.outputDirectory)).toEqual(digests(outputDirectory));
    expect(codeDigest(again.outputDirectory, steps)).toBe(codeDigest(outputDirectory, steps));
  });
});
