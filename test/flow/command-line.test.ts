import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsCases } from '../../cli/cases/aws-cases.ts';
import { casesWith } from '../../cli/commands/cases.ts';
import { runCli } from '../../cli/run.ts';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import type { LocalStack } from '../../simulator/local-stack.ts';
import beacon from '../../simulator/worlds/beacon.json' with { type: 'json' };
import { recordingIo } from '../cli/io.ts';
import { startFlowStack } from '../support/flow-stack.ts';
import { flowtrapProcess } from '../support/flowtrap-process.ts';

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

let stack: LocalStack;
let folder: string;
let flowtrap: ReturnType<typeof flowtrapProcess>;
let complete: string;
let elsewhere: string;
let revealed: string;
let account: string;

const caseIdOf = (output: unknown): string => /c-[0-9a-f]{40}/.exec(JSON.stringify(output))?.[0] ?? '';

/** Two cases of one deployment: a finding, and a request about an interface that no firewall sees. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowtrap-process-'));
  stack = await startFlowStack({ world: beacon });
  const { output } = await stack.respond({ name: 'one', input: finding });
  complete = caseIdOf(output);
  revealed = (await stack.cases.listFlowLogs(complete)).find(({ role }) => role === 'peer')?.resourceId ?? '';
  stack.time.advanceMs(48 * 3_600_000);
  const request = { source: 'manual', reason: 'test', subjects: ['10.99.0.1'] };
  elsewhere = caseIdOf((await stack.respond({ name: 'two', input: request })).output);
  account = stack.host.env.HOME_ACCOUNT ?? '';
  flowtrap = flowtrapProcess(
    {
      AWS_ENDPOINT_URL: stack.simulator.endpoint('dynamodb'),
      AWS_REGION: stack.host.env.HOME_REGION,
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: 'simulated',
      FLOWTRAP_TABLE: stack.tableName,
      FLOWTRAP_BUCKET: stack.evidenceBucket,
      FLOWTRAP_RESPOND_ARN: stack.machineArn('respond'),
    },
    folder,
  );
}, 30_000);
afterAll(async () => {
  await stack.close();
  await rm(folder, { recursive: true, force: true });
});

/** The command in this process: one more would take longer to start than all of them to run. */
const listed = async (...args: readonly string[]): Promise<readonly string[]> => {
  const source = awsCases(stack.host, { table: stack.tableName, bucket: stack.evidenceBucket });
  const { io, out, err } = recordingIo();
  const command = casesWith({ source: async () => source, nowMs: stack.time.nowMs });
  const code = await runCli([command], ['cases', '--json', ...args], io);
  expect([code, err()]).toEqual([0, '']);
  const found: readonly { readonly caseId: string }[] = JSON.parse(out());
  return found.map(({ caseId }) => caseId);
};

describe('flowtrap cases on a deployment', () => {
  it.each([
    ['nothing', () => [], () => [elsewhere, complete]],
    ['an age', () => ['--since', '24h'], () => [elsewhere]],
    ['an end', () => ['--until', '24h'], () => [complete]],
    ['a period', () => ['--since', '7d', '--until', '1d'], () => [complete]],
    ['a grade', () => ['--grade', 'complete'], () => [complete]],
    ['another grade', () => ['--grade', 'EXPIRED'], () => []],
    ['the interface of the trigger', () => ['--interface', 'eni-04b8d1c6e2f70a935'], () => [complete]],
    ['an interface that the flows revealed', () => ['--interface', revealed], () => [complete]],
    ['another interface', () => ['--interface', 'eni-0123456789abcdef0'], () => []],
    ['the account', () => ['--account', account], () => [complete]],
    ['another account', () => ['--account', '999999999999'], () => []],
    [
      'everything at once',
      () => ['--since', '7d', '--grade', 'COMPLETE', '--interface', revealed, '--account', account],
      () => [complete],
    ],
  ])('filters by %s', async (_, options, expected) => {
    expect(revealed).toMatch(/^eni-/);
    expect(await listed(...options())).toEqual(expected());
  });
});

describe('the flowtrap process on a deployment', () => {
  it('follows a closed case to its grade, one JSON object a line', async () => {
    const { code, out, err } = await flowtrap('follow', complete, '--json');

    expect([code, err]).toEqual([0, '']);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ type: 'closed', grade: 'COMPLETE' });
    expect(new Set(lines.map(({ type }) => type))).toEqual(new Set(['timeline', 'round', 'closed']));
  }, 60_000);

  it('finds the deployment in order', async () => {
    const { out } = await flowtrap('doctor', '--json');

    expect(JSON.parse(out).findings.filter(({ outcome }: { outcome: string }) => outcome === 'failed')).toEqual([]);
  }, 60_000);

  it('says in plain text what to do about a case that is not there', async () => {
    const nobody = `c-${'f'.repeat(40)}`;

    expect(await flowtrap('show', nobody)).toEqual({
      code: 1,
      out: '',
      err: `flowtrap show: no case ${nobody} in table flowtrap: see "flowtrap cases" for those that are there\n`,
    });
  }, 60_000);
});
