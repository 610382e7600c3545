import { describe, expect, it } from 'vitest';
import { redriveWith } from '../../cli/commands/redrive.ts';
import { runCli } from '../../cli/run.ts';
import { failedWith, running, startStepFunctionsAndQueue } from '../fakes/step-functions-and-queue.ts';
import { recordingIo } from './io.ts';

const machine = 'arn:aws:states:eu-central-1:111122223333:stateMachine:flowtrap-respond';
const event = '{"source":"aws.guardduty","detail":{"id":"1"}}';

const setUp = async (options: Parameters<typeof startStepFunctionsAndQueue>[0], env?: Record<string, string>) => {
  const aws = await startStepFunctionsAndQueue(options);
  const variables = { FLOWTRAP_RESPOND_ARN: machine, FLOWTRAP_DEAD_LETTERS_URL: aws.queueUrl };
  const command = redriveWith({ env: env ?? variables, sfn: aws.sfn, sqs: aws.sqs });
  const run = async (...args: readonly string[]) => {
    const { io, out, err } = recordingIo();
    const code = await runCli([command], ['redrive', ...args], io);
    return { code, out: out(), err: err() };
  };
  return { aws, run };
};

describe('flowtrap redrive', () => {
  it('starts each letter with its own text and deletes it afterwards', async () => {
    const other = '{"source": "schedule" }';
    const { aws, run } = await setUp({ messages: [event, other] });

    const { code, out } = await run();

    expect(code).toBe(0);
    expect(aws.executions().map(({ input }) => input)).toEqual([event, other]);
    expect(aws.bodies()).toEqual([]);
    expect(aws.calls.slice(0, 3)).toEqual(['ReceiveMessage', 'StartExecution', 'DeleteMessage']);
    expect(out).toContain('2 dead letters: 2 started and deleted, 0 kept in the queue');
  });

  it('makes one execution of a letter that comes twice, and of a command that runs twice', async () => {
    const { aws, run } = await setUp({ messages: [event, event] });
    await run();
    aws.send(event);

    const { code, out } = await run();

    expect(code).toBe(0);
    expect(aws.executions()).toHaveLength(1);
    expect(aws.bodies()).toEqual([]);
    expect(out).toContain('was started before, RUNNING');
  });

  it('keeps a letter whose execution failed, and names the execution', async () => {
    const { aws, run } = await setUp({ courses: [[failedWith('CaseFailed')]], messages: [event] });
    await run();
    aws.send(event);

    const { code, out } = await run();

    expect(code).toBe(1);
    expect(aws.bodies()).toEqual([event]);
    expect(out).toMatch(
      /ended FAILED: see to arn:aws:states:eu-central-1:111122223333:execution:flowtrap-respond:redrive-/,
    );
  });

  it.each([
    ['is not JSON', 'not JSON', 'is not JSON'],
    ['is too large', `{}${' '.repeat(262_144)}`, 'is too large'],
  ])('keeps a letter that %s and goes on with the others', async (_, letter, why) => {
    const { aws, run } = await setUp({ courses: [[running]], messages: [letter, event] });

    const { code, out } = await run();

    expect(code).toBe(1);
    expect(aws.bodies()).toEqual([letter]);
    expect(aws.executions()).toHaveLength(1);
    expect(out).toContain(why);
    expect(out).toContain('1 started and deleted, 1 kept');
  });

  it('gives one JSON object a letter, and nothing else', async () => {
    const { run } = await setUp({ courses: [[running]], messages: ['not JSON', event] });

    const { code, out } = await run('--json');

    const lines = out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(code).toBe(1);
    expect(lines).toEqual([
      { id: expect.any(String), deleted: false, what: expect.stringContaining('is not JSON') },
      { id: expect.any(String), deleted: true, what: expect.stringContaining('started arn:') },
    ]);
  });

  it('takes more letters than one call brings', async () => {
    const messages = Array.from({ length: 23 }, (_, n) => `{"n":${n}}`);
    const { aws, run } = await setUp({ messages });

    await run();

    expect(aws.executions()).toHaveLength(23);
    expect(aws.bodies()).toEqual([]);
  });

  it('is done at once when the queue is empty', async () => {
    const { run } = await setUp({});

    expect(await run()).toMatchObject({ code: 0, out: expect.stringMatching(/^0 dead letters/) });
  });

  it.each([
    [{}, 'FLOWTRAP_RESPOND_ARN'],
    [{ FLOWTRAP_RESPOND_ARN: machine }, 'FLOWTRAP_DEAD_LETTERS_URL'],
    [{ FLOWTRAP_RESPOND_ARN: machine, FLOWTRAP_DEAD_LETTERS_URL: 'queue' }, 'not the URL of a queue'],
  ])('says what is missing in %j', async (env, message) => {
    const { aws, run } = await setUp({}, env);

    const { code, err } = await run();

    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(aws.calls).toEqual([]);
  });
});
