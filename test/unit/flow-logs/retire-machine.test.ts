import { readFileSync } from 'node:fs';
import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import * as errors from '../../../functions/lib/domain/errors.ts';
import type { RetireFlowLogsOutput } from '../../../functions/retire-flow-logs/contract.ts';

const text = readFileSync(new URL('../../../state-machines/retire-flow-logs.asl.json', import.meta.url), 'utf8');

const swept: RetireFlowLogsOutput = {
  retired: 1,
  active: 2,
  failed: 0,
  needOperator: 0,
  adopted: 1,
  unreadable: 0,
  more: false,
  leases: [],
};

const payloadOf = (parameters: unknown): unknown =>
  typeof parameters === 'object' && parameters !== null && 'Payload' in parameters ? parameters.Payload : undefined;

const machine = new StateMachine(JSON.parse(text), { validationOptions: { checkArn: false } });

/** The engine wraps what a Fail state says. */
const errorName = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? error.cause.name : 'unknown';

/** Runs the file that is deployed; the n-th call of the function gives what `answer` says. */
const run = async (answer: (turn: number) => RetireFlowLogsOutput, input: object = {}) => {
  const payloads: unknown[] = [];
  const { result } = machine.run(JSON.parse(JSON.stringify(input)), {
    context: { Execution: { Id: 'execution', Name: 'execution' } },
    overrides: {
      taskResourceLocalHandlers: {
        RetireFlowLogs: async (parameters: unknown) => {
          payloads.push(payloadOf(parameters));
          return { StatusCode: 200, Payload: { ...answer(payloads.length) } };
        },
      },
      retryIntervalOverrides: { RetireFlowLogs: 0 },
    },
  });
  const output = await result.catch((error: unknown) => ({ error: errorName(error) }));
  return { output, payloads };
};

describe('the machine that retires flow logs', () => {
  it('calls the function once when nothing is left, and hands it the empty order of the schedule', async () => {
    const { output, payloads } = await run(() => swept);

    expect(payloads).toEqual([{ order: {}, executionArn: 'execution' }]);
    expect(output).toMatchObject({ turns: 1, retired: 1, active: 2, more: false });
  });

  it('hands the function what it was started with, and gives back what became of each lease', async () => {
    const order = { action: 'retire', lease: 'fl-0a1b2c3d', actor: 'analyst' };
    const leases: RetireFlowLogsOutput['leases'] = [
      { flowLogId: 'fl-0a1b2c3d', resourceId: 'eni-0aa1', outcome: 'retired', until: '', reason: 'deleted' },
    ];

    const { output, payloads } = await run(() => ({ ...swept, leases }), order);

    expect(payloads).toEqual([{ order, executionArn: 'execution' }]);
    expect(output).toMatchObject({ turns: 1, leases });
  });

  it('goes on while more wait, and sums up', async () => {
    const { output, payloads } = await run((turn) => ({ ...swept, more: turn < 3 }));

    expect(payloads).toHaveLength(3);
    expect(output).toMatchObject({ turns: 3, retired: 3, adopted: 3 });
  });

  it('stops after 40 turns, whatever the function says', async () => {
    const { payloads } = await run(() => ({ ...swept, more: true }));

    expect(payloads).toHaveLength(40);
  });

  it('fails when any turn found work for an operator', async () => {
    const { output } = await run((turn) => ({ ...swept, needOperator: turn === 1 ? 1 : 0, more: turn < 3 }));

    expect(output).toEqual({ error: 'FlowLogsNeedOperator' });
  });

  it('fails when a place cannot be read', async () => {
    expect((await run(() => ({ ...swept, unreadable: 1 }))).output).toEqual({ error: 'PlacesUnreadable' });
  });

  it('tries again after a fault, and not after one that a retry cannot mend', async () => {
    const fail = (name: string, times: number) => (turn: number) => {
      if (turn <= times) throw Object.assign(new Error('failed'), { name });
      return swept;
    };

    expect((await run(fail('TimeoutError', 2))).payloads).toHaveLength(3);
    expect((await run(fail('RecordConflictError', 4))).payloads).toHaveLength(5);
    expect(await run(fail('ContractError', 1))).toMatchObject({
      payloads: [{ order: {} }],
      output: { error: 'SweepFailed' },
    });
  });

  it('names only errors that exist, and one function', () => {
    const named = [...text.matchAll(/"(\w+Error)"/g)].map(([, name]) => name);

    expect(named.filter((name) => name !== undefined && !(name in errors))).toEqual([]);
    expect([...text.matchAll(/\$\{\w+\}/g)].map(String)).toEqual([`\${RetireFlowLogsFunctionArn}`]);
  });
});
