import { setImmediate } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { awsCases } from '../../cli/cases/aws-cases.ts';
import { type CloseDeps, closeWith } from '../../cli/commands/close.ts';
import { runCli } from '../../cli/run.ts';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import { recordingIo } from '../cli/io.ts';
import { caseIn, startTestStack } from './test-stack.ts';

/** A deployment, and the command on it. */
const setUp = async () => {
  // Time stands still at the first wait: the case stays open until somebody has ended it.
  const [waits, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const beforeJump = async () => {
    waits.resolve();
    await goesOn.promise;
  };
  const stack = await startTestStack({ beforeJump });
  const deps: CloseDeps = {
    env: { FLOWTRAP_RESPOND_ARN: stack.machineArn('respond') },
    source: async () => awsCases(stack.host, { table: stack.tableName, bucket: stack.evidenceBucket }),
    sfn: () => new SFNClient(stack.host.clientConfig('sfn')),
    sts: () => new STSClient(stack.host.clientConfig('sts')),
    sleep: async (_, signal) => {
      signal.throwIfAborted();
      goesOn.resolve();
      await setImmediate();
    },
    nowMs: stack.time.nowMs,
  };
  const run = async (args: readonly string[], more: Partial<CloseDeps> = {}) => {
    const { io, out, err } = recordingIo();
    const code = await runCli([closeWith({ ...deps, ...more })], ['close', ...args], io);
    return { code, out: out(), err: err() };
  };
  return { stack, run, waits: waits.promise };
};

const withOpenCase = async () => {
  const set = await setUp();
  const { stack, waits } = set;
  void stack.respond({ name: 'one', input: finding });
  await waits;
  const caseId = caseIn(stack);
  const respondArn = (await stack.cases.getCase(caseId)).executionArn;
  return { ...set, caseId, respondArn };
};

describe('flowtrap close', () => {
  it('stops the execution of an open case, and has the case closed with what it has', async () => {
    const { stack, run, caseId, respondArn } = await withOpenCase();

    const { code, out, err } = await run([caseId, '--yes']);

    expect([code, err]).toEqual([3, '']);
    expect(out).toContain(`Stopped   ${respondArn}`);
    expect(out).toMatch(new RegExp(`Closed    ${caseId}\n  grade   (PARTIAL|NEEDS_OPERATOR)\n`));
    expect(stack.simulator.executions.get(respondArn)).toMatchObject({
      status: 'ABORTED',
      error: 'ClosedByHand',
      cause: 'flowtrap close, asked by arn:aws:iam::111122223333:root',
    });
    expect(await stack.cases.getCase(caseId)).toMatchObject({ status: 'CLOSED' });
    expect(stack.simulator.problems).toEqual([]);
  });

  it('refuses a case that is closed already, and one that is not there', async () => {
    const { run, stack, caseId } = await withOpenCase();
    await run([caseId, '--yes', '--json']);
    const calls = stack.simulator.calls.filter(({ operation }) => operation === 'StartExecution').length;

    const again = await run([caseId, '--yes']);
    const nobody = await run([`c-${'f'.repeat(40)}`, '--yes']);

    expect([again.code, nobody.code]).toEqual([1, 1]);
    expect(again.err).toMatch(/is closed already, \w+: "flowtrap show c-[0-9a-f]{40}" shows it\n$/);
    expect(nobody.err).toContain('see "flowtrap cases" for those that are there');
    expect(stack.simulator.calls.filter(({ operation }) => operation === 'StartExecution')).toHaveLength(calls);
  });

  it('does nothing unless somebody says yes', async () => {
    const { run, stack, caseId, respondArn } = await withOpenCase();

    const no = await run([caseId], { ask: async () => 'n' });
    const nobody = await run([caseId]);

    expect([no.code, no.err]).toEqual([1, 'Nothing was done.\n']);
    expect(nobody.code).toBe(2);
    expect(nobody.err).toContain('rounds that have not ended are lost, what was collected is kept. Say --yes');
    expect(stack.simulator.executions.get(respondArn)).toMatchObject({ status: 'RUNNING' });
  });

  it('stops nothing where nothing could close the case', async () => {
    const { run, stack, caseId, respondArn } = await withOpenCase();
    const arn = stack.machineArn('respond').replace('flowtrap-', 'old-');

    const { code, err } = await run([caseId, '--yes'], { env: { FLOWTRAP_RESPOND_ARN: arn } });

    expect(code).toBe(1);
    expect(err).toMatch(/there is no arn:.*:old-close-lost-cases: run "npm run deploy" with this version first\n$/);
    expect(stack.simulator.executions.get(respondArn)).toMatchObject({ status: 'RUNNING' });
  });

  it('prints one JSON document', async () => {
    const { run, caseId } = await withOpenCase();

    const { out } = await run([caseId, '--yes', '--json']);

    expect(JSON.parse(out)).toMatchObject({ caseId, stopped: true, flowCount: expect.any(Number) });
  });

  it('closes a case whose execution has ended without it', async () => {
    const { run, stack, caseId, respondArn } = await withOpenCase();
    stack.simulator.stateMachines.stop(respondArn, {});

    const { code, out } = await run([caseId, '--yes', '--json']);

    expect([code, JSON.parse(out).stopped]).toEqual([3, false]);
  });

  it('says which execution to look at when the case stays open', async () => {
    const { run, stack, caseId } = await withOpenCase();
    const fault = { kind: 'error', code: 'ValidationException', status: 400, when: 'before' } as const;
    stack.simulator.faults.add({ on: { service: 'dynamodb', operation: 'PutItem' }, fault, times: 1_000 });

    const { code, err } = await run([caseId, '--yes']);

    expect(code).toBe(1);
    expect(err).toMatch(
      /is still open: the execution ended \w+.*: see arn:aws:states:.*:flowtrap-close-lost-cases:close-c-/,
    );
  });

  it.each([
    [['c-1', '--yes'], {}, '"c-1" is no case'],
    [[`c-${'f'.repeat(40)}`, '--yes'], {}, 'FLOWTRAP_RESPOND_ARN'],
    [
      [`c-${'f'.repeat(40)}`, '--yes'],
      { FLOWTRAP_RESPOND_ARN: 'arn:aws:states:us-east-1:111122223333:stateMachine:other' },
      'does not end with "respond"',
    ],
  ])('refuses %j before any call', async (args, env, message) => {
    const never = () => expect.unreachable();
    const { io, err } = recordingIo();
    const deps = { env, source: never, sfn: never, sts: never, sleep: never, nowMs: () => 0 };

    const code = await runCli([closeWith(deps)], ['close', ...args], io);

    expect(code).toBe(2);
    expect(err()).toContain(message);
  });
});
