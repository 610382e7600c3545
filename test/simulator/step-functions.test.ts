import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../simulator/worlds/rows.ts';
import { distributed } from '../../simulator/worlds/topologies.ts';
import { faultOf, startWorld } from './support.ts';

const machineArn = 'arn:aws:states:us-east-1:111122223333:stateMachine:flowtrap-respond';

const start = async () => {
  const simulator = await startWorld({ world: worldOf(distributed()) });
  const sfn = new SFNClient(simulator.host({}).clientConfig('sfn'));
  const waiting: ((output: unknown) => void)[] = [];
  simulator.stateMachines.register({
    arn: machineArn,
    run: () => {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      waiting.push(resolve);
      return {
        result: promise.then((output) => ({ status: 'SUCCEEDED', output })),
        abort: () => resolve(undefined),
      };
    },
  });
  const begin = async (name: string) =>
    await sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn, name, input: '{"a":1}' }));
  const look = async (name: string) =>
    await sfn.send(
      new DescribeExecutionCommand({ executionArn: `${machineArn.replace('stateMachine', 'execution')}:${name}` }),
    );
  return { simulator, sfn, begin, look, end: (output: unknown) => waiting.shift()?.(output) };
};

describe('Step Functions', () => {
  it('runs an execution of a name once, and tells what became of it', async () => {
    const { begin, look, end, simulator } = await start();

    await begin('one');
    const before = await look('one');
    simulator.clock.advanceMs(5_000);
    end({ b: 2 });

    expect(before).toMatchObject({ status: 'RUNNING', input: '{"a":1}' });
    expect(await look('one')).toMatchObject({ status: 'SUCCEEDED', output: '{"b":2}' });
    expect((await look('one')).stopDate?.getTime()).toBe((before.startDate?.getTime() ?? 0) + 5_000);
    expect(await faultOf(begin('one'))).toMatch(/^ExecutionAlreadyExists: /);
  });

  it('stops an execution for good', async () => {
    const { sfn, begin, look } = await start();
    const { executionArn } = await begin('one');

    await sfn.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by hand' }));

    expect(await look('one')).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' });
  });

  it('lists executions, the newest first', async () => {
    const { sfn, begin } = await start();
    await begin('one');
    await begin('two');

    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: machineArn, statusFilter: 'RUNNING', maxResults: 1 }),
    );

    expect(executions.map(({ name }) => name)).toEqual(['two']);
  });

  it('knows what is not there', async () => {
    const { sfn, look } = await start();
    const other = `${machineArn}-2`;

    expect(await faultOf(look('none'))).toMatch(/^ExecutionDoesNotExist: /);
    expect(await faultOf(sfn.send(new DescribeExecutionCommand({ executionArn: 'x' })))).toMatch(/^InvalidArn: /);
    expect(await faultOf(sfn.send(new DescribeStateMachineCommand({ stateMachineArn: other })))).toMatch(
      /^StateMachineDoesNotExist: /,
    );
    expect(await faultOf(sfn.send(new StartExecutionCommand({ stateMachineArn: other })))).toMatch(
      /^StateMachineDoesNotExist: /,
    );
  });
});
