import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BundledFunction, bundleFunctions, codeDigest } from '../../infra/build/bundle-functions.ts';
import { steps } from '../../infra/lib/names.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const sourceDirectory = fileURLToPath(new URL('../../functions', import.meta.url));

const closedPrototypes = fileURLToPath(new URL('../support/closed-prototypes.ts', import.meta.url));

const build = async () => {
  const outputDirectory = temporaryFolder();
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

  it('play a whole case and hostile triggers with prototypes closed', () => {
    const printed = execFileSync(process.execPath, [closedPrototypes], {
      env: { ...process.env, FLOW_FUNCTIONS: outputDirectory, NODE_OPTIONS: '--disable-proto=throw' },
      encoding: 'utf8',
    });

    expect(JSON.parse(printed)).toEqual({
      closed: true,
      whole: 'SUCCEEDED',
      captures: 1,
      sweep: 'SUCCEEDED',
      triggers: 120,
      errors: [],
      polluted: [],
    });
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

  it('hold no part of a library that no function can reach', () => {
    const unreachable =
      /credential-provider-(?:node\/dist-es\/(?!index)|sso|ini|process|web-identity|login|imds|http)|nested-clients|event-streams\/(?!index)|models\/errors\.js|endpoint-cache|mnemonist|package\.json$|zod\/v4\/classic/;

    // A version is all that is left of a package.json.
    const held = bundled.flatMap(({ step, inputs }) =>
      [...inputs].filter(([path, bytes]) => unreachable.test(path) && bytes > 40).map(([path]) => `${step}: ${path}`),
    );

    expect(held).toEqual([]);
  });

  it.each([
    ['plan-case', ['dynamodb', 'ec2', 'network-firewall', 's3', 'ssm']],
    ['start-capture', ['dynamodb', 'network-firewall', 'ssm']],
    ['check-capture', ['dynamodb', 'network-firewall', 'ssm']],
    ['collect-flows', ['dynamodb', 'network-firewall', 's3', 'ssm']],
    ['enable-flow-logs', ['dynamodb', 'ec2', 's3', 'ssm']],
    ['close-case', ['dynamodb', 'eventbridge', 'kms', 's3', 'ssm']],
    ['publish-case', ['dynamodb', 's3', 'ssm']],
    ['retire-flow-logs', ['dynamodb', 'ec2', 'ssm']],
    ['find-lost-cases', ['dynamodb', 'sfn']],
  ])('hold the clients that %s calls, and no other', (step, clients) => {
    const { inputs } = bundled.find((one) => one.step === step) ?? { inputs: new Map<string, number>() };
    const held = new Set([...inputs.keys()].flatMap((path) => /@aws-sdk\/client-([\w-]+)\//.exec(path)?.[1] ?? []));

    expect([...held].toSorted()).toEqual(clients);
  });

  it('are the same bytes from another folder', async () => {
    const root = temporaryFolder();
    cpSync(sourceDirectory, join(root, 'functions'), { recursive: true });
    for (const name of ['package.json', 'tsconfig.json']) cpSync(join(sourceDirectory, '..', name), join(root, name));
    symlinkSync(join(sourceDirectory, '..', 'node_modules'), join(root, 'node_modules'));

    const clone = join(root, 'dist');
    await bundleFunctions({ sourceDirectory: join(root, 'functions'), outputDirectory: clone });

    expect(codeDigest(clone, steps)).toBe(codeDigest(outputDirectory, steps));
  });

  it('are the same bytes each time, and so is their digest', async () => {
    const again = await build();

    const digests = (directory: string) => bundled.map(({ step }) => [step, codeDigest(directory, [step])]);

    expect(digests(again.outputDirectory)).toEqual(digests(outputDirectory));
    expect(codeDigest(again.outputDirectory, steps)).toBe(codeDigest(outputDirectory, steps));
  });
});
