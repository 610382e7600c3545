import { describe, expect, it } from 'vitest';
import { doctorWith } from '../../cli/commands/doctor.ts';
import { allChecks } from '../../cli/doctor/all-checks.ts';
import { runCli } from '../../cli/run.ts';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import { recordingIo } from '../cli/io.ts';
import { caseVariants } from './doctor-case-variants.ts';
import { deploymentVariants } from './doctor-deployment-variants.ts';
import { networkVariants } from './doctor-network-variants.ts';
import { refuse, type Shown, setUp, withMembers } from './doctor-stack.ts';

describe('flowtrap doctor on a healthy deployment', () => {
  it('finds nothing wrong, and changes nothing', async () => {
    const { stack, findings, run } = await setUp();
    const before = stack.simulator.calls.length;

    const { code, found } = await findings();

    expect(found.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect(code).toBe(0);
    expect(new Set(found.map(({ check }) => check))).toEqual(new Set(allChecks.map(({ name }) => name)));
    const operations = new Set(stack.simulator.calls.slice(before).map(({ operation }) => operation ?? ''));
    const reading = /^(Get|Describe|List|Head|Query)/;
    expect([...operations].filter((operation) => !reading.test(operation))).toEqual([]);
    expect(stack.simulator.problems).toEqual([]);
    expect((await run()).out).toMatch(/0 failed, 0 warnings, \d+ ok\n$/);
  });

  it('takes on the role of a member with the external id, and sees the firewalls of every account', async () => {
    const { findings } = await setUp(withMembers);

    const { found } = await findings();

    expect(found.filter(({ check }) => check === 'members')).toMatchObject([
      { outcome: 'ok', subject: 'role flowtrap-member of 444455556666' },
    ]);
    expect(found.filter(({ check }) => check === 'firewalls').map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^READY in us-east-1a/),
    ]);
  });

  it('fits its text to the terminal', async () => {
    const { run } = await setUp();

    const lines = (await run()).out.split('\n');

    // An ARN is not broken: it could not be copied.
    expect(lines.filter((line) => line.length > 120 && !/[\w/:.-]{80,}/.test(line))).toEqual([]);
  });
});

const variants = [...deploymentVariants, ...networkVariants, ...caseVariants];

describe('flowtrap doctor finds', () => {
  it.each(variants)('$what', async ({ check, outcome, detail, options, harm }) => {
    const { stack, findings } = await setUp(options);
    await harm?.(stack);

    const { code, found } = await findings('--only', check);

    const hit = found.find((one) => one.outcome === outcome && detail.test(one.detail));
    expect(hit, JSON.stringify(found)).toMatchObject({ check, next: expect.stringMatching(/.{10}/) });
    expect(code).toBe(found.some((one) => one.outcome === 'failed') ? 1 : 0);
  });

  it('has a variant for every check', () => {
    expect(new Set(variants.map(({ check }) => check))).toEqual(new Set(allChecks.map(({ name }) => name)));
  });
});

describe('flowtrap doctor, refused', () => {
  it('says which permission is missing, and looks at the rest', async () => {
    const { stack, findings } = await setUp();
    refuse(stack, 'DescribeStateMachine');

    const { code, found } = await findings();

    expect(code).toBe(1);
    expect(found.filter(({ outcome }) => outcome !== 'ok')).toMatchObject([
      { check: 'machines', outcome: 'failed', next: 'ask for states:DescribeStateMachine' },
    ]);
  });

  it('takes from the environment what the stacks do not tell', async () => {
    const { stack } = await setUp();
    refuse(stack, 'DescribeStacks', 'AccessDenied');
    const env = {
      FLOWTRAP_TABLE: stack.tableName,
      FLOWTRAP_BUCKET: stack.evidenceBucket,
      FLOWTRAP_RESPOND_ARN: stack.machineArn('respond'),
    };
    const { io, out } = recordingIo();

    await runCli([doctorWith({ env, host: stack.host })], ['doctor', '--json'], io);

    const shown: { readonly findings: readonly Shown[] } = JSON.parse(out());
    const outcome = (name: string) => shown.findings.find(({ check }) => check === name)?.outcome;
    expect(['table', 'evidence-bucket', 'policy', 'stacks'].map(outcome)).toEqual(['ok', 'ok', 'ok', 'failed']);
  });

  it('knows its checks by name', async () => {
    const { run } = await setUp();

    const { code, err } = await run('--only', 'weather');

    expect(code).toBe(2);
    expect(err).toContain('--only takes one of identity, stacks, policy');
  });
});

it('says of a member that refuses whoever looks that the steps could take its role on', async () => {
  const { stack, findings } = await setUp(withMembers);
  await stack.respond({ name: 'one', input: finding });
  await stack.retireFlowLogs('sweep');
  refuse(stack, 'AssumeRole', 'AccessDenied');

  const { found } = await findings('--only', 'members');

  expect(found).toMatchObject([{ outcome: 'ok', detail: expect.stringContaining('the steps took its role on at') }]);
});
