import { describe, expect, it, onTestFinished } from 'vitest';
import { doctorWith } from '../../cli/commands/doctor.ts';
import { allChecks } from '../../cli/doctor/all-checks.ts';
import { runCli } from '../../cli/run.ts';
import { newLease } from '../../functions/lib/domain/flow-log-lease.ts';
import { leaseStore } from '../../functions/lib/records/lease-store.ts';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import type { LocalStack, LocalStackOptions } from '../../simulator/local-stack.ts';
import beacon from '../../simulator/worlds/beacon.json' with { type: 'json' };
import { recordingIo } from '../cli/io.ts';
import { startFlowStack } from '../support/flow-stack.ts';
import { worldJson } from '../support/worlds.ts';
import { caseRecord } from '../unit/evidence/fixtures.ts';

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

const HOUR_MS = 3_600_000;
const account = '111122223333';
const withMembers = {
  world: worldJson('transit-plain'),
  policy: JSON.stringify({ accounts: { members: ['444455556666'], externalId: 'flowtrap-test' } }),
};

interface Shown {
  readonly check: string;
  readonly outcome: string;
  readonly subject: string;
  readonly detail: string;
  readonly next?: string;
}

const setUp = async (options: Partial<LocalStackOptions> = {}) => {
  const stack = await startFlowStack({ world: beacon, ...options });
  onTestFinished(() => stack.close());
  const run = async (...args: readonly string[]) => {
    const { io, out, err } = recordingIo();
    const code = await runCli([doctorWith({ env: {}, host: stack.host })], ['doctor', ...args], io);
    return { code, out: out(), err: err() };
  };
  const findings = async (...args: readonly string[]) => {
    const { code, out } = await run('--json', ...args);
    const shown: { readonly findings: readonly Shown[] } = JSON.parse(out);
    return { code, found: shown.findings };
  };
  return { stack, run, findings };
};

const refuse = (stack: LocalStack, operation: string, code = 'AccessDeniedException'): void => {
  const fault = { kind: 'error', code, status: 403, when: 'before' } as const;
  stack.simulator.faults.add({ on: { operation }, fault, times: 100 });
};

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

interface Variant {
  readonly what: string;
  readonly check: string;
  readonly outcome: 'failed' | 'warning';
  readonly detail: RegExp;
  readonly options?: Partial<LocalStackOptions>;
  readonly harm?: (stack: LocalStack) => unknown;
}

const changeStack = (stack: LocalStack, change: object): void => {
  const { deployment } = stack.simulator;
  deployment.stacks = deployment.stacks.map((one) => (one.name.endsWith('-stateful') ? { ...one, ...change } : one));
};

const leaseUntil = (untilMs: number) =>
  newLease(
    { flowLogId: 'fl-0aa', resourceId: 'eni-0aa', account, region: 'us-east-1', createdAtMs: 0, untilMs },
    `c-${'a'.repeat(40)}`,
  );

const destination = (value: object) => ({ policy: JSON.stringify({ flowLogs: { destination: value } }) });

