import { setImmediate } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { extendWith } from '../../cli/commands/extend.ts';
import { retireWith } from '../../cli/commands/retire.ts';
import type { LeaseOrderDeps } from '../../cli/leases/lease-order.ts';
import { runCli } from '../../cli/run.ts';
import { leaseStore } from '../../functions/lib/records/lease-store.ts';
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import { recordingIo } from '../cli/io.ts';
import { startTestStack } from './test-stack.ts';

const HOUR_MS = 3_600_000;

/** A case with flow logs, and the commands on its deployment. */
const setUp = async (policy?: string) => {
  const stack = await startTestStack(policy === undefined ? {} : { policy });
  await stack.respond({ name: 'one', input: finding });
  const leases = leaseStore(stack.table);
  const open = await leases.listOpen();
  const deps: LeaseOrderDeps = {
    env: { FLOWTRAP_RESPOND_ARN: stack.machineArn('respond') },
    sfn: () => new SFNClient(stack.host.clientConfig('sfn')),
    sts: () => new STSClient(stack.host.clientConfig('sts')),
    // The machine runs meanwhile, in this process.
    sleep: async (_, signal) => {
      signal.throwIfAborted();
      await setImmediate();
    },
    nowMs: stack.time.nowMs,
  };
  const run = async (args: readonly string[], more: Partial<LeaseOrderDeps> = {}) => {
    const { io, out, err } = recordingIo();
    const commands = [extendWith({ ...deps, ...more }), retireWith({ ...deps, ...more })];
    const code = await runCli(commands, args, io);
    return { code, out: out(), err: err() };
  };
  const live = () => stack.simulator.flowLogs().filter(({ deletedAtMs }) => deletedAtMs === undefined).length;
  return { stack, leases, open, run, live, caseId: open[0]?.caseIds[0] ?? '' };
};

describe('flowtrap extend', () => {
  it('moves the ends of a case on through the deployed machine, and its flow logs outlive their first end', async () => {
    const { stack, leases, open, run, live, caseId } = await setUp();

    const { code, out } = await run(['extend', caseId, '--hours', '72']);
    stack.time.advanceMs(25 * HOUR_MS);
    await stack.retireFlowLogs('sweep');

    expect(code).toBe(0);
    expect(out).toMatch(/flow log +resource +outcome/);
    expect(out.match(/extended/g)).toHaveLength(open.length);
    expect(live()).toBe(open.length);
    expect((await leases.listOpen()).map(({ status }) => status)).toEqual(open.map(() => 'ACTIVE'));
    const lines = (await stack.cases.listTimeline(caseId)).filter(({ what }) => what === 'flow log extended by hand');
    expect(lines.map(({ details }) => details?.by)).toEqual(open.map(() => 'arn:aws:iam::111122223333:root'));
  });

  it('prints one JSON document', async () => {
    const { open, run } = await setUp();
    const flowLogId = open[0]?.flowLogId ?? '';

    const { out } = await run(['extend', flowLogId, '--hours', '1', '--json']);

    expect(JSON.parse(out)).toMatchObject({ status: 'SUCCEEDED', leases: [{ flowLogId, outcome: 'kept' }] });
  });
});

describe('flowtrap retire', () => {
  it('deletes the flow logs of a case at once, and nothing twice', async () => {
    const { run, live, leases, caseId } = await setUp();

    const first = await run(['retire', caseId, '--yes']);
    const again = await run(['retire', caseId, '--yes', '--json'], { nowMs: () => 1 });

    expect([first.code, first.err]).toEqual([0, '']);
    expect(live()).toBe(0);
    expect(await leases.listOpen()).toEqual([]);
    expect(JSON.parse(again.out).leases).toMatchObject([{ outcome: 'retired', reason: 'deleted' }, {}]);
  });

  it('asks before it deletes, and does nothing unless the answer is yes', async () => {
    const { run, live, open, caseId } = await setUp();
    const asked: string[] = [];
    const ask = (answer: string) => async (question: string) => {
      asked.push(question);
      return answer;
    };

    const no = await run(['retire', caseId], { ask: ask('') });
    expect([no.code, no.err, live()]).toEqual([1, 'Nothing was done.\n', open.length]);
    const yes = await run(['retire', caseId], { ask: ask('y') });

    expect([yes.code, live()]).toEqual([0, 0]);
    expect(asked[0]).toContain(`deletes the flow logs of ${caseId} that no other case needs`);
  });

  it('fails, and names the execution, when a flow log can only be deleted by a person', async () => {
    const { stack, run, caseId } = await setUp();
    stack.simulator.faults.add({
      on: { operation: 'DeleteFlowLogs' },
      fault: { kind: 'error', code: 'UnauthorizedOperation', status: 403, when: 'before' },
      times: 100,
    });

    const { code, err } = await run(['retire', caseId, '--yes']);

    expect(code).toBe(1);
    expect(err).toMatch(/the order ended FAILED: .*: see arn:aws:states:.*:flowtrap-retire-flow-logs:retire-c-/);
  });

  it('says so when Flowtrap made no such flow log', async () => {
    const { run } = await setUp();

    const { code, err } = await run(['retire', 'fl-0123456789abcdef0', '--yes']);

    expect([code, err]).toEqual([
      1,
      'Flowtrap made no flow log for fl-0123456789abcdef0: "flowtrap show <case>" lists those of a case\n',
    ]);
  });

  it.each([
    [['retire', `c-${'a'.repeat(40)}`], 'Say --yes: nobody can be asked here'],
    [['retire', 'eni-0aa', '--yes'], 'is neither a case'],
    [['retire', '--yes'], 'name one case'],
    [['extend', 'fl-0123456789abcdef0'], '--hours takes a number from 1 to 720'],
    [['extend', 'fl-0123456789abcdef0', '--hours', '721'], '--hours takes a number from 1 to 720'],
    [['extend', 'fl-0123456789abcdef0', '--hours', '2'], 'FLOWTRAP_RESPOND_ARN'],
    [['extend', 'fl-0123456789abcdef0', '--hours', 'two'], '--hours takes a number from 1 to 720'],
  ])('refuses %j before any order', async (args, message) => {
    const never = () => expect.unreachable();
    const deps = { env: {}, sfn: never, sts: never, sleep: never, nowMs: () => 0 };
    const { io, err } = recordingIo();

    const code = await runCli([extendWith(deps), retireWith(deps)], args, io);

    expect(code).toBe(2);
    expect(err()).toContain(message);
  });
});