const variants: readonly Variant[] = [
  {
    what: 'another account',
    check: 'identity',
    outcome: 'failed',
    detail: /is of account 111122223333, and Flowtrap of 999988887777/,
    harm: (stack) => {
      const { deployment } = stack.simulator;
      deployment.stacks = deployment.stacks.map((one) => ({
        ...one,
        outputs: Object.fromEntries(
          Object.entries(one.outputs).map(([name, value]) => [name, value.replace(account, '999988887777')]),
        ),
      }));
    },
  },
  {
    what: 'no deployment',
    check: 'stacks',
    outcome: 'failed',
    detail: /flowtrap-stateful does not exist/,
    harm: ({ simulator }) => {
      simulator.deployment.stacks = [];
    },
  },
  {
    what: 'a deployment that failed',
    check: 'stacks',
    outcome: 'failed',
    detail: /^UPDATE_ROLLBACK_FAILED$/,
    harm: (stack) => changeStack(stack, { status: 'UPDATE_ROLLBACK_FAILED' }),
  },
  {
    what: 'a deployment in progress',
    check: 'stacks',
    outcome: 'warning',
    detail: /^UPDATE_IN_PROGRESS$/,
    harm: (stack) => changeStack(stack, { status: 'UPDATE_IN_PROGRESS' }),
  },
  {
    what: 'a policy that is none',
    check: 'policy',
    outcome: 'failed',
    detail: /capture\.rounds/,
    options: { policy: '{"capture":{"rounds":99}}' },
  },
  {
    what: 'a policy that only watches',
    check: 'policy',
    outcome: 'warning',
    detail: /captures nothing/,
    options: { policy: '{"capture":{"mode":"monitor"}}' },
  },
  {
    what: 'no table',
    check: 'table',
    outcome: 'failed',
    detail: /ResourceNotFoundException/,
    harm: (stack) => changeStack(stack, { outputs: { TableName: 'gone' } }),
  },
  {
    what: 'no bucket',
    check: 'evidence-bucket',
    outcome: 'failed',
    detail: /cannot be looked at/,
    harm: (stack) => changeStack(stack, { outputs: { EvidenceBucketName: 'gone' } }),
  },
  {
    what: 'no key',
    check: 'signing-key',
    outcome: 'failed',
    detail: /NotFoundException/,
    harm: (stack) => changeStack(stack, { outputs: { SigningKeyArn: `arn:aws:kms:us-east-1:${account}:key/gone` } }),
  },
  {
    what: 'no machine',
    check: 'machines',
    outcome: 'failed',
    detail: /StateMachineDoesNotExist/,
    harm: ({ simulator }) => {
      const { deployment } = simulator;
      deployment.stacks = deployment.stacks.map((one) => ({
        ...one,
        outputs: { ...one.outputs, RespondArn: `arn:aws:states:us-east-1:${account}:stateMachine:gone-respond` },
      }));
    },
  },
  {
    what: 'a member that refuses whoever looks, and no sweep yet',
    check: 'members',
    outcome: 'warning',
    detail: /no sweep of the steps tells/,
    options: withMembers,
    harm: (stack) => refuse(stack, 'AssumeRole', 'AccessDenied'),
  },
  {
    what: 'a member that refuses the steps as well',
    check: 'members',
    outcome: 'failed',
    detail: /the steps could not read every place/,
    options: withMembers,
    harm: async (stack) => {
      refuse(stack, 'AssumeRole', 'AccessDenied');
      await stack.retireFlowLogs('sweep');
    },
  },
  {
    what: 'an external id that is another',
    check: 'members',
    outcome: 'warning',
    detail: /is refused to you/,
    options: {
      ...withMembers,
      policy: JSON.stringify({ accounts: { members: ['444455556666'], externalId: 'another' } }),
    },
  },
  {
    what: 'a firewall that is being changed',
    check: 'firewalls',
    outcome: 'warning',
    detail: /^is PROVISIONING$/,
    options: { world: JSON.parse(JSON.stringify(beacon).replace('"Status":"READY"', '"Status":"PROVISIONING"')) },
  },
  {
    what: 'no firewall',
    check: 'firewalls',
    outcome: 'failed',
    detail: /none is visible: 111122223333 in us-east-1/,
    harm: ({ simulator }) => {
      for (const { resources } of simulator.world.places) resources.Firewalls.splice(0);
    },
  },
  {
    what: 'a bucket that takes no flow logs',
    check: 'flow-log-destination',
    outcome: 'failed',
    detail: /cannot be looked at: NoSuchBucketPolicy|does not let flow logs in/,
    options: destination({ type: 's3', bucketArn: 'arn:aws:s3:::flowtrap-evidence' }),
  },
  {
    what: 'a bucket that does not know a member',
    check: 'flow-log-destination',
    outcome: 'failed',
    detail: /does not let the flow logs of 777788889999 in/,
    options: { policy: JSON.stringify({ accounts: { members: ['777788889999'], externalId: 'x1' } }) },
  },
  {
    what: 'a log group that is gone from the stack',
    check: 'flow-log-destination',
    outcome: 'failed',
    detail: /^is not in flowtrap-stateful$/,
    options: destination({ type: 'cloud-watch-logs' }),
    harm: (stack) => changeStack(stack, { resources: [] }),
  },
  {
    what: 'a stream, which nobody looks into',
    check: 'flow-log-destination',
    outcome: 'warning',
    detail: /is not looked into/,
    options: destination({
      type: 'kinesis-data-firehose',
      deliveryStreamArn: `arn:aws:firehose:us-east-1:${account}:deliverystream/flows`,
    }),
  },
  {
    what: 'no leave to see flow logs',
    check: 'flow-log-delivery',
    outcome: 'failed',
    detail: /UnauthorizedOperation/,
    harm: (stack) => refuse(stack, 'DescribeFlowLogs', 'UnauthorizedOperation'),
  },
  {
    what: 'hardly any concurrency left',
    check: 'concurrency',
    outcome: 'warning',
    detail: /^100 of 202 concurrent executions are not reserved$/,
    harm: ({ simulator }) => {
      simulator.deployment.concurrency = { total: 202, unreserved: 100 };
    },
  },
  {
    what: 'dead letters',
    check: 'dead-letters',
    outcome: 'warning',
    detail: /^3 events wait that started no case$/,
    harm: ({ simulator }) => {
      for (const url of simulator.deployment.queues.keys()) simulator.deployment.queues.set(url, 3);
    },
  },
  {
    what: 'an open case',
    check: 'open-cases',
    outcome: 'warning',
    detail: /^1 cases are open$/,
    harm: ({ cases, time }) => cases.createCase(caseRecord({ openedAtMs: time.nowMs() - HOUR_MS })),
  },
  {
    what: 'a case that lost its execution',
    check: 'open-cases',
    outcome: 'failed',
    detail: /open for over 13 hours/,
    harm: ({ cases, time }) => cases.createCase(caseRecord({ openedAtMs: time.nowMs() - 14 * HOUR_MS })),
  },
  {
    what: 'a flow log that is on',
    check: 'leases',
    outcome: 'warning',
    detail: /^1 flow logs of ours are on$/,
    harm: (stack) => leaseStore(stack.table).create(leaseUntil(stack.time.nowMs() + HOUR_MS)),
  },
  {
    what: 'a flow log past its end',
    check: 'leases',
    outcome: 'warning',
    detail: /its lease ended .*, and it is still there/,
    harm: (stack) => leaseStore(stack.table).create(leaseUntil(stack.time.nowMs() - 2 * HOUR_MS)),
  },
  {
    what: 'a flow log that waits for a person',
    check: 'leases',
    outcome: 'failed',
    detail: /denied/,
    harm: (stack) =>
      leaseStore(stack.table).create({ ...leaseUntil(0), status: 'NEEDS_OPERATOR', reason: 'was denied' }),
  },
  {
    what: 'a lock that differs from the policy',
    check: 'object-lock',
    outcome: 'warning',
    detail: /^the policy says COMPLIANCE for 30 days$/,
    options: { policy: '{"evidence":{"lockMode":"COMPLIANCE","retentionDays":30}}' },
  },
  {
    what: 'a bucket without a lock',
    check: 'object-lock',
    outcome: 'failed',
    detail: /has no Object Lock/,
    harm: (stack) => changeStack(stack, { outputs: { EvidenceBucketName: 'flowtrap-flow-logs' } }),
  },
  {
    what: 'a lock that nobody can lift',
    check: 'object-lock',
    outcome: 'warning',
    detail: /^COMPLIANCE for 10 days: nobody can delete evidence before$/,
    harm: (stack) => {
      stack.simulator.createBucket('locked', { objectLock: { mode: 'COMPLIANCE', days: 10 } });
      changeStack(stack, { outputs: { EvidenceBucketName: 'locked' } });
    },
  },
  {
    what: 'a stack without protection',
    check: 'protection',
    outcome: 'warning',
    detail: /^termination protection is off$/,
    harm: (stack) => changeStack(stack, { terminationProtection: false }),
  },
  {
    what: 'a table without protection',
    check: 'protection',
    outcome: 'warning',
    detail: /^deletion protection is off$/,
    harm: async (stack) => {
      await stack.simulator.createTable({
        TableName: 'open',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      });
      changeStack(stack, { outputs: { TableName: 'open' } });
    },
  },
];

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
